//! Orders of attributes and shapes of handlers that compile. `ui/salvo` holds the others.

use auth_core::{Rejection, require};
use salvo::oapi::endpoint;
use salvo::prelude::*;

use super::{Admins, auth, status};

#[require(role = "admin")]
#[handler]
#[tracing::instrument]
async fn instrument_below() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[tracing::instrument(skip_all)]
#[handler]
async fn instrument_between() -> &'static str {
    "in"
}

#[tracing::instrument]
#[require(role = "admin")]
#[handler]
async fn instrument_above() -> &'static str {
    "in"
}

#[cfg_attr(all(), require(role = "admin"))]
#[handler]
fn cfg_attr() -> &'static str {
    "in"
}

/// Documented.
#[require(Admins)]
#[allow(clippy::unused_async)]
#[handler]
async fn other_attributes() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[endpoint]
async fn as_an_endpoint() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[endpoint(tags("admin"), responses((status_code = 200, description = "in")))]
#[tracing::instrument]
fn as_an_endpoint_with_options() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[handler]
fn nothing() {}

#[require(role = "admin")]
#[handler]
async fn opaque() -> impl Writer {
    "in"
}

#[require(role = "admin")]
#[handler]
async fn fallible() -> Result<&'static str, StatusError> {
    Ok("in")
}

#[require(role = "admin")]
#[handler]
async fn with_everything(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    flow: &mut FlowCtrl,
) {
    assert!(depot.get_typed::<String>().is_err() && !flow.has_next());
    response.render(request.method().to_string());
}

#[require(role = "admin")]
#[handler]
fn with_a_response_and_a_result(response: &mut Response) -> Result<(), Rejection> {
    response.render("in");
    // A result that may be either, for the compiler all the same.
    std::env::args().next().map(|_| ()).ok_or_else(|| unreachable!())
}

#[tokio::test]
async fn handler_in_each_order_and_shape_is_guarded() {
    let service = Service::new(
        Router::new()
            .hoop(auth())
            .push(Router::with_path("0").get(instrument_below))
            .push(Router::with_path("1").get(instrument_between))
            .push(Router::with_path("2").get(instrument_above))
            .push(Router::with_path("3").get(cfg_attr))
            .push(Router::with_path("4").get(other_attributes))
            .push(Router::with_path("5").get(as_an_endpoint))
            .push(Router::with_path("6").get(as_an_endpoint_with_options))
            .push(Router::with_path("7").get(nothing))
            .push(Router::with_path("8").get(opaque))
            .push(Router::with_path("9").get(fallible))
            .push(Router::with_path("10").get(with_everything))
            .push(Router::with_path("11").get(with_a_response_and_a_result)),
    );
    for path in 0..12 {
        let path = format!("/{path}");
        assert_eq!(status(&service, &path, None).await, 401, "{path}");
        assert_eq!(status(&service, &path, Some("editor")).await, 403, "{path}");
        assert_eq!(status(&service, &path, Some("admin")).await, 200, "{path}");
    }
}
