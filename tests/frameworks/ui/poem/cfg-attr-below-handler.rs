use auth_core::require;

// What to write: `#[cfg_attr(…, require(…))]` above `#[handler]`.
use poem::handler;

#[handler]
#[cfg_attr(all(), require(role = "admin"))]
async fn handler_below(body: String) -> String {
    body
}

fn main() {}
