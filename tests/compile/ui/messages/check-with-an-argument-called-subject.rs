use auth_core::require;

#[require(check(author == subject))]
async fn delete_post(subject: String, author: String) {}

#[require(check(author == format!("u:{subject}")))]
async fn edit_post((subject, author): (String, String)) {}

fn main() {}
