//! Tests in the process, without a browser.

use std::error::Error;

use auth_core::jwt::Jwt;
use auth_core::testing::{self, Callers, Suite};
use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Method, Request, Response};
use demo::{AUDIENCE, Issuer};
use tower::ServiceExt as _;
use tower_sessions::cookie::SameSite;

use crate::accounts::Accounts;
use crate::provider::Provider;
use crate::{api, app, with_sessions};

type Headers<'a> = &'a [(&'a str, &'a str)];
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ALICE: &str = "username=alice&password=wonderland";

struct App {
    router: Router,
    issuer: Issuer,
}

impl App {
    fn new() -> Outcome<Self> {
        let issuer = Issuer::new()?;
        let jwt = Jwt::builder().issuer(demo::ISSUER).audience(AUDIENCE).key(issuer.public_key()?);
        let router = app(accounts()?, provider()?, jwt.build()?, SameSite::Lax)?;
        Ok(Self { router, issuer })
    }

    /// Sends a request as a page of the application does.
    async fn send(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Outcome<Response<Body>> {
        let (method, path) = line.split_once(' ').ok_or("no path")?;
        let mut request = Request::builder().method(Method::try_from(method)?).uri(path);
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(self.router.clone().oneshot(request.body(Body::from(body.to_owned()))?).await?)
    }

    /// Logs Alice in, and returns the cookie.
    async fn log_in(&self) -> Outcome<String> {
        let response = self.send("POST /login", &OWN, ALICE).await?;
        cookie(&response).ok_or_else(|| "no cookie".into())
    }
}

/// The header of a page of the application.
const OWN: [(&str, &str); 1] = [("sec-fetch-site", "same-origin")];

fn accounts() -> Outcome<Accounts> {
    Accounts::new(&[("alice", "wonderland", "admin"), ("bob", "builder", "member")])
}

/// Returns a provider that does not respond.
fn provider() -> Outcome<Option<Provider>> {
    Provider::new("http://127.0.0.1:1", "web", "secret", "http://localhost:3000").map(Some)
}

fn cookie(response: &Response<Body>) -> Option<String> {
    let cookie = response.headers().get(SET_COOKIE)?.to_str().ok()?;
    Some(cookie.split(';').next()?.to_owned())
}

/// To accept a change of `access.txt`: `ACCESS_SNAPSHOT=update cargo test -p session`
#[test]
fn routes_are_reviewed() {
    api::routes().report().assert_snapshot("access.txt");
}

#[tokio::test]
async fn routes_are_guarded_as_reviewed() -> Outcome {
    let callers = Callers::new();
    let router = api::routes().secured_by(callers.auth()).with_state(None);
    let app = testing::axum(with_sessions(router, accounts()?, SameSite::Lax));
    // Without a provider, its route is 404.
    let suite = Suite::new(&api::routes().report()).accept_unreached("GET /login/provider");
    suite.run(&callers, &app).await.assert();
    Ok(())
}

#[tokio::test]
async fn right_password_gives_a_session() -> Outcome {
    let app = App::new()?;
    let response = app.send("POST /login?return_to=%2Faccount", &OWN, ALICE).await?;
    assert_eq!(
        (response.status().as_u16(), &response.headers()[LOCATION]),
        (303, &"/account".parse()?)
    );
    let set_cookie = response.headers()[SET_COOKIE].to_str()?;
    for attribute in
        ["__Host-session=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=28800"]
    {
        assert!(set_cookie.contains(attribute), "{attribute}: {set_cookie}");
    }
    let cookie = cookie(&response).ok_or("no cookie")?;
    for (path, status) in [("GET /account", 200), ("GET /admin", 200), ("GET /metrics", 403)] {
        let response = app.send(path, &[("cookie", &cookie)], "").await?;
        assert_eq!(response.status(), status, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn wrong_password_gives_no_session() -> Outcome {
    let app = App::new()?;
    for form in [
        "username=alice&password=x",
        "username=eve&password=x",
        "username=alice@provider&password=",
    ] {
        let response = app.send("POST /login", &OWN, form).await?;
        assert_eq!((response.status().as_u16(), cookie(&response)), (422, None), "{form}");
    }
    Ok(())
}

#[tokio::test]
async fn malicious_return_to_is_ignored() -> Outcome {
    let app = App::new()?;
    for target in [
        "%2F%2Fevil.example",
        "https:%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%2F%09%2Fevil.example",
        "",
    ] {
        let response = app.send(&format!("POST /login?return_to={target}"), &OWN, ALICE).await?;
        assert_eq!(response.headers()[LOCATION], "/", "{target}");
    }
    Ok(())
}

// SECURITY: an attacker may plant an id in the victim's browser, and must not share the session.
#[tokio::test]
async fn login_replaces_the_id_of_the_session() -> Outcome {
    let app = App::new()?;
    let first = app.log_in().await?;
    let logged_out = app.send("POST /logout", &[OWN[0], ("cookie", &first)], "").await?;
    assert_eq!(logged_out.status(), 303);
    let response = app.send("POST /login", &[OWN[0], ("cookie", &first)], ALICE).await?;
    assert_ne!(cookie(&response).ok_or("no cookie")?, first);
    assert_eq!(app.send("GET /account", &[("cookie", &first)], "").await?.status(), 401);
    Ok(())
}

#[tokio::test]
async fn logout_ends_the_session() -> Outcome {
    let app = App::new()?;
    let cookie = app.log_in().await?;
    assert_eq!(app.send("GET /account", &[("cookie", &cookie)], "").await?.status(), 200);
    assert_eq!(app.send("POST /logout", &[OWN[0], ("cookie", &cookie)], "").await?.status(), 303);
    assert_eq!(app.send("GET /account", &[("cookie", &cookie)], "").await?.status(), 401);
    Ok(())
}

#[tokio::test]
async fn page_of_another_origin_may_only_read() -> Outcome {
    let app = App::new()?;
    let cookie = app.log_in().await?;
    let rows: [(&str, Headers<'_>, u16); 9] = [
        ("POST /notes", &[("sec-fetch-site", "same-origin")], 201),
        ("POST /notes", &[("sec-fetch-site", "none")], 201),
        ("POST /notes", &[("sec-fetch-site", "same-site")], 403),
        ("POST /notes", &[("sec-fetch-site", "cross-site")], 403),
        ("POST /notes", &[("origin", "http://app.example"), ("host", "app.example")], 201),
        ("POST /notes", &[("origin", "http://evil.example"), ("host", "app.example")], 403),
        ("POST /notes", &[("origin", "null"), ("host", "app.example")], 403),
        ("POST /notes", &[], 403),
        ("GET /account", &[("sec-fetch-site", "cross-site")], 200),
    ];
    for (line, headers, status) in rows {
        let headers = [&[("cookie", &*cookie)], headers].concat();
        assert_eq!(app.send(line, &headers, "").await?.status(), status, "{line} {headers:?}");
    }
    Ok(())
}

#[tokio::test]
async fn login_form_of_another_site_is_rejected() -> Outcome {
    let app = App::new()?;
    let response = app.send("POST /login", &[("sec-fetch-site", "cross-site")], ALICE).await?;
    assert_eq!((response.status().as_u16(), cookie(&response)), (403, None));
    Ok(())
}

#[tokio::test]
async fn token_in_the_subprotocol_counts() -> Outcome {
    let app = App::new()?;
    let token = app.issuer.sign(&app.issuer.claims("program", &[], ""))?;
    let cookie = app.log_in().await?;
    let (offer, bad) = (format!("bearer, {token}"), format!("bearer, {token}x"));
    let header = format!("Bearer {token}");
    let rows: [(Headers<'_>, u16); 5] = [
        (&[("sec-websocket-protocol", &offer)], 200),
        (&[("sec-websocket-protocol", &bad)], 401),
        // The cookie does not replace a bad token.
        (&[("sec-websocket-protocol", &bad), (COOKIE.as_str(), &cookie)], 401),
        (&[("sec-websocket-protocol", &offer), (AUTHORIZATION.as_str(), &header)], 401),
        (&[("sec-websocket-protocol", &token)], 401),
    ];
    for (headers, status) in rows {
        assert_eq!(app.send("GET /account", headers, "").await?.status(), status, "{headers:?}");
    }
    Ok(())
}

#[tokio::test]
async fn answer_without_a_started_login_is_rejected() -> Outcome {
    let app = App::new()?;
    let answer = "GET /login/callback?code=x&state=x&iss=http:%2F%2F127.0.0.1:1";
    assert_eq!(app.send(answer, &[], "").await?.status(), 403);
    assert_eq!(app.send("GET /login/provider", &[], "").await?.status(), 503);
    Ok(())
}
