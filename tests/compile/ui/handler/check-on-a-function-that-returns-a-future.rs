use auth_core::require;
use std::future::Future;

#[require(check(author == identity.subject()))]
fn delete_post(author: String) -> impl Future<Output = String> {
    async { author }
}

fn main() {}
