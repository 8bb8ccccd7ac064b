use auth_core::require;

// The same with nothing else to miss. What to write: `#[require(…)]` above `#[handler]`.
use poem::handler;

#[handler]
#[require(role = "admin")]
fn handler_below() {}

fn main() {}
