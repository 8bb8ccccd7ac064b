//! The calls of the application's routes.

use super::accounts::{ACCOUNTS, subject};

/// A route, and the variable parts of a call.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Open,
    Me,
    Reports,
    Publish(u32),
    Partners,
    /// The page of a user.
    Own(String),
}

impl Call {
    pub(crate) fn any(rng: &mut fastrand::Rng) -> Self {
        match rng.usize(0..100) {
            0..50 => Self::Me,
            50..65 => Self::Reports,
            65..80 => Self::Publish(rng.u32(..)),
            80..90 => Self::Partners,
            // Some of the callers ask for a page of their own.
            90..95 => Self::Own(subject(rng.usize(0..ACCOUNTS))),
            _ => Self::Open,
        }
    }

    /// Returns the method.
    pub(crate) const fn method(&self) -> &'static str {
        if let Self::Publish(_) = self { "POST" } else { "GET" }
    }

    /// Returns the path of the request.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Open => "/open".to_owned(),
            Self::Me => "/me".to_owned(),
            Self::Reports => "/reports".to_owned(),
            Self::Publish(number) => format!("/reports/{number}"),
            Self::Partners => "/partners".to_owned(),
            Self::Own(user) => format!("/users/{}", user.replace('ë', "%C3%AB")),
        }
    }

    /// Returns the route, which its responses contain.
    pub(crate) const fn route(&self) -> &'static str {
        match self {
            Self::Open => "GET /open",
            Self::Me => "GET /me",
            Self::Reports => "GET /reports",
            Self::Publish(_) => "POST /reports/{number}",
            Self::Partners => "GET /partners",
            Self::Own(_) => "GET /users/{user}",
        }
    }

    /// Returns the path parameter that a response contains.
    pub(crate) fn parameter(&self) -> String {
        match self {
            Self::Publish(number) => number.to_string(),
            Self::Own(user) => user.clone(),
            _ => String::new(),
        }
    }
}
