use auth_core::require;

#[require(role = "admin" => "all")]
async fn delete_user() {}

fn main() {}
