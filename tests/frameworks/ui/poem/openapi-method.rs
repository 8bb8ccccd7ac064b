use auth_core::{policy, require};

// `#[OpenApi]` calls its methods with the arguments that it saw, and `#[require(…)]` guards no method with `self`. What to write: the
// guard by hand, first of the arguments: `_proof: Guard<Admins>`.
use poem_openapi::OpenApi;
use poem_openapi::payload::PlainText;

policy! {
    Admins = role = "admin";
}

struct Api;

#[OpenApi]
impl Api {
    #[require(Admins)]
    #[oai(path = "/", method = "get")]
    async fn list(&self) -> PlainText<&'static str> {
        PlainText("in")
    }
}

fn main() {}
