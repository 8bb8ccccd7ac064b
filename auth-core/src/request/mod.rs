//! The parts of a request that decide: credentials, client address, path parameters.

pub(crate) mod client_address;
pub(crate) mod credentials;
pub(crate) mod forwarded;
pub(crate) mod head;
pub(crate) mod headers;
pub(crate) mod network;
pub(crate) mod path;
pub(crate) mod scheme;
pub(crate) mod target;

pub use self::credentials::{CredentialSource, Credentials, CredentialsError};
pub use self::forwarded::ForwardedHeader;
pub use self::network::{Network, NetworkError};
pub use self::path::{PathError, PathParameters};
pub use self::scheme::{Scheme, SchemeError};
