//! Tokens, each with what the application must answer.

use auth_core::jwt::{Jwt, JwtBuilder};
use serde_json::{Value, json};
use tests::signer::{Signer, canary};

pub(crate) const AUDIENCE: &str = "https://api.example";
pub(crate) const ISSUER: &str = "https://issuer.example";
pub(crate) const NOW: i64 = 1_800_000_000;

/// Which application a token is sent to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum App {
    /// It has six keys of the issuer, each with an id.
    Many,
    /// It has one key for ES256, without an id.
    One,
    /// It has a secret.
    Secret,
    /// It has the keys of [`App::Many`], names other claims for the standard ones, and requires a
    /// claim.
    Settings,
    /// It has the six keys, and takes access tokens of RFC 9068 only.
    Strict,
}

impl App {
    pub(crate) const ALL: [Self; 5] =
        [Self::Many, Self::One, Self::Secret, Self::Settings, Self::Strict];
}

/// The expected response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// 200: to both handlers.
    Served,
    /// 401 `invalid_token`.
    Refused,
    /// 401 `invalid_token`, and that it expired.
    Expired,
    /// 401 `invalid_request`: no token at all, but several.
    Several,
    /// 200 where any caller may, 403 where a scope is asked for that the token lacks.
    Unscoped,
}

#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) class: &'static str,
    pub(crate) name: String,
    pub(crate) app: App,
    pub(crate) token: String,
    pub(crate) answer: Answer,
}

/// The signers: the issuer with all of its keys, and the forgers.
pub(crate) struct Signers {
    pub(crate) es: Signer,
    pub(crate) es384: Signer,
    pub(crate) es512: Signer,
    pub(crate) ed: Signer,
    pub(crate) ps: Signer,
    pub(crate) rs: Signer,
    pub(crate) secret: Signer,
    /// Keys of a forger, under the names of the issuer's.
    pub(crate) forgers: [Signer; 6],
    /// Another issuer, which signs with its own key.
    pub(crate) other: Signer,
}

impl Signers {
    pub(crate) fn new() -> Self {
        Self {
            es: Signer::new("ES256", "es-2026"),
            es384: Signer::new("ES384", "es384-2026"),
            es512: Signer::new("ES512", "es512-2026"),
            ed: Signer::new("EdDSA", "ed-2026"),
            ps: Signer::new("PS256", "ps-2026"),
            rs: Signer::new("RS256", "rs-2026"),
            secret: Signer::new("HS256", "hs-2026"),
            forgers: [
                Signer::new("ES256", "es-2026"),
                Signer::new("ES384", "es384-2026"),
                Signer::new("ES512", "es512-2026"),
                Signer::new("EdDSA", "ed-2026"),
                Signer::new("PS256", "ps-2026"),
                Signer::new("RS256", "rs-2026"),
            ],
            other: Signer::new("ES256", "other-2026"),
        }
    }

    /// The keys that [`App::Many`] has.
    pub(crate) fn keys(&self) -> [&Signer; 6] {
        [&self.es, &self.es384, &self.es512, &self.ed, &self.ps, &self.rs]
    }

    /// The verifier of the application.
    pub(crate) fn verifier(&self, app: App) -> JwtBuilder {
        let expected = Jwt::builder().issuer(ISSUER).audience(AUDIENCE);
        match app {
            App::Many => self.keys().into_iter().map(Signer::key).fold(expected, JwtBuilder::key),
            App::One => {
                expected.jwks(&json!({"keys": [without_id(self.es.jwk())]}).to_string()).unwrap()
            }
            App::Secret => expected.key(self.secret.key()),
            App::Settings => {
                let renamed = self.verifier(App::Many).audience_claim("azp").subject("oid");
                renamed.token_id("uti").require_claim("/o/id", "org_2026")
            }
            App::Strict => self.verifier(App::Many).strict_profile(),
        }
    }
}

fn without_id(mut jwk: Value) -> Value {
    jwk.as_object_mut().unwrap().remove("kid");
    jwk
}

/// Claims that every application takes.
pub(crate) fn good() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": canary(), "exp": NOW + 600, "iat": NOW - 60, "nbf": NOW - 60,
        "scope": "orders:read orders:write",
    })
}

/// The good claims, but with another value for one of them, or one more.
pub(crate) fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = good();
    claims[name] = value.into();
    claims
}

/// The good claims without one of them.
pub(crate) fn without(name: &str) -> Value {
    let mut claims = good();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// The good claims but for one, which is written like this.
pub(crate) fn written(name: &str, value: &str) -> String {
    without(name).to_string().replacen('{', &format!("{{\"{name}\":{value},"), 1)
}

/// A value of each JSON type.
pub(crate) fn every_type() -> [Value; 6] {
    [json!(null), json!(true), json!(7), json!("text"), json!(["text"]), json!({"a": "text"})]
}

#[derive(Debug, Default)]
pub(crate) struct Corpus(pub(crate) Vec<Case>);

impl Corpus {
    pub(crate) fn add(
        &mut self,
        class: &'static str,
        name: &str,
        app: App,
        token: String,
        answer: Answer,
    ) {
        self.0.push(Case { class, name: name.to_owned(), app, token, answer });
    }

    /// A token that [`App::Many`] refuses.
    pub(crate) fn refused(&mut self, class: &'static str, name: &str, token: String) {
        self.add(class, name, App::Many, token, Answer::Refused);
    }

    /// A token that [`App::Many`] takes.
    pub(crate) fn served(&mut self, class: &'static str, name: &str, token: String) {
        self.add(class, name, App::Many, token, Answer::Served);
    }
}
