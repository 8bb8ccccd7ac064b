//! Path parameters: a rule compares the strings that `web::Path` sees.

use actix_web::test::init_service;
use actix_web::web::{self, Path};
use actix_web::{App, HttpRequest, HttpResponse};
use auth_core::Identity;
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, policy, require};
use tests::log::Log;

use super::{by, run, send, status};

policy! {
    Own = path.id == subject;
}

/// An authenticator for any caller: the token is the subject, in hexadecimal digits.
#[derive(Debug)]
struct Everybody;

impl Authenticator for Everybody {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn issuer(&self) -> Option<&str> {
        Some("https://issuer.example")
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        let digits = credentials.token().as_bytes().chunks(2);
        let bytes =
            digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
        let subject = String::from_utf8(bytes.collect()).unwrap();
        MaybeReady::ready(Ok(Identity::builder("https://issuer.example", subject).build().unwrap()))
    }
}

/// Returns an `Auth` with users of the application as callers.
fn users() -> Auth {
    Auth::builder().authenticator(Everybody).user_issuer("https://issuer.example").build().unwrap()
}

fn token(subject: &str) -> String {
    subject.bytes().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

/// Returns the value of the typed extractor, and the one that the guard compared.
async fn own(proof: Guard<Own>, id: Path<String>) -> String {
    assert_eq!(proof.path("id"), Some(id.as_str()));
    id.into_inner()
}

async fn seen(id: Path<String>) -> String {
    id.into_inner()
}

#[require(path.id == subject)]
async fn twice() -> &'static str {
    "in"
}

async fn none(_: Guard<Own>, request: HttpRequest) -> String {
    request.path().to_owned()
}

#[test]
fn rule_compares_string_of_typed_extractor() {
    run(async {
        let app = App::new()
            .route("/own/{id}", web::get().to(own))
            .route("/seen/{id}", web::get().to(seen))
            .route("/tail/{id:.*}", web::get().to(own))
            .service(web::resource(["/two/{other}/{id}", "/one/{id}"]).get(twice))
            .route("/digits/{id:\\d{1,3}}", web::get().to(own))
            .route("/seen-tail/{id:.*}", web::get().to(seen))
            .wrap(users());
        let app = init_service(app).await;
        for (path, text) in [
            ("7", "7"),
            ("+7", "+7"),
            ("%2B7", "+7"),
            ("007", "007"),
            ("a%2Fb", "a/b"),
            ("a%2fb", "a/b"),
            ("%25", "%"),
            ("%2541", "%41"),
            ("%252F", "%2F"),
            ("%C3%A9", "é"),
            ("a%20b", "a b"),
            ("a%00b", "a\0b"),
            ("%", "%"),
            ("%zz", "%zz"),
            ("%2", "%2"),
            ("..", ".."),
            ("%2e%2e", ".."),
            ("a;b", "a;b"),
        ] {
            for (route, seen) in [("/own", "/seen"), ("/tail", "/seen-tail")] {
                let seen = send(&app, by("", &format!("{seen}/{path}")).to_request()).await;
                assert_eq!((seen.status, seen.body.as_str()), (200, text), "{path}");
                let path = format!("{route}/{path}");
                let own = send(&app, by(&token(text), &path).to_request()).await;
                assert_eq!((own.status, own.body.as_str()), (200, text), "{path}");
                assert_eq!(
                    status(&app, by(&token("alice"), &path).to_request()).await,
                    403,
                    "{path}"
                );
            }
        }
        // The braces of an expression, and those of another pattern, are no further parameters.
        for path in ["/digits/7", "/one/7", "/two/8/7"] {
            assert_eq!(status(&app, by(&token("7"), path).to_request()).await, 200, "{path}");
            assert_eq!(status(&app, by(&token("8"), path).to_request()).await, 403, "{path}");
        }
        // Several segments are one text of a tail, and no text of a segment.
        assert_eq!(status(&app, by(&token("a/b"), "/tail/a/b").to_request()).await, 200);
        assert_eq!(status(&app, by(&token("a/b"), "/own/a/b").to_request()).await, 404);
        assert_eq!(status(&app, by(&token("7"), "/own/7/").to_request()).await, 404);
        assert_eq!(status(&app, by(&token("7"), "/own//7").to_request()).await, 404);
    });
}

#[test]
fn invalid_path_is_denied_and_an_error_in_the_log() {
    let send = |path: &'static str, subject: &'static str| {
        let log = Log::default();
        let status = log.collect(|| {
            run(async {
                let app = App::new()
                    .route("/own/{id}", web::get().to(twice))
                    .route("/tail/{id:.*}", web::get().to(twice))
                    .service(web::scope("/outer/{id}").route("/{id}", web::get().to(twice)))
                    .route("/elsewhere/{user}", web::get().to(twice))
                    .default_service(web::to(none))
                    .wrap(users());
                let app = init_service(app).await;
                status(&app, by(&token(subject), path).to_request()).await
            })
        });
        let error = log.events().into_iter().find(|event| event.contains("path parameter"));
        (status, error.unwrap_or_default())
    };
    assert_eq!(send("/own/7", "7"), (200, String::new()));
    for (path, subject, problem, route) in [
        ("/outer/7/7", "7", "stands more than once", "/outer/{id}/{id}"),
        ("/outer/7/8", "7", "stands more than once", "/outer/{id}/{id}"),
        ("/outer/7/8", "8", "stands more than once", "/outer/{id}/{id}"),
        ("/elsewhere/7", "7", "is not in the route", "/elsewhere/{user}"),
        ("/no/route", "7", "no route is matched there", "/no/route"),
    ] {
        let (status, error) = send(path, subject);
        assert_eq!(status, 403, "{path}");
        assert!(
            error.contains(problem) && error.contains(&format!("route=\"{route}\"")),
            "{path}: {error}"
        );
    }
    // A path that is not valid UTF-8 is the client's error, and causes no alarm.
    for (path, subject) in
        [("/own/%ff", "\u{fffd}"), ("/own/%EF%BF%BD", "\u{fffd}"), ("/own/%C3", "\u{c3}")]
    {
        assert_eq!(send(path, subject), (403, String::new()), "{path}");
    }
    // An empty text is there, and equals nothing.
    assert_eq!(send("/tail/", "7"), (403, String::new()));
}

/// A guard of a group knows the parameters of the scope or resource that it wraps.
#[test]
fn guard_of_group_compares_only_matched_parameters() {
    let send = |path: &'static str, subject: &'static str| {
        let log = Log::default();
        let status = log.collect(|| {
            run(async {
                let group = auth_core::actix_web::require::<Own>;
                let app = App::new()
                    .service(
                        web::scope("/scope/{id}")
                            .route("/x", web::get().to(seen))
                            .route("/more/{other}", web::get().to(HttpResponse::Ok))
                            .route("/same/{id}", web::get().to(HttpResponse::Ok))
                            .wrap(group()),
                    )
                    .service(
                        web::resource("/resource/{id}").route(web::get().to(seen)).wrap(group()),
                    )
                    .route("/route/{id}", web::get().to(seen).wrap(group()))
                    .service(
                        web::scope("/outside").route("/{id}", web::get().to(seen)).wrap(group()),
                    )
                    .wrap(users());
                let app = init_service(app).await;
                status(&app, by(&token(subject), path).to_request()).await
            })
        });
        let error = log.events().into_iter().find(|event| event.contains("path parameter"));
        (status, error.unwrap_or_default())
    };
    for path in ["/scope/7/x", "/scope/7/more/8", "/resource/7", "/route/7"] {
        assert_eq!(send(path, "7"), (200, String::new()), "{path}");
        assert_eq!(send(path, "8"), (403, String::new()), "{path}");
    }
    assert_eq!(send("/scope/a%2Fb/x", "a/b"), (200, String::new()));
    // No path of the scope is told apart: its owner sees the 404.
    assert_eq!(send("/scope/7/nowhere", "7"), (404, String::new()));
    assert_eq!(send("/scope/7/nowhere", "8"), (403, String::new()));
    for (path, problem) in [
        ("/scope/7/same/7", "stands more than once"),
        ("/scope/7/same/8", "stands more than once"),
        ("/scope/8/same/7", "stands more than once"),
        ("/outside/7", "no route is matched there"),
    ] {
        let (status, error) = send(path, "7");
        assert_eq!(status, 403, "{path}");
        assert!(error.contains(problem), "{path}: {error}");
    }
}
