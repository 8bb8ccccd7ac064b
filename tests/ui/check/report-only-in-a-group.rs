use auth_core::require;

#[require(any(role = "admin", all(role = "editor", scope = "posts:write", report_only)))]
async fn handler() {}

fn main() {}
