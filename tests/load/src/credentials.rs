//! What a request presents, and what has to be known of it to say what must be answered.

use auth_core::time::Timestamp;
use http::HeaderValue;

/// Who issues the tokens.
pub(crate) const ISSUER: &str = "https://issuer.example";
/// Whom they are for; the realm of every challenge.
pub(crate) const AUDIENCE: &str = "https://api.example";
/// By how many seconds the clocks of issuer and API may differ.
pub(crate) const LEEWAY: i64 = 30;

/// A user of the API. An epoch is a number of changes: `Some(3)` is from the third change on.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) subject: String,
    pub(crate) roles: &'static [&'static str],
    pub(crate) scope: &'static str,
    pub(crate) fate: Fate,
}

/// What happens to a user during the run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fate {
    Stays,
    /// Is revoked with that change.
    Revoked(usize),
    /// What was issued up to that second is revoked with that change.
    LoggedOut(usize, i64),
}

/// What a request presents.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// What is special about it, for reports.
    pub(crate) kind: &'static str,
    /// The values of `Authorization`.
    pub(crate) fields: Vec<HeaderValue>,
    pub(crate) worth: Worth,
}

/// What credentials are worth.
#[derive(Debug)]
pub(crate) enum Worth {
    /// Nobody is presented: no credentials, or of a scheme that is not installed.
    Nobody,
    /// Forged, or not to be read.
    Nothing,
    /// More than one set.
    Ambiguous,
    /// A token of the issuer's, while it holds.
    Token(Token),
}

/// A token of the issuer's.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Whose it is: a place in the list of users.
    pub(crate) user: usize,
    pub(crate) id: String,
    pub(crate) issued_at: i64,
    pub(crate) not_before: i64,
    pub(crate) expires_at: i64,
    /// Which change revokes it by its id.
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

/// A point in time as the library takes it.
pub(crate) const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}
