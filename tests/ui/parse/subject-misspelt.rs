use auth_core::require;

#[require(path.user_id == sub)]
async fn handler() {}

fn main() {}
