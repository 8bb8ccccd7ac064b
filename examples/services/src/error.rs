//! The error of the services. A rejection is one of its variants.

use std::fmt;

use auth_core::Rejection;

/// The reason why a service failed.
#[derive(Debug)]
pub(crate) enum Error {
    /// The rule rejected the caller. A handler returns the rejection unchanged, and the client gets
    /// a correct 401 or 403.
    Refused(Rejection),
    /// No post has that number.
    NoSuchPost(usize),
}

/// The conversion that `from = …` needs.
impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // For the reader of this example. A client learns of missing scopes only.
            Self::Refused(rejection) => match rejection.denial() {
                Some(denial) => write!(f, "lacks {denial}"),
                None => rejection.fmt(f),
            },
            Self::NoSuchPost(id) => write!(f, "there is no post {id}"),
        }
    }
}

impl std::error::Error for Error {}
