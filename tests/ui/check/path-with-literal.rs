use auth_core::require;

#[require(path.user_id == "alice")]
async fn handler() {}

fn main() {}
