//! Between two `Auth`s the request belongs to the outer one, however the inner one ends.
//!
//! The outer `Auth` authenticates `olga` by a bearer token, the inner one `admin` by a key.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Identity};
use tokio::time::timeout;

use super::{caught, key_auth, run};

/// The end of the service inside of the inner `Auth`.
const ENDS: [&str; 4] = ["/ok", "/error", "/pending", "/panic"];

const LIMIT: Duration = Duration::from_secs(1);

/// Takes every token for the name of a user.
#[derive(Debug)]
struct Names;

impl Authenticator for Names {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn realm(&self) -> &'static str {
        "outer"
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let identity = Identity::builder("https://outer.example", credentials.token()).build();
        MaybeReady::ready(Ok(identity.unwrap()))
    }
}

fn outer() -> Auth {
    Auth::new(Names)
}

/// The callers that were seen: inside of the inner `Auth`, and between the two afterwards.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, identity: Result<Identity, impl Sized>) {
        let subject =
            identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned());
        self.0.lock().unwrap().push(subject);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[test]
fn actix_web_inner_auth_ends_request_is_outer_ones() {
    use actix_web::body::BoxBody;
    use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
    use actix_web::middleware::{Next, from_fn};
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, Error, FromRequest as _, HttpResponse, web};

    let seen = Seen::default();
    let end = |seen: Seen| {
        move |mut request: ServiceRequest, next: Next<BoxBody>| {
            let seen = seen.clone();
            async move {
                seen.note(request.extract::<Identity>().await);
                match request.path() {
                    "/error" => return Err(std::io::Error::other("no room").into()),
                    "/panic" => panic!("on purpose"),
                    "/pending" => std::future::pending().await,
                    _ => {}
                }
                next.call(request).await
            }
        }
    };
    let audit = |seen: Seen| {
        move |request: ServiceRequest, next: Next<BoxBody>| {
            let seen = seen.clone();
            async move {
                let kept = request.request().clone();
                let answer: Option<Result<ServiceResponse<BoxBody>, Error>> =
                    caught(async { timeout(LIMIT, next.call(request)).await.ok() }).await.flatten();
                seen.note(Identity::extract(&kept).await);
                match answer {
                    Some(Ok(response)) => Ok(response),
                    _ => Ok(ServiceResponse::new(kept, HttpResponse::BadGateway().finish())),
                }
            }
        }
    };
    run(async {
        // A resource is reached after routing: from there on, a request may be kept.
        let resource = web::resource("/{end}")
            .route(web::to(HttpResponse::Ok))
            .wrap(from_fn(end(seen.clone())))
            .wrap(key_auth())
            .wrap(from_fn(audit(seen.clone())))
            .wrap(outer());
        let app = init_service(App::new().service(resource)).await;
        for path in ENDS {
            let request = TestRequest::with_uri(path)
                .insert_header(("authorization", "Bearer olga"))
                .insert_header(("x-api-key", "admin"));
            app.call(request.to_request()).await.unwrap();
            assert_eq!(seen.take(), ["admin", "olga"], "{path}");
        }
    });
}

#[test]
fn actix_web_body_behind_all_auths_asks_the_inner() {
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, FromRequest as _, HttpRequest, HttpResponse, web};
    use std::{cell::RefCell, rc::Rc};

    let seen = Seen::default();
    let kept = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&kept);
    run(async {
        let handler = move |request: HttpRequest| {
            keep.replace(Some(request));
            async { HttpResponse::Ok().finish() }
        };
        let resource = web::resource("/").route(web::to(handler)).wrap(key_auth()).wrap(outer());
        let app = init_service(App::new().service(resource)).await;
        let request = TestRequest::with_uri("/")
            .insert_header(("authorization", "Bearer olga"))
            .insert_header(("x-api-key", "admin"));
        actix_web::test::call_service(&app, request.to_request()).await;
        let request = kept.take().unwrap();
        seen.note(Identity::extract(&request).await);
        assert_eq!(seen.take(), ["admin"]);
    });
}

#[test]
fn poem_inner_auth_ends_request_is_the_outer_ones() {
    use poem::{Endpoint, EndpointExt as _, FromRequest as _, Request, Response, endpoint::make};

    let seen = Seen::default();
    let end = |seen: Seen| {
        make(move |request: Request| {
            let seen = seen.clone();
            async move {
                seen.note(Identity::from_request_without_body(&request).await);
                match request.uri().path() {
                    "/error" => Err(poem::Error::from_status(http::StatusCode::BAD_GATEWAY)),
                    "/panic" => panic!("on purpose"),
                    "/pending" => std::future::pending().await,
                    _ => Ok(Response::default()),
                }
            }
        })
    };
    let audited = seen.clone();
    let app = end(seen.clone())
        .with(key_auth())
        .around(move |inner, request| {
            let seen = audited.clone();
            async move {
                let mut kept = Request::default();
                *kept.extensions_mut() = request.extensions().clone();
                let _ = caught(timeout(LIMIT, inner.call(request))).await;
                seen.note(Identity::from_request_without_body(&kept).await);
                Ok(Response::default())
            }
        })
        .with(outer());
    run(async {
        for path in ENDS {
            let request = Request::builder().uri(path.parse().unwrap());
            let request =
                request.header("authorization", "Bearer olga").header("x-api-key", "admin");
            app.call(request.finish()).await.unwrap();
            assert_eq!(seen.take(), ["admin", "olga"], "{path}");
        }
    });
}

#[test]
fn salvo_inner_auth_ends_request_is_the_outer_ones() {
    use http::uri::Scheme;
    use salvo::extract::Extractible as _;
    use salvo::http::ReqBody;
    use salvo::prelude::*;

    #[derive(Clone)]
    struct End(Seen);

    #[async_trait]
    impl Handler for End {
        async fn handle(
            &self,
            request: &mut Request,
            depot: &mut Depot,
            response: &mut Response,
            _: &mut FlowCtrl,
        ) {
            self.0.note(Identity::extract(request, depot).await);
            match request.uri().path() {
                "/error" => response.render(StatusError::bad_gateway()),
                "/panic" => panic!("on purpose"),
                "/pending" => std::future::pending().await,
                _ => {}
            }
        }
    }

    struct Audit(Seen);

    #[async_trait]
    impl Handler for Audit {
        async fn handle(
            &self,
            request: &mut Request,
            depot: &mut Depot,
            response: &mut Response,
            flow: &mut FlowCtrl,
        ) {
            let _ = caught(timeout(LIMIT, flow.call_next(request, depot, response))).await;
            self.0.note(Identity::extract(request, depot).await);
        }
    }

    /// Stands outside of both, where the request is in no `Auth`.
    struct Outside(Seen);

    #[async_trait]
    impl Handler for Outside {
        async fn handle(
            &self,
            request: &mut Request,
            depot: &mut Depot,
            response: &mut Response,
            flow: &mut FlowCtrl,
        ) {
            flow.call_next(request, depot, response).await;
            self.0.note(Identity::extract(request, depot).await);
        }
    }

    let seen = Seen::default();
    let router = Router::with_path("{end}")
        .hoop(Outside(seen.clone()))
        .hoop(outer())
        .hoop(Audit(seen.clone()))
        .hoop(key_auth())
        .goal(End(seen.clone()));
    let service = Service::new(router);
    run(async {
        for path in ENDS {
            let request = http::Request::get(path).header("authorization", "Bearer olga");
            let request = request.header("x-api-key", "admin").body(ReqBody::None).unwrap();
            service.handle(Request::from_hyper(request, Scheme::HTTP)).await;
            assert_eq!(seen.take(), ["admin", "olga", "nobody"], "{path}");
        }
    });
}

/// axum and tonic are services of tower: the request belongs to the service that it is given to.
#[test]
fn tower_inner_auth_ends_request_is_the_outer_ones() {
    use http::{Request, Response};
    use tower::{Layer as _, ServiceExt as _, service_fn};

    let seen = Seen::default();
    let end = service_fn(async |request: Request<String>| {
        let (parts, _) = request.into_parts();
        seen.note(auth_core::adapters::tower::identity(&parts).await);
        match parts.uri.path() {
            "/error" => Err(std::io::Error::other("no room")),
            "/panic" => panic!("on purpose"),
            "/pending" => std::future::pending().await,
            _ => Ok(Response::new(String::new())),
        }
    });
    let inner = key_auth().layer(end);
    let audit = service_fn(async |request: Request<String>| {
        let (kept, body) = request.into_parts();
        let request = Request::from_parts(kept.clone(), body);
        let _ = caught(timeout(LIMIT, inner.clone().oneshot(request))).await;
        seen.note(auth_core::adapters::tower::identity(&kept).await);
        Ok::<_, std::io::Error>(Response::new(String::new()))
    });
    let service = outer().layer(audit);
    run(async {
        for path in ENDS {
            let request = Request::get(path).header("authorization", "Bearer olga");
            let request = request.header("x-api-key", "admin").body(String::new()).unwrap();
            service.clone().oneshot(request).await.unwrap();
            assert_eq!(seen.take(), ["admin", "olga"], "{path}");
        }
    });
}
