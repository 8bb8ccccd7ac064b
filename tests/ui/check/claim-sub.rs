use auth_core::require;

#[require(path.user_id == claim.sub)]
async fn handler() {}

fn main() {}
