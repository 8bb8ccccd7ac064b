//! One attribute, `#[require(role = "admin")]`, and typed, correct 401 and 403 answers.
mod authenticator;
mod credentials;
mod identity;
mod timestamp;

pub use crate::authenticator::{AuthenticationError, Authenticating, Authenticator};
pub use crate::credentials::{Credentials, CredentialsError, Scheme, SchemeError, Source};
pub use crate::identity::{Identity, IdentityBuilder, IdentityError};
pub use crate::timestamp::Timestamp;
