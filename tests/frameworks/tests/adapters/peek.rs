//! `peek` and an ignored `MaybeIdentity`: they tell the caller, and neither reject nor log.

use auth_core::{Identity, MaybeIdentity};

use super::{auth, logged};

/// Tokens, and the caller that they stand for.
const TOKENS: [(Option<&str>, &str); 5] = [
    (Some("admin"), "admin"),
    (None, "nobody"),
    (Some("nobody-knows"), "nobody"),
    (Some("a b"), "nobody"),
    (Some("outage"), "nobody"),
];

fn name(identity: Option<Identity>) -> String {
    identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
}

fn passed_over(identity: Result<MaybeIdentity, impl Sized>) -> String {
    name(identity.ok().and_then(|MaybeIdentity(identity)| identity))
}

fn field(token: &str) -> String {
    format!("Bearer {token}")
}

/// Compares what middleware saw, and that an open route logged nothing.
fn assert_silent(seen: &str, events: &[String], expected: &str) {
    assert_eq!(seen, format!("{expected} {expected} {expected}"));
    assert!(events.is_empty(), "{events:?}");
}

#[test]
fn actix_web_peek_returns_caller_without_log() {
    use actix_web::body::MessageBody;
    use actix_web::dev::{ServiceRequest, ServiceResponse};
    use actix_web::http::header::{HeaderName, HeaderValue};
    use actix_web::middleware::{Next, from_fn};
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, Error, HttpResponse, web};
    use auth_core::adapters::actix_web::peek;

    async fn audit(
        mut request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        let before = name(peek(&request));
        let maybe = passed_over(request.extract::<MaybeIdentity>().await);
        let mut response = next.call(request).await?;
        let after = name(peek(response.request()));
        let seen = HeaderValue::from_str(&format!("{before} {maybe} {after}")).unwrap();
        response.headers_mut().insert(HeaderName::from_static("x-seen"), seen);
        Ok(response)
    }

    /// Stands outside of `Auth`, where a request has no caller before it was inside.
    async fn outside(
        request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        let before = name(peek(&request));
        let mut response = next.call(request).await?;
        let seen = format!("{before} {}", name(peek(response.request())));
        let seen = HeaderValue::from_str(&seen).unwrap();
        response.headers_mut().insert(HeaderName::from_static("x-outside"), seen);
        Ok(response)
    }

    for (token, expected) in TOKENS {
        let (response, events) = logged(async {
            let app = App::new().route("/", web::to(HttpResponse::Ok));
            let app =
                init_service(app.wrap(from_fn(audit)).wrap(auth()).wrap(from_fn(outside))).await;
            let mut request = TestRequest::with_uri("/");
            if let Some(token) = token {
                request = request.insert_header(("authorization", field(token)));
            }
            call_service(&app, request.to_request()).await
        });
        assert_eq!(response.status().as_u16(), 200);
        assert_silent(
            response.headers().get("x-seen").unwrap().to_str().unwrap(),
            &events,
            expected,
        );
        let outside = response.headers().get("x-outside").unwrap().to_str().unwrap();
        assert_eq!(outside, format!("nobody {expected}"));
    }
}

#[test]
fn poem_peek_returns_caller_without_log() {
    use auth_core::adapters::poem::peek;
    use poem::{
        Endpoint as _, EndpointExt as _, FromRequest as _, Request, Response, endpoint::make_sync,
    };

    for (token, expected) in TOKENS {
        let (response, events) = logged(async {
            let app = make_sync(|_| ())
                .around(async |inner, request: Request| {
                    let before = name(peek(&request).await);
                    let maybe =
                        passed_over(MaybeIdentity::from_request_without_body(&request).await);
                    let after = name(peek(&request).await);
                    inner.call(request).await?;
                    Ok(Response::builder().body(format!("{before} {maybe} {after}")))
                })
                .with(auth());
            let mut request = Request::builder();
            if let Some(token) = token {
                request = request.header("authorization", field(token));
            }
            app.get_response(request.finish()).await.into_body().into_string().await.unwrap()
        });
        assert_silent(&response, &events, expected);
        assert_eq!(name(super::run(peek(&Request::default()))), "nobody");
    }
}

#[test]
fn salvo_peek_returns_caller_without_log() {
    use auth_core::adapters::salvo::peek;
    use http_body_util::BodyExt as _;
    use salvo::extract::Extractible as _;
    use salvo::http::ReqBody;
    use salvo::prelude::*;

    #[handler]
    async fn audit(request: &mut Request, depot: &mut Depot) -> String {
        let before = name(peek(request).await);
        let maybe = passed_over(MaybeIdentity::extract(request, depot).await);
        format!("{before} {maybe} {}", name(peek(request).await))
    }

    for (token, expected) in TOKENS {
        let (body, events) = logged(async {
            let service = Service::new(Router::new().hoop(auth()).get(audit));
            let mut request = http::Request::get("/");
            if let Some(token) = token {
                request = request.header("authorization", field(token));
            }
            let request =
                Request::from_hyper(request.body(ReqBody::None).unwrap(), http::uri::Scheme::HTTP);
            service.handle(request).await.take_body().collect().await.unwrap().to_bytes()
        });
        assert_silent(std::str::from_utf8(&body).unwrap(), &events, expected);
    }
}

#[test]
fn tower_and_tonic_peek_return_caller_without_log() {
    use http::{Request, Response};
    use tower::{Layer as _, ServiceExt as _, service_fn};

    for (token, expected) in TOKENS {
        let (body, events) = logged(async {
            let service = auth().layer(service_fn(async |request: Request<String>| {
                let (parts, body) = request.into_parts();
                let before = name(auth_core::adapters::tower::peek(&parts.extensions).await);
                let maybe = passed_over(auth_core::adapters::tower::maybe_identity(&parts).await);
                let request = tonic::Request::from_http(Request::from_parts(parts, body));
                let after = name(auth_core::adapters::tonic::peek(&request).await);
                Ok::<_, std::convert::Infallible>(Response::new(format!(
                    "{before} {maybe} {after}"
                )))
            }));
            let mut request = Request::get("/");
            if let Some(token) = token {
                request = request.header("authorization", field(token));
            }
            service.oneshot(request.body(String::new()).unwrap()).await.unwrap().into_body()
        });
        assert_silent(&body, &events, expected);
    }
}

mod rocket_05 {
    //! Rocket writes macros beside its handlers: those stand in a module.

    use auth_core::adapters::rocket::peek;
    use rocket::config::{Config, Ident, LogLevel};
    use rocket::http::Header;
    use rocket::local::asynchronous::Client;
    use rocket::request::{FromRequest, Outcome, Request};
    use rocket::{async_trait, get, routes};

    use super::*;

    struct Audit(String);

    #[async_trait]
    impl<'r> FromRequest<'r> for Audit {
        type Error = std::convert::Infallible;

        async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
            let before = name(peek(request).await);
            let maybe = match request.guard::<MaybeIdentity>().await {
                Outcome::Success(MaybeIdentity(identity)) => name(identity),
                _ => "nobody".to_owned(),
            };
            Outcome::Success(Self(format!("{before} {maybe} {}", name(peek(request).await))))
        }
    }

    #[get("/")]
    fn open(audit: Audit) -> String {
        audit.0
    }

    #[test]
    fn rocket_peek_returns_caller_without_log() {
        for (token, expected) in TOKENS {
            let (body, events) = logged(async {
                let mut config = Config::debug_default();
                (config.log_level, config.ident) = (LogLevel::Off, Ident::none());
                let rocket = rocket::custom(config).mount("/", routes![open]).attach(auth());
                let client = Client::untracked(rocket).await.unwrap();
                let mut request = client.get("/");
                if let Some(token) = token {
                    request.add_header(Header::new("authorization", field(token)));
                }
                request.dispatch().await.into_string().await.unwrap()
            });
            assert_silent(&body, &events, expected);
        }
    }
}

#[test]
fn returned_maybe_identity_is_logged_with_its_route() {
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, web};
    use poem::{Endpoint as _, EndpointExt as _, handler};

    async fn greet(MaybeIdentity(identity): MaybeIdentity) -> String {
        name(identity)
    }

    #[handler]
    fn greet_on_poem(MaybeIdentity(identity): MaybeIdentity) -> String {
        name(identity)
    }

    let (status, actix) = logged(async {
        let app = init_service(App::new().route("/greet", web::to(greet)).wrap(auth())).await;
        let request =
            TestRequest::with_uri("/greet").insert_header(("authorization", "Bearer nobody-knows"));
        call_service(&app, request.to_request()).await.status().as_u16()
    });
    assert_eq!(status, 401);
    let (status, poem) = logged(async {
        let app = poem::Route::new().at("/greet", greet_on_poem).with(auth());
        let request = poem::Request::builder().uri("/greet".parse().unwrap());
        let request = request.header("authorization", "Bearer nobody-knows").finish();
        app.get_response(request).await.status().as_u16()
    });
    assert_eq!(status, 401);
    for events in [actix, poem] {
        assert_eq!(events.len(), 1, "{events:?}");
        assert!(
            events[0].contains("request rejected") && events[0].contains(r#"route="/greet""#),
            "{events:?}"
        );
    }
}

#[test]
fn option_that_hides_a_rejection_is_still_an_error() {
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, web};

    async fn swallows(maybe: Option<MaybeIdentity>, identity: Option<Identity>) -> String {
        format!("{} {}", maybe.is_some(), name(identity))
    }

    let ((), events) = logged(async {
        let app = init_service(App::new().route("/", web::to(swallows)).wrap(auth())).await;
        let request =
            TestRequest::with_uri("/").insert_header(("authorization", "Bearer nobody-knows"));
        assert_eq!(call_service(&app, request.to_request()).await.status().as_u16(), 200);
    });
    let errors = events.iter().filter(|event| event.contains("a rejection was discarded")).count();
    assert_eq!(errors, 1, "{events:?}");
}
