//! The facts of a decision, and its result.

use std::net::IpAddr;

use serde_json::{Map, Value as Json};

/// A known caller.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The roles granted.
    pub roles: Vec<&'static str>,
    /// The scopes granted.
    pub scopes: Vec<&'static str>,
    /// The permissions granted.
    pub permissions: Vec<&'static str>,
    /// The groups granted.
    pub groups: Vec<&'static str>,
    /// Who vouches for the caller.
    pub issuer: &'static str,
    /// Who the caller is there.
    pub subject: &'static str,
    /// What the issuer says of the caller.
    pub claims: Map<String, Json>,
    /// How the caller logged in.
    pub acr: Option<&'static str>,
    /// When the caller logged in.
    pub auth_time: Option<i64>,
}

/// Somebody without grants, claims or a login worth mentioning.
impl Default for Caller {
    fn default() -> Self {
        Self {
            roles: Vec::new(),
            scopes: Vec::new(),
            permissions: Vec::new(),
            groups: Vec::new(),
            issuer: "https://issuer.example",
            subject: "somebody",
            claims: Map::new(),
            acr: None,
            auth_time: None,
        }
    }
}

/// What is known of the parameters of the path.
#[derive(Clone, Debug, Default)]
pub enum Path {
    /// Nothing.
    #[default]
    Unknown,
    /// It was not valid UTF-8.
    Invalid,
    /// All of them: name and text.
    Parameters(Vec<(&'static str, &'static str)>),
}

/// What a rule is decided on.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who is calling; `None` is an anonymous caller.
    pub caller: Option<Caller>,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
    /// When it is decided.
    pub now: Option<i64>,
    /// The parameters of the path.
    pub path: Path,
    /// Whose subjects are users; `None` is unknown, and then no caller is one.
    pub user_issuer: Option<&'static str>,
}

/// What a caller is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// The rule holds.
    Allowed,
    /// The caller is anonymous and somebody else might be allowed.
    Unauthorized,
    /// More than a login or scopes is missing, or the rule can hold for nobody.
    Forbidden {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
    },
    /// Another login is missing, and perhaps scopes.
    StepUp {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
        /// The authentication context classes of the unmet leaves.
        acr_values: Vec<&'static str>,
        /// The least of the unmet ages.
        max_age: Option<u64>,
        /// As for [`Answer::InsufficientScope`].
        scopes: Vec<&'static str>,
    },
    /// Only scopes are missing.
    InsufficientScope {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
        /// The scopes that the cheapest way in takes, those already held included.
        scopes: Vec<&'static str>,
    },
}
