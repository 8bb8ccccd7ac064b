use auth_core::access::guarded;
use auth_core::require;
use salvo::oapi::endpoint;
use salvo::prelude::*;

// Handlers without an attribute. What to write: `#[require(…)]` or `#[public("reason")]` above `#[handler]`.
#[handler]
async fn open() -> &'static str {
    "in"
}

#[endpoint]
async fn described() -> &'static str {
    "in"
}

// It decides in the body, so its type says nothing. What to write: no `from = …`.
#[require(role = "admin", from = request)]
#[handler]
async fn inside(request: &mut Request) -> Result<&'static str, auth_core::Rejection> {
    Ok("in")
}

fn main() {
    let _ = Router::new()
        .get(guarded(open))
        .post(guarded(described))
        .delete(guarded(inside));
}
