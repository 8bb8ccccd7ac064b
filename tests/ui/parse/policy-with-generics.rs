use auth_core::require;

#[require(Can<Publish>)]
async fn delete_user() {}

fn main() {}
