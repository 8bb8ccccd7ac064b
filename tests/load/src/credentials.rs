//! The credentials of a request, with the facts that determine the expected response.

use auth_core::time::Timestamp;
use http::HeaderValue;

/// The issuer of the tokens.
pub(crate) const ISSUER: &str = "https://issuer.example";
/// The audience of the tokens, and the realm of every challenge.
pub(crate) const AUDIENCE: &str = "https://api.example";
/// The allowed difference between the clocks of issuer and API, in seconds.
pub(crate) const LEEWAY: i64 = 30;

/// A user of the API. An epoch is a number of changes: `Some(3)` is from the third change on.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) subject: String,
    pub(crate) roles: &'static [&'static str],
    pub(crate) scope: &'static str,
    pub(crate) fate: Fate,
}

/// The change that affects a user during the run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fate {
    Stays,
    /// The change revokes the user.
    Revoked(usize),
    /// The change revokes the tokens that were issued up to that second.
    LoggedOut(usize, i64),
}

/// The credentials of a request.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// The kind of the credentials, for reports.
    pub(crate) kind: &'static str,
    /// The values of `Authorization`.
    pub(crate) fields: Vec<HeaderValue>,
    pub(crate) worth: Worth,
}

/// The validity of credentials.
#[derive(Debug)]
pub(crate) enum Worth {
    /// Anonymous: no credentials, or those of a scheme that is not installed.
    Nobody,
    /// Forged or malformed.
    Nothing,
    /// More than one set.
    Ambiguous,
    /// A token of the issuer, while it is valid.
    Token(Token),
}

/// A token of the issuer.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// The index of its user in the list.
    pub(crate) user: usize,
    pub(crate) id: String,
    pub(crate) issued_at: i64,
    pub(crate) not_before: i64,
    pub(crate) expires_at: i64,
    /// The change that revokes it by its id.
    pub(crate) revoked: Option<usize>,
}

impl Credentials {
    pub(crate) fn bearer(kind: &'static str, token: &str, worth: Worth) -> Self {
        Self::of(kind, &[&format!("Bearer {token}")], worth)
    }

    pub(crate) fn of(kind: &'static str, fields: &[&str], worth: Worth) -> Self {
        let fields = fields.iter().map(|field| HeaderValue::from_str(field).unwrap()).collect();
        Self { kind, fields, worth }
    }
}

/// Returns a point in time in the library's type.
pub(crate) const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}
