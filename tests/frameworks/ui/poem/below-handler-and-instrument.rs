use auth_core::require;

// What stands between does not matter. What to write: `#[require(…)]` above `#[handler]`.
use poem::handler;

#[handler]
#[tracing::instrument(skip_all)]
#[require(role = "admin")]
async fn handler_below(body: String) -> String {
    body
}

fn main() {}
