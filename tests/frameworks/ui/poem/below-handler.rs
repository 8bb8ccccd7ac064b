use auth_core::require;

// `#[handler]` calls the function with the arguments that it saw, and misses the guard. What to write: `#[require(…)]` above
// `#[handler]`.
use poem::handler;

#[handler]
#[require(role = "admin")]
async fn handler_below(body: String) -> String {
    body
}

fn main() {}
