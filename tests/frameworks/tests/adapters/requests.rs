//! Requests as sources of identities: `#[require(…, from = request)]` in each framework.

use auth_core::{Auth, Rejection, require};

use super::logged;

/// Callers, and whether the owner's function lets them in at `/users/editor`.
const CALLERS: [(Option<&str>, u16); 4] =
    [(Some("editor"), 200), (Some("admin"), 403), (Some("nobody-knows"), 401), (None, 401)];

/// Returns an `Auth` with users of the application as callers.
fn users() -> Auth {
    let builder =
        Auth::builder().authenticator(super::book()).user_issuer("https://issuer.example");
    builder.build().unwrap()
}

fn status(result: Result<(), Rejection>) -> u16 {
    result.map_or_else(|rejection| rejection.status().as_u16(), |()| 200)
}

/// Asserts what a function inside of a handler answered, and that its refusal was logged once, with
/// the route.
fn assert_decided(found: u16, events: &[String], expected: u16, route: &str) {
    assert_eq!(found, expected);
    assert_eq!(events.len(), usize::from(expected != 200), "{events:?}");
    assert!(events.iter().all(|event| event.contains(&format!("route=\"{route}\""))), "{events:?}");
}

#[test]
fn actix_web_request_as_source_has_its_path() {
    use actix_web::dev::ServiceRequest;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpRequest, web};

    #[require(path.user == subject, from = request)]
    async fn own(request: &HttpRequest) -> Result<(), Rejection> {
        let _ = request;
        Ok(())
    }

    #[require(authenticated, from = request)]
    async fn known(request: &ServiceRequest) -> Result<(), Rejection> {
        let _ = request;
        Ok(())
    }

    async fn page(request: HttpRequest) -> String {
        status(own(&request).await).to_string()
    }

    for (token, expected) in CALLERS {
        let (body, events) = logged(async {
            let app = App::new().route("/users/{user}", web::to(page)).wrap(users());
            let app = init_service(app).await;
            let mut request = TestRequest::with_uri("/users/editor");
            if let Some(token) = token {
                request = request.insert_header(("authorization", format!("Bearer {token}")));
            }
            read_body(call_service(&app, request.to_request()).await).await
        });
        let found = std::str::from_utf8(&body).unwrap().parse().unwrap();
        assert_decided(found, &events, expected, "/users/{user}");
    }
    // Outside of any `Auth`, the request knows no caller.
    let (found, _) =
        logged(async { status(known(&TestRequest::default().to_srv_request()).await) });
    assert_eq!(found, 500);
}

#[test]
fn poem_request_as_caller_is_decided_with_its_path() {
    use poem::{Endpoint as _, EndpointExt as _, Request, Route, handler};

    #[require(path.user == subject, from = request)]
    async fn own(request: &Request) -> Result<(), Rejection> {
        let _ = request;
        Ok(())
    }

    #[handler]
    async fn page(request: &Request) -> String {
        status(own(request).await).to_string()
    }

    for (token, expected) in CALLERS {
        let (body, events) = logged(async {
            let app = Route::new().at("/users/:user", page).with(users());
            let mut request = Request::builder().uri("/users/editor".parse().unwrap());
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            app.get_response(request.finish()).await.into_body().into_string().await.unwrap()
        });
        assert_decided(body.parse().unwrap(), &events, expected, "/users/:user");
    }
    assert_eq!(logged(async { status(own(&Request::default()).await) }).0, 500);
}

#[test]
fn salvo_request_as_caller_is_decided_with_its_path() {
    use http_body_util::BodyExt as _;
    use salvo::http::ReqBody;
    use salvo::prelude::*;

    #[require(path.user == subject, from = request)]
    async fn own(request: &Request) -> Result<(), Rejection> {
        let _ = request;
        Ok(())
    }

    #[handler]
    async fn page(request: &mut Request) -> String {
        status(own(request).await).to_string()
    }

    for (token, expected) in CALLERS {
        let (body, events) = logged(async {
            let service = Service::new(Router::with_path("users/{user}").hoop(users()).get(page));
            let mut request = http::Request::get("/users/editor");
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let request =
                Request::from_hyper(request.body(ReqBody::None).unwrap(), http::uri::Scheme::HTTP);
            service.handle(request).await.take_body().collect().await.unwrap().to_bytes()
        });
        let found = std::str::from_utf8(&body).unwrap().parse().unwrap();
        assert_decided(found, &events, expected, "users/{user}");
    }
}

mod rocket_05 {
    //! Rocket writes macros beside its handlers: those stand in a module.

    use rocket::config::{Config, Ident, LogLevel};
    use rocket::http::Header;
    use rocket::local::asynchronous::Client;
    use rocket::request::{FromRequest, Outcome, Request};
    use rocket::{async_trait, get, routes};

    use super::*;

    #[require(path.user == subject, from = request)]
    async fn own(request: &Request<'_>) -> Result<(), Rejection> {
        let _ = request;
        Ok(())
    }

    struct Decided(u16);

    #[async_trait]
    impl<'r> FromRequest<'r> for Decided {
        type Error = std::convert::Infallible;

        async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
            Outcome::Success(Self(status(own(request).await)))
        }
    }

    #[get("/users/<user>")]
    fn page(user: &str, decided: Decided) -> String {
        let _ = user;
        decided.0.to_string()
    }

    #[test]
    fn rocket_request_as_caller_is_decided_with_its_path() {
        for (token, expected) in CALLERS {
            let (body, events) = logged(async {
                let mut config = Config::debug_default();
                (config.log_level, config.ident) = (LogLevel::Off, Ident::none());
                let rocket = rocket::custom(config).mount("/", routes![page]).attach(users());
                let client = Client::untracked(rocket).await.unwrap();
                let mut request = client.get("/users/editor");
                if let Some(token) = token {
                    request.add_header(Header::new("authorization", format!("Bearer {token}")));
                }
                request.dispatch().await.into_string().await.unwrap()
            });
            assert_decided(body.parse().unwrap(), &events, expected, "/users/<user>");
        }
    }
}

#[test]
fn tonic_request_as_source_has_no_path() {
    use http::{Request, Response};
    use tower::{ServiceExt as _, service_fn};

    #[require(path.rest == subject, from = request)]
    async fn rest(request: &tonic::Request<String>) -> Result<(), Rejection> {
        let _ = request;
        Ok(())
    }

    async fn answer<B>(request: Request<B>) -> Result<Response<String>, std::convert::Infallible> {
        let request = tonic::Request::from_http(request.map(|_| String::new()));
        let found = status(rest(&request).await);
        Ok(Response::builder().header("x-status", found).body(String::new()).unwrap())
    }

    let (found, events) = logged(async {
        let router = tonic::service::Routes::default().into_axum_router();
        // The router of tonic is one of axum's, and calls a method's name `rest`.
        let router = router.route_service("/blog.Blog/{*rest}", service_fn(answer)).layer(users());
        let request = Request::post("/blog.Blog/editor").header("content-type", "application/grpc");
        let request = request
            .header("authorization", "Bearer editor")
            .body(tonic::body::Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        response.headers()["x-status"].to_str().unwrap().to_owned()
    });
    assert_eq!(found, "403");
    assert!(events.iter().any(|event| event.contains("no route is matched there")), "{events:?}");
}

#[test]
fn actix_web_path_rule_before_routing_names_its_place() {
    use actix_web::body::MessageBody;
    use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
    use actix_web::middleware::{Next, from_fn};
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, Error, HttpResponse, web};

    #[require(path.tenant == subject)]
    async fn own(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        next.call(request).await
    }

    let request = || {
        TestRequest::with_uri("/t/editor/x")
            .insert_header(("authorization", "Bearer editor"))
            .to_request()
    };
    let (is_refused, events) = logged(async {
        let scope = web::scope("/t/{tenant}").route("/x", web::to(HttpResponse::Ok));
        let app = App::new().service(scope).wrap(from_fn(own)).wrap(users());
        init_service(app).await.call(request()).await.is_err()
    });
    assert!(is_refused);
    assert!(events.iter().any(|event| event.contains("no route is matched there")), "{events:?}");
    assert!(!events.iter().any(|event| event.contains("spelling")), "{events:?}");
    // On the scope, the parameter is known.
    let (status, events) = logged(async {
        let scope =
            web::scope("/t/{tenant}").route("/x", web::to(HttpResponse::Ok)).wrap(from_fn(own));
        let app = init_service(App::new().service(scope).wrap(users())).await;
        app.call(request()).await.unwrap().status().as_u16()
    });
    assert_eq!((status, events.len()), (200, 0), "{events:?}");
}

#[test]
fn missing_auth_names_its_installation() {
    let text = auth_core::rejection::MisconfiguredReason::NoAuth.to_string();
    for way in [".wrap(auth)", ".with(auth)", ".attach(auth)", ".hoop(auth)", ".layer(auth)"] {
        assert!(text.contains(way), "{way}: {text}");
    }
}
