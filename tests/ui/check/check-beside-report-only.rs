use auth_core::require;

#[require(check(author == subject), report_only)]
async fn delete_post(author: String) {}

fn main() {}
