//! The `curl` lines to try, each with the status that it will give.

use std::error::Error;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::issuer::{Issuer, with};

/// What a framework answers by itself, guarded or not.
#[derive(Clone, Copy, Debug)]
pub struct Framework {
    /// Its name.
    pub name: &'static str,
    /// The status for a body that is no JSON.
    pub bad_body: u16,
    /// The status for a path parameter that is no number.
    pub bad_parameter: u16,
    /// The status for a method that the route does not know.
    pub unknown_method: u16,
}

/// One `curl` line.
#[derive(Debug)]
pub struct Try {
    title: String,
    arguments: String,
    url: String,
    status: u16,
}

impl fmt::Display for Try {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "curl -i{} '{}' # {} {}", self.arguments, self.url, self.status, self.title)
    }
}

/// The lines for the API at `base`, a URL without a slash at the end.
///
/// # Errors
///
/// If a token cannot be signed.
pub fn tries(issuer: &Issuer, base: &str, framework: &Framework) -> Result<Vec<Try>, Box<dyn Error>> {
    let viewer = issuer.sign(&issuer.claims("victor", &["viewer"], ""))?;
    let editor = issuer.sign(&issuer.claims("edith", &["editor"], "posts:write"))?;
    let idle_editor = issuer.sign(&issuer.claims("edgar", &["editor"], "posts:read"))?;
    let admin_claims = issuer.claims("ada", &["admin"], "");
    let admin = issuer.sign(&admin_claims)?;
    let admin_with =
        |name: &str, value: serde_json::Value| issuer.sign(&with(admin_claims.clone(), name, value));
    let expired = admin_with("exp", issuer.after_start(-3_600).into())?;
    let early = admin_with("nbf", issuer.after_start(3_600).into())?;
    let wrong_audience = admin_with("aud", "https://other.example".into())?;
    let wrong_issuer = admin_with("iss", "https://evil.example".into())?;
    let tampered = tamper(&viewer);

    let bearer = |token: &str| format!(" -H 'Authorization: Bearer {token}'");
    let json = |body: &str| format!(" -H 'Content-Type: application/json' -d '{body}'");
    let get = |title: &str, path: &str, arguments: String, status| Try {
        title: title.to_owned(),
        arguments,
        url: format!("{base}{path}"),
        status,
    };
    let delete = |title: &str, path: &str, arguments: String, status| {
        get(title, path, format!(" -X DELETE{arguments}"), status)
    };
    // What the framework decides, and not the guard, says so.
    let own = |title: &str| format!("{title} ({}'s own answer)", framework.name);
    let post = json(r#"{"title":"News"}"#);
    let twice = bearer(&editor) + &bearer(&admin);

    Ok(vec![
        get("the public route", "/health", String::new(), 200),
        get("the public route does not look at tokens", "/health", bearer(&tampered), 200),
        get("anonymous", "/me", String::new(), 401),
        get("viewer", "/me", bearer(&viewer), 200),
        get("anonymous", "/posts", String::new(), 401),
        get("viewer reads", "/posts", bearer(&viewer), 200),
        get("viewer may not publish", "/posts", bearer(&viewer) + &post, 403),
        get("editor publishes", "/posts", bearer(&editor) + &post, 201),
        get("editor without the scope", "/posts", bearer(&idle_editor) + &post, 403),
        get("admin publishes", "/posts", bearer(&admin) + &post, 201),
        delete("anonymous", "/users/7", String::new(), 401),
        delete("viewer may not delete", "/users/7", bearer(&viewer), 403),
        delete("editor may not delete", "/users/7", bearer(&editor), 403),
        delete("admin deletes", "/users/7", bearer(&admin), 200),
        delete("expired", "/users/7", bearer(&expired), 401),
        delete("not yet valid", "/users/7", bearer(&early), 401),
        delete("tampered: a viewer who says to be an admin", "/users/7", bearer(&tampered), 401),
        delete("wrong audience", "/users/7", bearer(&wrong_audience), 401),
        delete("wrong issuer", "/users/7", bearer(&wrong_issuer), 401),
        delete("a token without the word Bearer", "/users/7", format!(" -H 'Authorization: {admin}'"), 401),
        delete("bearer in lower case", "/users/7", format!(" -H 'Authorization: bearer {admin}'"), 200),
        delete("a repeated header", "/users/7", twice, 401),
        delete(
            "Basic instead of Bearer",
            "/users/7",
            " -H 'Authorization: Basic YWRhOnNlY3JldA=='".to_owned(),
            401,
        ),
        get("no JSON, from somebody anonymous", "/posts", json("not json"), 401),
        get("no JSON, from somebody who may not", "/posts", bearer(&viewer) + &json("not json"), 403),
        get(
            &own("no JSON, from somebody who may"),
            "/posts",
            bearer(&editor) + &json("not json"),
            framework.bad_body,
        ),
        delete("no number, from somebody anonymous", "/users/seven", String::new(), 401),
        delete("no number, from somebody who may not", "/users/seven", bearer(&editor), 403),
        delete(
            &own("no number, from somebody who may"),
            "/users/seven",
            bearer(&admin),
            framework.bad_parameter,
        ),
        get("HEAD, anonymous", "/posts", " -I".to_owned(), 401),
        get("HEAD, viewer", "/posts", " -I".to_owned() + &bearer(&viewer), 200),
        get("a caller on this machine, without a token", "/internal", String::new(), 200),
        get("an unknown route", "/nowhere", bearer(&admin), 404),
        get(&own("an unknown method"), "/users/7", bearer(&admin), framework.unknown_method),
    ])
}

/// The same signature under other claims: what a viewer who wants to be an admin would try.
fn tamper(token: &str) -> String {
    let mut parts = token.split('.');
    let (header, claims, signature) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap_or_default();
    let claims = String::from_utf8_lossy(&claims).replace("viewer", "admin");
    format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(claims))
}
