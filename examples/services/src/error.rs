//! What the services fail with: a refusal is one of it.

use std::fmt;

use auth_core::Rejection;

/// Why a service did nothing.
#[derive(Debug)]
pub(crate) enum Error {
    /// The caller may not. A handler returns the rejection as it is, and the client gets a correct 401 or 403.
    Refused(Rejection),
    /// There is no post of that number.
    NoSuchPost(usize),
}

/// What `from = …` asks for.
impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // For whoever runs this example; a client is never told what it lacks, but for scopes.
            Self::Refused(rejection) => match rejection.denial() {
                Some(denial) => write!(f, "lacks {denial}"),
                None => rejection.fmt(f),
            },
            Self::NoSuchPost(id) => write!(f, "there is no post {id}"),
        }
    }
}

impl std::error::Error for Error {}
