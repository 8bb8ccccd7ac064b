use auth_core::require;

#[require(role = "admin", report_only)]
async fn delete_user() {}

fn main() {}
