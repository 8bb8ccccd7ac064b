//! Logins that the session of actix-session keeps, and requests that wait for no authenticator.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionExt as _, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::http::header::{COOKIE, SET_COOKIE};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpRequest, get, post, web};
use auth_core::actix_web::{peek, request_authenticator, require};
use auth_core::authn::{AuthenticationError, Authenticator, MaybeReady, RequestAuthenticator};
use auth_core::request::{Credentials, Scheme};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, Identity, public};

use super::{Admins, run, send, status};

#[public("users log in here")]
#[post("/login/{user}")]
async fn login(
    user: web::Path<String>,
    session: Session,
) -> Result<&'static str, actix_web::Error> {
    session.renew();
    session.insert("user", user.into_inner())?;
    Ok("in")
}

#[auth_core::require(authenticated)]
#[get("/me")]
async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[auth_core::require(authenticated)]
#[post("/me")]
async fn change() -> &'static str {
    "changed"
}

/// The recipe of `docs/frameworks/actix-web.md`.
fn logins() -> RequestAuthenticator {
    request_authenticator("https://app.example", |request| {
        let user = request.get_session().get::<String>("user");
        async move {
            let Some(user) = user? else { return Ok(None) };
            let identity = Identity::builder("https://app.example", user).build()?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Some(identity))
        }
    })
}

#[test]
fn recipe_of_the_guide_is_this_one() {
    let lines = |text: &str| -> Vec<String> {
        let from = text.find("request_authenticator(\"https://app.example\"").unwrap();
        text[from..]
            .lines()
            .take(8)
            .map(|line| line.trim().trim_end_matches(';').to_owned())
            .collect()
    };
    let guide = include_str!("../../../../docs/frameworks/actix-web.md");
    assert_eq!(lines(guide), lines(include_str!("logins.rs")));
}

#[test]
fn login_of_a_session_lets_its_user_in() {
    run(async {
        let key = Key::generate();
        let sessions = SessionMiddleware::new(CookieSessionStore::default(), key);
        let app = App::new().service((login, me, change)).wrap(Auth::new(logins())).wrap(sessions);
        let app = init_service(app).await;

        assert_eq!(status(&app, TestRequest::get().uri("/me").to_request()).await, 401);
        let response = send(&app, TestRequest::post().uri("/login/alice").to_request()).await;
        let cookie = response.response.headers().get(SET_COOKIE).unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let with = |request: TestRequest, cookie: &str| {
            request.uri("/me").insert_header((COOKIE, cookie)).to_request()
        };
        let answer = send(&app, with(TestRequest::get(), &cookie)).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "alice"));
        assert_eq!(answer.field("vary"), ["cookie"]);

        let forged = format!("{}x", &cookie[..cookie.len() - 1]);
        assert_eq!(status(&app, with(TestRequest::get(), &forged)).await, 401);
        for (site, expected) in [("same-origin", 200), ("same-site", 403), ("cross-site", 403)] {
            let request = TestRequest::post().insert_header(("sec-fetch-site", site));
            assert_eq!(status(&app, with(request, &cookie)).await, expected, "{site}");
        }
        let bad = TestRequest::get().insert_header(("authorization", "Bearer mallory"));
        assert_eq!(status(&app, with(bad, &cookie)).await, 401);
    });
}

/// An authenticator that takes a minute.
#[derive(Clone, Debug, Default)]
struct Slow(Arc<AtomicUsize>);

impl Authenticator for Slow {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
        _now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        MaybeReady::pending(async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            let identity = Identity::builder("slow", credentials.token()).role(credentials.token());
            identity.build().map_err(AuthenticationError::invalid)
        })
    }
}

async fn guarded(_proof: Guard<Admins>, body: String) -> String {
    body
}

async fn peeked(request: HttpRequest) -> String {
    peek(&request).map_or("nobody".to_owned(), |caller| caller.subject().to_owned())
}

#[test]
fn request_to_no_route_waits_only_for_its_guard() {
    run(async {
        let slow = Slow::default();
        let auth = Auth::builder().authenticator(slow.clone()).deadline(Duration::from_secs(90));
        let auth = auth.user_issuer("slow").build().unwrap();
        let staff = web::scope("/staff").route("/known", web::get().to(peeked));
        let app = App::new()
            .route("/open", web::get().to(peeked))
            .service(staff.wrap(require::<Admins>()))
            .service(web::scope("/proxy").default_service(web::to(guarded)))
            .wrap(auth);
        let app = init_service(app).await;
        // The caller, the path, the status, the body, and the seconds that the response takes.
        let rows = [
            ("admin", "/unknown", 404, "", 0),
            ("admin", "/open", 200, "admin", 60),
            ("admin", "/staff/known", 200, "admin", 60),
            ("admin", "/staff/unknown", 404, "", 60),
            ("editor", "/staff/unknown", 403, PROBLEM, 60),
            ("admin", "/proxy/any", 200, "sent", 60),
            ("editor", "/proxy/any", 403, PROBLEM, 60),
        ];
        for (number, (caller, path, status, body, seconds)) in rows.into_iter().enumerate() {
            let start = tokio::time::Instant::now();
            let request = TestRequest::with_uri(path).set_payload("sent");
            let token = ("authorization", format!("Bearer {caller}"));
            let answer = send(&app, request.insert_header(token).to_request()).await;
            assert_eq!((answer.status, answer.body.as_str()), (status, body), "{caller} {path}");
            assert_eq!(start.elapsed().as_secs(), seconds, "{caller} {path}");
            assert_eq!(slow.0.load(Ordering::SeqCst), number, "{caller} {path}");
        }
        let anonymous = TestRequest::with_uri("/proxy/any").set_payload("sent").to_request();
        assert_eq!(status(&app, anonymous).await, 401);
    });
}

const PROBLEM: &str = r#"{"type":"about:blank","title":"Forbidden","status":403}"#;
