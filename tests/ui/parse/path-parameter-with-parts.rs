use auth_core::require;

#[require(path.user.id == subject)]
async fn handler() {}

fn main() {}
