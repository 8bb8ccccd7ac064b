use actix_web::{App, get, post, web};
use auth_core::access::guarded;
use auth_core::require;

// Handlers without an attribute. What to write: `#[require(…)]` or `#[public("reason")]` above `#[get]`.
#[get("/open")]
async fn open() -> &'static str {
    "in"
}

async fn function() -> &'static str {
    "in"
}

// The guard decides, but the attribute does not see that `#[post]` has made a type. What to write: `#[require(…)]` above `#[post]`.
#[post("/below")]
#[require(role = "admin")]
async fn below() -> &'static str {
    "in"
}

fn main() {
    let _ = App::new()
        .service(guarded(open))
        .route("/function", web::get().to(guarded(function)))
        .service(guarded(below));
}
