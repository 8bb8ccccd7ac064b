use auth_core::require;

#[require(path["user_id"] == subject)]
async fn handler() {}

fn main() {}
