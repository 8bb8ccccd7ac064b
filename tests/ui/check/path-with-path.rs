use auth_core::require;

#[require(path.user_id == path.owner)]
async fn handler() {}

fn main() {}
