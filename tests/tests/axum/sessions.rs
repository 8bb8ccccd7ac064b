//! Sessions of browsers: logout, the cache, public routes, sockets and the login.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use auth_core::adapters::tower::PeerAddress;
use auth_core::auth::{AuthBuilder, AuthError};
use auth_core::authn::{
    AuthenticationError, Authenticator, MaybeReady, RequestAuthenticator, Revocation,
};
use auth_core::identity::IdentityError;
use auth_core::request::{CredentialSource, Credentials, Scheme};
use auth_core::sessions::{SessionId, Sessions};
use auth_core::time::Timestamp;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, policy, public, require};
use axum::body::Body;
use axum::routing::any;
use axum::{Extension, Router};
use http::header::COOKIE;
use http::{Request, Response};
use tower::ServiceExt as _;

use crate::several::Keys;

const ISSUER: &str = "https://app.example";
const NAME: &str = "__Host-session";

/// Returns sessions whose store has the session `id-alice`, and the number of its searches.
fn sessions() -> (Sessions, Arc<AtomicUsize>) {
    let searches = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&searches);
    let sessions = Sessions::cookie(ISSUER, NAME, move |id: SessionId| {
        count.fetch_add(1, Ordering::SeqCst);
        let found = match id.expose() {
            "id-alice" => Ok(Identity::builder(ISSUER, "alice").build().ok()),
            "outage" => Err("connection refused"),
            _ => Ok(None),
        };
        async move { found }
    });
    (sessions, searches)
}

/// Accepts all credentials of its scheme, and recalls them.
#[derive(Debug)]
struct Passwords(&'static str);

impl Authenticator for Passwords {
    fn scheme(&self) -> Scheme {
        Scheme::new(self.0).unwrap()
    }

    fn recall(&self, _: &[u8], _: Timestamp) -> Option<Result<Identity, AuthenticationError>> {
        Some(Identity::builder(ISSUER, "alice").build().map_err(AuthenticationError::invalid))
    }

    fn authenticate<'a>(
        &'a self,
        _: &'a Credentials,
        now: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(self.recall(b"", now).unwrap())
    }
}

#[require(authenticated)]
async fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[require(authenticated)]
async fn log_out(identity: Identity, Extension(auth): Extension<Auth>) {
    auth.revoke(Revocation::of(&identity).unwrap()).await.unwrap();
}

#[public("no data")]
async fn open() -> &'static str {
    "open"
}

#[public("greets each caller")]
async fn greet(MaybeIdentity(identity): MaybeIdentity) -> String {
    identity.map_or("anonymous".to_owned(), |identity| identity.subject().to_owned())
}

#[require(authenticated, conceal)]
async fn secret() -> &'static str {
    "secret"
}

fn app(auth: Auth) -> Router {
    Router::new()
        .route("/me", any(me))
        .route("/open", any(open))
        .route("/greet", any(greet))
        .route("/secret", any(secret))
        .route("/login", any(me))
        .route("/logout", any(log_out))
        .nest("/nested", Router::new().route("/me", any(me)))
        .layer(Extension(auth.clone()))
        .layer(auth)
}

async fn send(auth: &Auth, request: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let (method, target) = request.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app(auth.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn status(auth: &Auth, request: &str, headers: &[(&str, &str)]) -> u16 {
    send(auth, request, headers).await.status().as_u16()
}

fn field<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A request with its headers, and the status of the response.
type Row = (&'static str, &'static [(&'static str, &'static str)], u16);

const ALICE: (&str, &str) = ("cookie", "__Host-session=id-alice");
const UNKNOWN: (&str, &str) = ("cookie", "__Host-session=id-mallory");
const NAVIGATE: (&str, &str) = ("sec-fetch-mode", "navigate");

#[tokio::test]
async fn s42_bad_cookie_does_not_affect_public_routes() {
    let (sessions, searches) = sessions();
    let auth = Auth::new(sessions);
    for cookie in [UNKNOWN, ("cookie", "__Host-session=outage"), ("cookie", "__Host-session=a b")] {
        for method in ["GET", "POST"] {
            let response = send(&auth, &format!("{method} /open"), &[cookie]).await;
            assert_eq!(response.status(), 200);
            // A shared cache may keep it for all callers.
            assert_eq!((field(&response, "vary"), field(&response, "cache-control")), ("", ""));
        }
    }
    assert_eq!(searches.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn s9_response_that_depends_on_a_cookie_says_so() {
    let auth = Auth::new(sessions().0);
    for (target, headers) in [("/me", &[ALICE][..]), ("/greet", &[ALICE]), ("/greet", &[])] {
        let response = send(&auth, &format!("GET {target}"), headers).await;
        assert_eq!(response.status(), 200, "{target} {headers:?}");
        assert_eq!(field(&response, "vary"), "cookie", "{target} {headers:?}");
        assert_eq!(field(&response, "cache-control"), "private", "{target} {headers:?}");
    }
}

policy! { Office = any(ip = "192.0.2.0/24", authenticated); }

#[tokio::test]
async fn s9_page_for_an_address_depends_on_the_cookie_too() {
    let handler = async |proof: Guard<Office>| {
        proof.identity().map_or("a guest", Identity::subject).to_owned()
    };
    let app = Router::new().route("/", any(handler)).layer(Auth::new(sessions().0));
    for cookie in [None, Some(ALICE.1)] {
        let mut request = Request::get("/").body(Body::empty()).unwrap();
        request.extensions_mut().insert(PeerAddress("192.0.2.1".parse().unwrap()));
        if let Some(cookie) = cookie {
            request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
        }
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{cookie:?}");
        assert_eq!(field(&response, "cache-control"), "private", "{cookie:?}");
        assert_eq!(field(&response, "vary"), "cookie", "{cookie:?}");
    }
}

// SECURITY: layers inside of `Auth` set such headers for files, and mean no shared cache.
#[tokio::test]
async fn s9_lifetime_of_a_page_shares_it_with_no_caller() {
    let rows = [
        ("max-age=60", "accept-encoding", "max-age=60, private", "accept-encoding, cookie"),
        ("no-cache, Max-Age=60", "*", "no-cache, Max-Age=60, private", "*"),
        ("private=\"set-cookie\"", "x", "private=\"set-cookie\", private", "x, cookie"),
        ("x-public", "x-cookie", "x-public, private", "x-cookie, cookie"),
        ("max-age=60, Private", "Origin, Cookie", "max-age=60, Private", "Origin, Cookie"),
        ("no-store", "cookie", "no-store", "cookie"),
        // The handler shares it on purpose.
        ("public, max-age=60", "accept", "public, max-age=60", "accept, cookie"),
        ("s-maxage=60", "accept", "s-maxage=60", "accept, cookie"),
    ];
    for (cache_control, vary, expected, expected_vary) in rows {
        let headers = [("cache-control", cache_control), ("vary", vary)];
        let handler = move |_: Identity| async move { headers };
        let app = Router::new().route("/", any(handler)).layer(Auth::new(sessions().0));
        let request = Request::get("/").header(ALICE.0, ALICE.1).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{headers:?}");
        let all = |name: &str| {
            let values = response.headers().get_all(name).iter();
            values.map(|value| value.to_str().unwrap()).collect::<Vec<_>>().join(", ")
        };
        assert_eq!((&*all("cache-control"), &*all("vary")), (expected, expected_vary));
    }
}

// SECURITY: a browser keeps a password, and adds it to the requests of pages of other sites.
#[tokio::test]
async fn s42_password_of_a_browser_counts_for_own_pages_only() {
    let own = "https://app.example";
    let other = "https://evil.example";
    for (scheme, is_kept) in
        [("Basic", true), ("Digest", true), ("NEGOTIATE", true), ("Bearer", false), ("Key", false)]
    {
        let auth = Auth::builder().authenticator(Passwords(scheme));
        let auth = auth.trusted_origins(["https://partner.example"]).build().unwrap();
        let authorization = ("authorization", &*format!("{scheme} login"));
        let rejected = if is_kept { 403 } else { 200 };
        for (request, headers, expected) in [
            ("POST /me", vec![], 200),
            ("POST /me", vec![("sec-fetch-site", "same-origin")], 200),
            ("POST /me", vec![("sec-fetch-site", "none"), ("origin", "null")], 200),
            ("POST /me", vec![("origin", own)], 200),
            ("POST /me", vec![("origin", "https://partner.example")], 200),
            ("GET /me", vec![("sec-fetch-site", "cross-site"), ("origin", other)], 200),
            ("POST /me", vec![("sec-fetch-site", "cross-site")], rejected),
            ("POST /me", vec![("sec-fetch-site", "same-site"), ("origin", own)], rejected),
            ("POST /me", vec![("origin", other)], rejected),
            ("POST /me", vec![("origin", "null")], rejected),
            ("GET /me", vec![("upgrade", "websocket"), ("origin", other)], rejected),
        ] {
            let headers = [vec![authorization, ("host", "app.example")], headers].concat();
            assert_eq!(status(&auth, request, &headers).await, expected, "{request} {headers:?}");
        }
    }
}

#[tokio::test]
async fn s42_optional_identity_is_rejected_like_a_guard() {
    let auth = Auth::new(sessions().0);
    assert_eq!(status(&auth, "GET /greet", &[ALICE]).await, 200);
    assert_eq!(status(&auth, "GET /greet", &[UNKNOWN]).await, 401);
    assert_eq!(status(&auth, "POST /greet", &[ALICE]).await, 403);
    assert_eq!(status(&auth, "POST /greet", &[]).await, 200);
}

#[tokio::test]
async fn s42_credentials_in_another_header_exclude_the_cookie() {
    let auth = Auth::builder().authenticator(sessions().0).authenticator(Keys).user_issuer(ISSUER);
    let auth = auth.build().unwrap();
    assert_eq!(status(&auth, "GET /me", &[ALICE]).await, 200);
    for other in ["", "Bearer", "Bearer x", "Digest a=\"b\"", "alice"] {
        assert_eq!(
            status(&auth, "GET /me", &[ALICE, ("authorization", other)]).await,
            401,
            "{other}"
        );
    }
    assert_eq!(status(&auth, "GET /me", &[ALICE, ("x-api-key", "a b")]).await, 401);
    // The key counts, and so the method does not matter.
    assert_eq!(status(&auth, "POST /me", &[ALICE, ("x-api-key", "key")]).await, 200);
}

#[tokio::test]
async fn logout_ends_a_session_that_is_cached() {
    let (sessions, searches) = sessions();
    let auth = Auth::new(sessions.cached_for(Duration::from_secs(600)));
    for _ in 0..2 {
        assert_eq!(status(&auth, "GET /me", &[ALICE]).await, 200);
    }
    assert_eq!(searches.load(Ordering::SeqCst), 1);
    let own_page = ("sec-fetch-site", "same-origin");
    assert_eq!(status(&auth, "POST /logout", &[ALICE, own_page]).await, 200);
    assert_eq!(status(&auth, "GET /me", &[ALICE]).await, 401);
    assert_eq!(searches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn s42_websocket_of_another_site_is_rejected() {
    let auth = Auth::builder().authenticator(sessions().0);
    let auth = auth.trusted_origins(["https://partner.example"]).build().unwrap();
    let upgrade =
        [ALICE, ("connection", "upgrade"), ("upgrade", "websocket"), ("host", "app.example")];
    let rows = [
        ("https://app.example", 200),
        ("https://partner.example", 200),
        ("https://evil.example", 403),
        ("null", 403),
    ];
    for (origin, expected) in rows {
        let headers = [&upgrade[..], &[("origin", origin)]].concat();
        assert_eq!(status(&auth, "GET /me", &headers).await, expected, "{origin}");
    }
    assert_eq!(status(&auth, "GET /me", &upgrade).await, 403);
    // Extended CONNECT of HTTP/2 names the host in its target.
    for (origin, expected) in rows {
        let request = Request::connect("https://app.example/me").header(ALICE.0, ALICE.1);
        let request = request.header("origin", origin).body(Body::empty()).unwrap();
        let response = app(auth.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), expected, "{origin}");
    }
}

fn with_login() -> Auth {
    Auth::builder().authenticator(sessions().0).login("/login").build().unwrap()
}

#[tokio::test]
async fn s56_user_who_opens_a_page_is_sent_to_the_login() {
    let auth = with_login();
    for headers in [&[NAVIGATE][..], &[NAVIGATE, UNKNOWN], &[("accept", "text/html,*/*;q=0.8")]] {
        let response = send(&auth, "GET /nested/me?a=b%2F&c", headers).await;
        assert_eq!(response.status(), 303, "{headers:?}");
        let location = "/login?return_to=%2Fnested%2Fme%3Fa%3Db%252F%26c";
        assert_eq!(field(&response, "location"), location);
        assert_eq!(field(&response, "cache-control"), "no-store");
        assert_eq!(field(&response, "vary"), "sec-fetch-mode, accept, cookie");
        assert_eq!(field(&response, "www-authenticate"), "");
    }
}

#[tokio::test]
async fn s56_login_inside_of_a_nested_router_returns_to_the_whole_path() {
    let inner = Router::new().route("/me", any(me)).layer(with_login());
    let app = Router::new().nest("/nested", inner);
    let request = Request::get("/nested/me?a").header(NAVIGATE.0, NAVIGATE.1);
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(field(&response, "location"), "/login?return_to=%2Fnested%2Fme%3Fa");
}

#[tokio::test]
async fn s56_redirect_passes_without_a_guard_that_decides() {
    async fn by_argument(identity: Identity) -> String {
        identity.subject().to_owned()
    }

    let builder = Auth::builder().authenticator(sessions().0).login("/login");
    let app = Router::new()
        .route("/me", any(by_argument))
        .route("/greet", any(greet))
        .layer(builder.withhold_unguarded().build().unwrap());
    for (path, headers) in [("/me", &[NAVIGATE][..]), ("/greet", &[NAVIGATE, UNKNOWN])] {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 303, "{path}");
    }
}

#[tokio::test]
async fn s56_on_rejection_words_the_redirect_and_keeps_its_location() {
    let builder = Auth::builder().authenticator(sessions().0).login("/login");
    let auth = builder.on_rejection(|context| {
        assert_eq!(
            (context.rejection().status().as_u16(), context.code()),
            (303, "no_credentials")
        );
        let mut response = Response::new("log in".to_owned());
        response.headers_mut().insert("location", "https://evil.example".parse().unwrap());
        response
    });
    let response = send(&auth.build().unwrap(), "GET /me", &[NAVIGATE]).await;
    assert_eq!(response.status(), 303);
    assert_eq!(field(&response, "location"), "/login?return_to=%2Fme");
    assert_eq!(response.headers().get_all("location").iter().count(), 1);
}

/// The cookie of a login that no `Sessions` reads.
const LOGIN: (&str, &str) = ("cookie", "id=alice");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn s42_login_that_middleware_knows_is_a_session() {
    let sessions = RequestAuthenticator::new(ISSUER, |head| {
        let id = head.headers().get("cookie").map(|value| value.as_bytes().to_vec());
        async move {
            let alice = || Identity::builder(ISSUER, "alice").build();
            Ok::<_, IdentityError>(match id.as_deref() {
                Some(b"id=alice") => Some(alice()?),
                _ => None,
            })
        }
    });
    let auth = Auth::builder().authenticator(sessions).login("/login").build().unwrap();
    let rows: &[Row] = &[
        ("GET /me", &[LOGIN], 200),
        ("POST /me", &[LOGIN], 403),
        ("POST /me", &[LOGIN, OWN], 200),
        ("POST /me", &[LOGIN, ("authorization", "Bearer x"), OWN], 401),
        ("POST /me", &[], 401),
        ("POST /open", &[LOGIN], 200),
        ("GET /me", &[NAVIGATE], 303),
        ("GET /me", &[], 401),
    ];
    for (request, headers, expected) in rows {
        assert_eq!(status(&auth, request, headers).await, *expected, "{request} {headers:?}");
    }
}

#[tokio::test]
async fn s56_other_client_gets_the_401() {
    let auth = with_login();
    let rows: &[Row] = &[
        ("GET /me", &[], 401),
        ("GET /me", &[("accept", "*/*")], 401),
        ("GET /me", &[("sec-fetch-mode", "cors"), ("accept", "text/html")], 401),
        ("POST /me", &[NAVIGATE], 401),
        ("GET /me", &[NAVIGATE, ("authorization", "Bearer x")], 401),
        ("GET /secret", &[NAVIGATE], 404),
        ("GET /me", &[NAVIGATE, ("cookie", "__Host-session=outage")], 503),
        ("POST /me", &[NAVIGATE, ALICE], 403),
        ("GET /me", &[NAVIGATE, ALICE], 200),
    ];
    for (request, headers, expected) in rows {
        assert_eq!(status(&auth, request, headers).await, *expected, "{request} {headers:?}");
    }
    let response = send(&auth, "GET /me", &[]).await;
    assert_eq!(field(&response, "www-authenticate"), "Session realm=\"api\"");
}

#[tokio::test]
async fn s56_guarded_login_does_not_redirect_to_itself() {
    let response = send(&with_login(), "GET /login?return_to=%2F", &[NAVIGATE]).await;
    assert_eq!(response.status(), 401);
}

#[test]
fn invalid_settings_of_sessions_are_errors() {
    let build = |change: fn(AuthBuilder) -> AuthBuilder| {
        let builder = Auth::builder().authenticator(sessions().0);
        change(builder).build().unwrap_err()
    };
    let path = |path: &str| AuthError::LoginPath(path.into());
    assert_eq!(build(|auth| auth.login("login")), path("login"));
    assert_eq!(build(|auth| auth.login("//evil.example")), path("//evil.example"));
    assert_eq!(build(|auth| auth.login("/login?a=b")), path("/login?a=b"));
    let origin = build(|auth| auth.trusted_origins(["https://a.example", "https://b.example/"]));
    assert_eq!(origin, AuthError::Origin("https://b.example/".into()));
    let named = |name: &str| Sessions::cookie(ISSUER, name, async |_| Ok::<_, AuthError>(None));
    let unnamed = Auth::builder().authenticator(named("a b")).build();
    assert_eq!(unnamed.unwrap_err(), AuthError::CookieName("a b".into()));
    let alone = Auth::builder().authenticator(Keys).login("/login").build();
    assert_eq!(alone.unwrap_err(), AuthError::LoginWithoutSessions);
    let source = CredentialSource::Cookie(NAME.into());
    assert_ne!(source, CredentialSource::Cookie("__host-session".into()));
}
