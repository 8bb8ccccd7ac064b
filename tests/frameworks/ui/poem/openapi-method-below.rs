use auth_core::{policy, require};

// The same below `#[oai]`. What to write: the guard by hand, first of the arguments: `_proof: Guard<Admins>`.
use poem_openapi::OpenApi;
use poem_openapi::payload::PlainText;

policy! {
    Admins = role = "admin";
}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/", method = "get")]
    #[require(Admins)]
    async fn list(&self) -> PlainText<&'static str> {
        PlainText("in")
    }
}

fn main() {}
