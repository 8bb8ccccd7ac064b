//! Logins that an encrypted cookie of rocket keeps.

use auth_core::authn::RequestAuthenticator;
use auth_core::rocket::request_authenticator;
use auth_core::{Auth, Identity, public, require};
use rocket::http::{Cookie, CookieJar, Header};
use rocket::local::blocking::Client;
use rocket::{get, post, routes};

use super::bare;

#[public("users log in here")]
#[post("/login/<user>")]
fn login(user: String, cookies: &CookieJar<'_>) {
    cookies.add_private(Cookie::build(("user", user)).secure(false));
}

#[require(authenticated)]
#[get("/me")]
fn me(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[require(authenticated)]
#[post("/me")]
fn change() -> &'static str {
    "changed"
}

/// The recipe of `docs/frameworks/rocket.md`.
fn logins() -> RequestAuthenticator {
    request_authenticator("https://app.example", |request| {
        let user = request.cookies().get_private("user");
        async move {
            let Some(user) = user else { return Ok(None) };
            Identity::builder("https://app.example", user.value()).build().map(Some)
        }
    })
}

#[test]
fn recipe_of_the_guide_is_this_one() {
    let lines = |text: &str| -> Vec<String> {
        let from = text.find("request_authenticator(\"https://app.example\"").unwrap();
        text[from..]
            .lines()
            .take(7)
            .map(|line| line.trim().trim_end_matches(';').to_owned())
            .collect()
    };
    let guide = include_str!("../../../../docs/frameworks/rocket.md");
    assert_eq!(lines(guide), lines(include_str!("logins.rs")));
}

#[test]
fn login_of_a_cookie_lets_its_user_in() {
    let auth = Auth::new(logins());
    let rocket = bare().mount("/", routes![login, me, change]).attach(auth);
    let client = Client::tracked(rocket).unwrap();
    assert_eq!(client.get("/me").dispatch().status().code, 401);
    assert_eq!(client.post("/login/alice").dispatch().status().code, 200);
    let response = client.get("/me").dispatch();
    assert_eq!(response.headers().get_one("vary"), Some("cookie"));
    assert_eq!(response.into_string().unwrap(), "alice");

    for (site, expected) in [("same-origin", 200), ("same-site", 403), ("cross-site", 403)] {
        let request = client.post("/me").header(Header::new("sec-fetch-site", site));
        assert_eq!(request.dispatch().status().code, expected, "{site}");
    }
    let bad = client.get("/me").header(Header::new("authorization", "Bearer mallory"));
    assert_eq!(bad.dispatch().status().code, 401);
    let forged = client.get("/me").cookie(Cookie::new("user", "admin"));
    assert_eq!(forged.dispatch().status().code, 401);
}
