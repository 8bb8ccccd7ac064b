use auth_core::require;

#[require(check(author == identity.subject()), report_only)]
async fn delete_post(author: String) {}

fn main() {}
