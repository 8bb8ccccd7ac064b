//! The facts of a decision, and its result.

use std::net::IpAddr;

use serde_json::{Map, Value as Json};

/// An authenticated caller.
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
    /// The issuer of the caller.
    pub issuer: &'static str,
    /// The subject of the caller.
    pub subject: &'static str,
    /// The claims of the caller.
    pub claims: Map<String, Json>,
    /// The authentication context class of the login.
    pub acr: Option<&'static str>,
    /// The time of the login.
    pub auth_time: Option<i64>,
}

/// A caller without grants, claims and login.
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

/// The known parameters of the path.
#[derive(Clone, Debug, Default)]
pub enum Path {
    /// The parameters are unknown.
    #[default]
    Unknown,
    /// The path was not valid UTF-8.
    Invalid,
    /// All parameters: name and value.
    Parameters(Vec<(&'static str, &'static str)>),
}

/// The facts of a decision.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The caller. `None` is an anonymous request.
    pub caller: Option<Caller>,
    /// The address of the client.
    pub address: Option<IpAddr>,
    /// The time of the decision.
    pub now: Option<i64>,
    /// The parameters of the path.
    pub path: Path,
    /// The issuer of the users. With `None`, no caller is a user.
    pub user_issuer: Option<&'static str>,
}

/// The result of a decision.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// The rule is met.
    Allowed,
    /// The request is anonymous, and another caller might be allowed.
    Unauthorized,
    /// More than a login or scopes is missing, or no caller can meet the rule.
    Forbidden {
        /// The unmet leaves of the cheapest way, printed.
        unmet: Vec<String>,
    },
    /// Another login is missing, and perhaps scopes.
    StepUp {
        /// The unmet leaves of the cheapest way, printed.
        unmet: Vec<String>,
        /// The authentication context classes of the unmet leaves.
        acr_values: Vec<&'static str>,
        /// The least of the unmet ages.
        max_age: Option<u64>,
        /// The scopes of [`Answer::InsufficientScope`].
        scopes: Vec<&'static str>,
    },
    /// Only scopes are missing.
    InsufficientScope {
        /// The unmet leaves of the cheapest way, printed.
        unmet: Vec<String>,
        /// The scopes of the cheapest way, including those that the caller has.
        scopes: Vec<&'static str>,
    },
}
