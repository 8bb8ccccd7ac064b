use auth_core::require;

#[require(role = "admin", reportonly)]
async fn handler() {}

fn main() {}
