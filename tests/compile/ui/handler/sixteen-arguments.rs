use auth_core::require;

// axum takes sixteen arguments, the guard is one of them.
use axum::http::Method;

#[require(role = "admin")]
#[allow(clippy::too_many_arguments)]
async fn handler(
    _: Method, _: Method, _: Method, _: Method, _: Method, _: Method, _: Method, _: Method,
    _: Method, _: Method, _: Method, _: Method, _: Method, _: Method, _: Method, _: Method,
) {
}

fn main() {
    let _router: axum::Router = axum::Router::new().route("/", axum::routing::get(handler));
}
