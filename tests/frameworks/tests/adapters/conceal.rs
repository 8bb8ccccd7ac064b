//! Concealed and unknown routes: equal for all methods, credentials and places of the 404 page.

use auth_core::request::{CredentialSource, Scheme};
use auth_core::{Auth, require};
use http::{HeaderName, Method, StatusCode};

use super::{book, run};

const METHODS: [&str; 8] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"];

/// An anonymous request, and a rejected caller for each reason.
const CALLERS: [&str; 6] = ["", "editor", "forged", "expired", "outage", "a b"];

/// The two places of credentials, with the name of the field and what stands before a token.
const PLACES: [(&str, &str); 2] = [("authorization", "Bearer "), ("x-api-key", "")];

fn not_found() -> http::Response<String> {
    let response = http::Response::builder().status(404).header("content-type", "text/plain");
    response.body("nothing here".to_owned()).unwrap()
}

/// Returns an `Auth` that takes credentials from `place`.
fn auth(place: &'static str, is_worded: bool) -> Auth {
    let book = match place {
        "authorization" => book(),
        name => {
            let source = CredentialSource::Header(HeaderName::from_static(name));
            book().of(Scheme::new("ApiKey").unwrap(), "keys", source)
        }
    };
    let auth = Auth::builder().authenticator(book);
    let auth = if is_worded { auth.not_found(not_found) } else { auth };
    auth.build().unwrap()
}

/// Calls `compare` with each method, name of a field and value of it.
fn each(
    place: (&'static str, &'static str),
    mut compare: impl FnMut(Method, &'static str, Option<String>),
) {
    let (name, prefix) = place;
    for method in METHODS {
        for caller in CALLERS {
            let value = (!caller.is_empty()).then(|| format!("{prefix}{caller}"));
            compare(method.parse().unwrap(), name, value);
        }
    }
}

#[test]
fn poem_concealed_route_equals_an_unknown_one() {
    use poem::error::NotFoundError;
    use poem::{Endpoint as _, EndpointExt as _, Request, Response, Route, handler};

    #[require(role = "admin", conceal)]
    #[handler]
    fn secret() -> &'static str {
        "in"
    }

    async fn page(_: NotFoundError) -> Response {
        Response::builder()
            .status(StatusCode::NOT_FOUND)
            .content_type("text/plain")
            .body("nothing here")
    }

    /// The 404 page inside of `Auth`, outside of it, around a nested one, and around that of one
    /// route.
    fn arrangements(place: &'static str) -> Vec<poem::endpoint::BoxEndpoint<'static, Response>> {
        let auth = || auth(place, true);
        let routes = || Route::new().at("/in/hidden", secret);
        let nested = Route::new().nest("/in", Route::new().at("/hidden", secret).with(auth()));
        vec![
            routes().catch_error(page).with(auth()).boxed(),
            routes().with(auth()).catch_error(page).map_to_response().boxed(),
            nested.catch_error(page).map_to_response().boxed(),
            Route::new()
                .at("/in/hidden", secret.with(auth()))
                .catch_error(page)
                .map_to_response()
                .boxed(),
        ]
    }

    for place in PLACES {
        for (index, app) in arrangements(place.0).iter().enumerate() {
            each(place, |method, name, value| {
                let answer = |path: &str| {
                    let mut request =
                        Request::builder().method(method.clone()).uri(path.parse().unwrap());
                    if let Some(value) = &value {
                        request = request.header(name, value);
                    }
                    run(async {
                        let response = app.get_response(request.finish()).await;
                        let fields: Vec<_> =
                            response.headers().iter().map(|field| format!("{field:?}")).collect();
                        (
                            response.status(),
                            fields,
                            response.into_body().into_string().await.unwrap(),
                        )
                    })
                };
                let hidden = answer("/in/hidden");
                assert_eq!(hidden, answer("/in/unknown"), "{index} {method} {value:?}");
                assert_eq!(hidden.0, StatusCode::NOT_FOUND);
            });
        }
    }
}

#[test]
fn actix_web_concealed_route_equals_an_unknown_one() {
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse, web};

    #[require(role = "admin", conceal)]
    async fn secret() -> &'static str {
        "in"
    }

    async fn fallback() -> HttpResponse {
        HttpResponse::NotFound().content_type("text/plain").body("nothing here")
    }

    macro_rules! compare {
        ($app:expr, $place:expr) => {{
            let app = run(init_service($app));
            each($place, |method, name, value| {
                let answer = |path: &str| {
                    let method =
                        actix_web::http::Method::from_bytes(method.as_str().as_bytes()).unwrap();
                    let mut request = TestRequest::with_uri(path).method(method);
                    if let Some(value) = &value {
                        request = request.insert_header((name, value.as_str()));
                    }
                    run(async {
                        let response = call_service(&app, request.to_request()).await;
                        let mut fields: Vec<_> =
                            response.headers().iter().map(|field| format!("{field:?}")).collect();
                        // actix-web keeps no order.
                        fields.sort();
                        (response.status().as_u16(), fields, read_body(response).await)
                    })
                };
                let hidden = answer("/in/hidden");
                assert_eq!(hidden, answer("/in/unknown"), "{method} {value:?}");
                assert_eq!(hidden.0, 404);
            });
        }};
    }

    for place in PLACES {
        let scope = || web::scope("/in").route("/hidden", web::to(secret));
        compare!(App::new().service(scope()).wrap(auth(place.0, false)), place);
        compare!(App::new().service(scope().wrap(auth(place.0, false))), place);
        let worded = || App::new().default_service(web::to(fallback));
        compare!(worded().service(scope()).wrap(auth(place.0, true)), place);
        compare!(worded().service(scope().wrap(auth(place.0, true))), place);
        let resource = web::resource("/in/hidden").route(web::to(secret));
        compare!(worded().service(resource.wrap(auth(place.0, true))), place);
    }
}

#[test]
fn salvo_concealed_route_equals_an_unknown_one() {
    use http::uri;
    use http_body_util::BodyExt as _;
    use salvo::http::ReqBody;
    use salvo::prelude::*;

    #[require(role = "admin", conceal)]
    #[handler]
    fn secret() -> &'static str {
        "in"
    }

    for place in PLACES {
        let hidden = || Router::with_path("hidden").goal(secret);
        let services = [
            Service::new(Router::with_path("in").push(hidden())).hoop(auth(place.0, false)),
            Service::new(Router::with_path("in").hoop(auth(place.0, false)).push(hidden())),
            Service::new(Router::with_path("in").push(hidden().hoop(auth(place.0, false)))),
        ];
        for (index, service) in services.iter().enumerate() {
            each(place, |method, name, value| {
                let answer = |path: &str| {
                    let mut request = http::Request::builder().method(method.clone()).uri(path);
                    if let Some(value) = &value {
                        request = request.header(name, value);
                    }
                    let request = request.body(ReqBody::None).unwrap();
                    run(async {
                        let mut response =
                            service.handle(Request::from_hyper(request, uri::Scheme::HTTP)).await;
                        let fields: Vec<_> =
                            response.headers().iter().map(|field| format!("{field:?}")).collect();
                        let body = response.take_body().collect().await.unwrap().to_bytes();
                        (response.status_code, fields, body)
                    })
                };
                let hidden = answer("/in/hidden");
                assert_eq!(hidden, answer("/in/unknown"), "{index} {method} {value:?}");
                assert_eq!(hidden.0, Some(StatusCode::NOT_FOUND));
            });
        }
    }
}
