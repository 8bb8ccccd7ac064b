use auth_core::require;

#[require(role = "admin", conceal, report_only)]
async fn handler() {}

fn main() {}
