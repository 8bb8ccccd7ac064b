//! Completed responses: an error of the application keeps its type.

use std::fmt;

use auth_core::{Auth, Guard, Identity, Rejection, require};
use http::StatusCode;

use super::{Admins, auth, key_auth, logged, run};

/// The text of an error, which no client is to see.
const SECRET: &str = "db: password=hunter2 at 10.0.0.5";

/// An error of the application's.
#[derive(Debug)]
struct DbError;

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SECRET)
    }
}

impl std::error::Error for DbError {}

impl poem::error::ResponseError for DbError {
    fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

impl actix_web::ResponseError for DbError {}

fn count(events: &[String], text: &str) -> usize {
    events.iter().filter(|event| event.contains(text)).count()
}

mod poem_3 {
    //! poem hands every handler's error outwards: to the application's error handlers, or to poem's
    //! own answer.

    use poem::error::{NotFoundError, ResponseError};
    use poem::listener::{Acceptor as _, Listener as _, TcpListener};
    use poem::{Endpoint, EndpointExt as _, Error, Request, Response, Route, handler};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[handler]
    fn broken() -> Result<&'static str, DbError> {
        Err(DbError)
    }

    #[require(ip = "127.0.0.1")]
    #[handler]
    fn broken_ip() -> Result<&'static str, DbError> {
        Err(DbError)
    }

    #[handler]
    fn broken_option(_proof: Option<Guard<Admins>>) -> Result<&'static str, DbError> {
        Err(DbError)
    }

    #[handler]
    fn broken_result(_proof: Result<Guard<Admins>, Error>) -> Result<&'static str, DbError> {
        Err(DbError)
    }

    fn app(auth: Auth) -> impl Endpoint<Output = Response> {
        Route::new()
            .at("/b", broken)
            .at("/ip", broken_ip)
            .at("/option", broken_option)
            .at("/result", broken_result)
            .with(auth)
            .catch_error(|_: DbError| async {
                Response::builder().status(StatusCode::BAD_GATEWAY).body("db")
            })
            .catch_error(|_: NotFoundError| async {
                Response::builder().status(StatusCode::NOT_FOUND).body("no such page")
            })
    }

    fn request(path: &str, fields: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri(path.parse().unwrap());
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        request.finish()
    }

    #[test]
    fn error_of_a_handler_is_unchanged() {
        let key = [("x-api-key", "x")];
        let good = [("x-api-key", "editor")];
        let bearer = [("authorization", "Bearer x")];
        let none: [(&str, &str); 0] = [];
        for path in ["/b", "/option", "/result"] {
            for (auth, fields) in [
                (auth(), &none[..]),
                (auth(), &bearer),
                (key_auth(), &none),
                (key_auth(), &key),
                (key_auth(), &good),
            ] {
                let (status, body) = run(async {
                    let response = app(auth).get_response(request(path, fields)).await;
                    (response.status(), response.into_body().into_string().await.unwrap())
                });
                assert_eq!(
                    (status, body.as_str()),
                    (StatusCode::BAD_GATEWAY, "db"),
                    "{path} {fields:?}"
                );
            }
        }
        for fields in [&none[..], &key] {
            let response = run(app(key_auth()).get_response(request("/unknown", fields)));
            let body = run(response.into_body().into_string()).unwrap();
            assert_eq!(body, "no such page", "{fields:?}");
        }
    }

    #[tokio::test]
    async fn handler_error_for_an_allowed_address_is_unchanged() {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = *acceptor.local_addr().first().unwrap().as_socket_addr().unwrap();
        let server = tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(app(auth())));
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = "GET /ip HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 502") && answer.ends_with("\r\n\r\ndb"), "{answer}");
        server.abort();
    }

    #[test]
    fn rejection_replaced_by_an_error_is_one_log_error() {
        for path in ["/option", "/result"] {
            let (_, events) = logged(app(auth()).get_response(request(path, &[])));
            assert_eq!(count(&events, "enforced=true"), 1, "{path} {events:?}");
            assert_eq!(count(&events, "a rejection was discarded"), 1, "{path} {events:?}");
        }
    }

    /// An error of the application's with a rejection as its cause.
    #[derive(Debug)]
    struct Refused(Rejection, StatusCode);

    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("our own words")
        }
    }

    impl std::error::Error for Refused {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    impl ResponseError for Refused {
        fn status(&self) -> StatusCode {
            self.1
        }
    }

    impl From<Rejection> for Refused {
        fn from(rejection: Rejection) -> Self {
            let status = rejection.status();
            Self(rejection, status)
        }
    }

    auth_core::policy! {
        Writes = scope = "posts:write";
    }

    #[handler]
    fn own_words(identity: Identity) -> Result<&'static str, Refused> {
        identity.check::<Writes>()?;
        Ok("in")
    }

    #[handler]
    fn own_status(identity: Identity) -> Result<&'static str, Refused> {
        identity
            .check::<Writes>()
            .map_err(|rejection| Refused(rejection, StatusCode::BAD_REQUEST))?;
        Ok("in")
    }

    #[test]
    fn own_error_around_a_rejection_gets_its_challenge() {
        let app = || {
            let routes = Route::new().at("/words", own_words).at("/status", own_status);
            routes
                .with(auth())
                .catch_all_error(|_: Error| async { Response::builder().body("outside") })
        };
        let editor = [("authorization", "Bearer editor")];
        let (response, events) = logged(app().get_response(request("/words", &editor)));
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        let challenge = response.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(run(response.into_body().into_string()).unwrap(), "our own words");
        assert_eq!(count(&events, "request rejected"), 1, "{events:?}");
        assert_eq!(events.len(), 1, "{events:?}");
        // An error with another status belongs to the application.
        let response = run(app().get_response(request("/status", &editor)));
        assert_eq!(run(response.into_body().into_string()).unwrap(), "outside");
    }
}

mod actix_web_4 {
    //! actix-web hands the errors of middleware outwards; those of handlers are responses before.

    use std::cell::RefCell;
    use std::rc::Rc;

    use actix_web::body::{BoxBody, MessageBody};
    use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
    use actix_web::middleware::{Next, from_fn};
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, Error, HttpResponse, ResponseError, web};

    use super::*;

    async fn fails<B: MessageBody>(
        _: ServiceRequest,
        _: Next<B>,
    ) -> Result<ServiceResponse<B>, Error> {
        Err(DbError.into())
    }

    async fn fails_after_a_refusal<B: MessageBody>(
        mut request: ServiceRequest,
        _: Next<B>,
    ) -> Result<ServiceResponse<B>, Error> {
        drop(request.extract::<Guard<Admins>>().await);
        Err(DbError.into())
    }

    async fn refuses<B: MessageBody>(
        mut request: ServiceRequest,
        next: Next<B>,
    ) -> Result<ServiceResponse<B>, Error> {
        request.extract::<Identity>().await?.check::<Admins>()?;
        next.call(request).await
    }

    #[derive(Debug, Default, Eq, PartialEq)]
    struct Seen {
        is_db: bool,
        is_rejection: bool,
        status: u16,
        challenges: usize,
    }

    /// Sends one request; tells the error that middleware outside of `Auth` sees.
    async fn seen(auth: Auth, path: &str, field: (&str, &str)) -> Seen {
        let seen = Rc::new(RefCell::new(Seen::default()));
        let outside = {
            let seen = Rc::clone(&seen);
            move |request: ServiceRequest, next: Next<BoxBody>| {
                let seen = Rc::clone(&seen);
                async move {
                    let kept = next.call(request).await;
                    if let Err(error) = &kept {
                        let answer = error.error_response();
                        *seen.borrow_mut() = Seen {
                            is_db: error.as_error::<DbError>().is_some(),
                            is_rejection: error.as_error::<Rejection>().is_some(),
                            status: answer.status().as_u16(),
                            challenges: answer.headers().get_all("www-authenticate").count(),
                        };
                    }
                    kept
                }
            }
        };
        let app = App::new()
            .service(web::scope("/fails").route("", web::to(HttpResponse::Ok)).wrap(from_fn(fails)))
            .service(
                web::scope("/guarded")
                    .route("", web::to(HttpResponse::Ok))
                    .wrap(from_fn(fails_after_a_refusal)),
            )
            .service(
                web::scope("/refuses").route("", web::to(HttpResponse::Ok)).wrap(from_fn(refuses)),
            )
            .wrap(auth.clone())
            .wrap(auth)
            .wrap(from_fn(outside));
        let app = init_service(app).await;
        let _ = app.call(TestRequest::with_uri(path).insert_header(field).to_request()).await;
        seen.take()
    }

    #[test]
    fn error_of_middleware_is_unchanged() {
        let db = Seen { is_db: true, is_rejection: false, status: 500, challenges: 0 };
        for path in ["/fails", "/guarded"] {
            for field in [("x-other", "x"), ("x-api-key", "x"), ("x-api-key", "editor")] {
                assert_eq!(run(seen(key_auth(), path, field)), db, "{path} {field:?}");
            }
        }
        let (_, events) = logged(seen(auth(), "/guarded", ("authorization", "Bearer editor")));
        assert_eq!(count(&events, "enforced=true"), 1, "{events:?}");
        // Each of the two `Auth`s knows of its own refusals only.
        assert_eq!(count(&events, "a rejection was discarded"), 1, "{events:?}");
    }

    #[test]
    fn rejection_of_middleware_is_found_and_logged_once() {
        for (token, status, challenges) in [("editor", 403, 0), ("nobody-knows", 401, 1)] {
            let field = format!("Bearer {token}");
            let (found, events) = logged(seen(auth(), "/refuses", ("authorization", &field)));
            assert_eq!(
                found,
                Seen { is_db: false, is_rejection: true, status, challenges },
                "{token}"
            );
            assert_eq!(count(&events, "request rejected"), 1, "{events:?}");
            assert_eq!(events.len(), 1, "{events:?}");
        }
    }

    #[derive(Debug)]
    struct Refused(Rejection);

    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("our own words")
        }
    }

    impl ResponseError for Refused {
        fn status_code(&self) -> actix_web::http::StatusCode {
            self.0.status_code()
        }
    }

    async fn own_error(proof: Result<Guard<Admins>, Rejection>) -> Result<&'static str, Refused> {
        proof.map_err(Refused)?;
        Ok("in")
    }

    #[test]
    fn own_error_around_a_rejection_gets_its_challenge() {
        run(async {
            let app =
                init_service(App::new().route("/", web::get().to(own_error)).wrap(auth())).await;
            let response = app.call(TestRequest::with_uri("/").to_request()).await.unwrap();
            assert_eq!(response.status().as_u16(), 401);
            assert_eq!(
                response.headers().get("www-authenticate").unwrap(),
                r#"Bearer realm="api""#
            );
            assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
            let body = actix_web::test::read_body(response).await;
            assert_eq!(body, "our own words");
        });
    }
}
