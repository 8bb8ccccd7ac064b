//! The parts of a request that decisions use: credentials, client address and path parameters.
//!
//! Each part is read from the headers, the connection or the path, and not yet verified.

pub(crate) mod headers;

pub(crate) mod cookies;
pub(crate) mod credentials;
pub(crate) mod scheme;

pub(crate) mod client_address;
pub(crate) mod network;

pub(crate) mod path;

pub(crate) mod browser;
pub(crate) mod cross_site;
pub(crate) mod origin;
pub(crate) mod return_to;

pub(crate) mod head;
pub(crate) mod target;

pub use self::client_address::forwarded::ForwardedHeader;
pub use self::credentials::{CredentialSource, Credentials, CredentialsError};
pub use self::cross_site::CrossSite;
pub use self::head::RequestHead;
pub use self::network::{Network, NetworkError};
pub use self::path::{PathError, PathParameters};
pub use self::return_to::return_to;
pub use self::scheme::{Scheme, SchemeError};
