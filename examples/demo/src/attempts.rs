//! The attempts: requests to send, each with the status that it gets.

use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::issuer::{Issuer, with};

/// Responses of a framework itself, guarded or not.
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

/// A value that several attempts use: a header with its name, or a body.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// A request to send.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) title: String,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The names of variables.
    pub(crate) headers: &'static [&'static str],
    /// The name of a variable.
    pub(crate) body: Option<&'static str>,
    /// The expected status.
    pub(crate) status: u16,
}

/// All attempts on an API. Displays as lines for a shell.
#[derive(Debug)]
pub struct Attempts {
    /// The URL of the API, without a slash at the end.
    pub(crate) base: String,
    /// The token of the variables `admin`, `bare` and `lower`.
    pub(crate) admin_token: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) list: Vec<Attempt>,
}

impl Attempts {
    /// Creates the attempts on the API at `base`, a URL without a slash at the end.
    ///
    /// # Errors
    ///
    /// If a token cannot be signed.
    pub fn new(issuer: &Issuer, base: &str, framework: &Framework) -> Result<Self, Box<dyn Error>> {
        let viewer = issuer.sign(&issuer.claims("victor", &["viewer"], ""))?;
        let editor = issuer.sign(&issuer.claims("edith", &["editor"], "posts:write"))?;
        let reader = issuer.sign(&issuer.claims("edgar", &["editor"], "posts:read"))?;
        let claims = issuer.claims("ada", &["admin"], "");
        let admin_token = issuer.sign(&claims)?;
        let admin_with = |name, value: Value| issuer.sign(&with(claims.clone(), name, value));
        let expired = admin_with("exp", issuer.after_start(-3_600).into())?;
        let early = admin_with("nbf", issuer.after_start(3_600).into())?;
        let wrong_audience = admin_with("aud", "https://other.example".into())?;
        let wrong_issuer = admin_with("iss", "https://evil.example".into())?;
        let tampered = tamper(&viewer);

        let variable = |name, value: &str| Variable { name, value: value.to_owned() };
        let bearer =
            |name, token: &str| Variable { name, value: format!("Authorization: Bearer {token}") };
        let variables = vec![
            variable("json", "Content-Type: application/json"),
            variable("post", r#"{"title":"News"}"#),
            variable("bad", "not json"),
            variable("basic", "Authorization: Basic YWRhOnNlY3JldA=="),
            bearer("viewer", &viewer),
            bearer("editor", &editor),
            // An editor whose token lacks the scope.
            bearer("reader", &reader),
            bearer("expired", &expired),
            bearer("early", &early),
            bearer("tampered", &tampered),
            bearer("wrong_audience", &wrong_audience),
            bearer("wrong_issuer", &wrong_issuer),
            bearer("admin", &admin_token),
            bearer("malformed", "not one token"),
            variable("bare", &format!("Authorization: {admin_token}")),
            variable("lower", &format!("Authorization: bearer {admin_token}")),
        ];
        Ok(Self { base: base.to_owned(), admin_token, variables, list: list(framework) })
    }

    /// Adds the attempts of the user `scraper` on `/metrics`.
    #[must_use]
    pub fn with_passwords(mut self, password: &str) -> Self {
        let basic = |name, pair: &str| Variable {
            name,
            value: format!("Authorization: Basic {}", STANDARD.encode(pair)),
        };
        self.variables.extend([
            basic("scraper", &format!("scraper:{password}")),
            basic("wrong_password", "scraper:open sesame"),
            basic("no_colon", "scraper"),
        ]);
        let get = |title: &str, headers, status| Attempt {
            title: title.to_owned(),
            method: "GET",
            path: "/metrics",
            headers,
            body: None,
            status,
        };
        self.list.insert(1, get("wrong password", &["wrong_password"], 401));
        self.list.extend([
            get("anonymous", &[], 401),
            get("right password", &["scraper"], 200),
            get("unknown user", &["basic"], 401),
            get("no password", &["no_colon"], 401),
            get("admin without role", &["admin"], 403),
            get("password and token", &["scraper", "admin"], 401),
        ]);
        self
    }

    /// Returns the attempts as JSON, for a page that sends them.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.list.iter().map(|attempt| self.attempt_to_json(attempt)).collect()
    }

    fn attempt_to_json(&self, attempt: &Attempt) -> Value {
        let headers: Vec<_> =
            attempt.headers.iter().filter_map(|name| self.value(name)?.split_once(": ")).collect();
        let tokens: Vec<_> = attempt.headers.iter().filter(|name| **name != "json").collect();
        json!({
            "title": attempt.title, "method": attempt.method, "path": attempt.path,
            "tokens": tokens, "headers": headers, "status": attempt.status,
            "body": attempt.body.and_then(|name| self.value(name)),
        })
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.variables
            .iter()
            .find(|variable| variable.name == name)
            .map(|found| found.value.as_str())
    }
}

fn list(framework: &Framework) -> Vec<Attempt> {
    let send = |method, title: &str, path, headers, body, status| Attempt {
        title: title.to_owned(),
        method,
        path,
        headers,
        body,
        status,
    };
    let get = |title, path, headers, status| send("GET", title, path, headers, None, status);
    let head = |title, headers, status| send("HEAD", title, "/posts", headers, None, status);
    let post =
        |title, headers, status| send("POST", title, "/posts", headers, Some("post"), status);
    let bad = |title, headers, status| send("POST", title, "/posts", headers, Some("bad"), status);
    let delete = |title, headers, status| send("DELETE", title, "/users/7", headers, None, status);
    let seven =
        |title, headers, status| send("DELETE", title, "/users/seven", headers, None, status);
    // The framework decides, and not the guard.
    let own = &format!("by {}", framework.name);

    vec![
        // The basic cases come first.
        get("not logged in", "/me", &[], 401),
        delete("wrong role", &["editor"], 403),
        get("wrong address", "/office", &[], 403),
        get("malformed header", "/me", &["malformed"], 401),
        get("no word Bearer", "/me", &["bare"], 401),
        get("public", "/health", &[], 200),
        get("no token is read", "/health", &["tampered"], 200),
        get("viewer", "/me", &["viewer"], 200),
        get("anonymous", "/posts", &[], 401),
        get("viewer reads", "/posts", &["viewer"], 200),
        head("anonymous", &[], 401),
        head("viewer reads", &["viewer"], 200),
        post("may not publish", &["viewer", "json"], 403),
        post("editor publishes", &["editor", "json"], 201),
        post("lacks the scope", &["reader", "json"], 403),
        post("admin publishes", &["admin", "json"], 201),
        bad("before the body", &["json"], 401),
        bad("before the body", &["viewer", "json"], 403),
        bad(own, &["editor", "json"], framework.bad_body),
        delete("anonymous", &[], 401),
        delete("may not delete", &["viewer"], 403),
        delete("admin deletes", &["admin"], 200),
        delete("expired", &["expired"], 401),
        delete("not yet valid", &["early"], 401),
        delete("wrong signature", &["tampered"], 401),
        delete("wrong audience", &["wrong_audience"], 401),
        delete("wrong issuer", &["wrong_issuer"], 401),
        delete("scheme in any case", &["lower"], 200),
        delete("another scheme", &["basic"], 401),
        delete("two tokens", &["editor", "admin"], 401),
        seven("before the path", &[], 401),
        seven("before the path", &["editor"], 403),
        seven(own, &["admin"], framework.bad_parameter),
        get("by the address", "/internal", &[], 200),
        get("unknown route", "/nowhere", &["admin"], 404),
        get(own, "/users/7", &["admin"], framework.unknown_method),
    ]
}

/// Returns the token with other claims under its signature: a viewer pretends to be an admin.
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
