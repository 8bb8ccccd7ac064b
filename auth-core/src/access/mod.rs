//! The routes of an application and their rules, as data for reviews.

mod attribute;
#[cfg(feature = "access")]
#[cfg(test)]
mod blind_caller;
#[cfg(feature = "access")]
mod changes;
#[cfg(feature = "access")]
mod compare;
#[cfg(feature = "access")]
mod formats;
#[cfg(feature = "access")]
mod grants;
mod guarded;
#[cfg(feature = "access")]
mod openapi;
#[cfg(feature = "access-page")]
mod page;
#[cfg(feature = "access")]
mod parse;
#[cfg(all(test, feature = "access"))]
mod random;
mod report;
mod route;
#[cfg(feature = "access")]
mod snapshot;

pub use self::attribute::Access;
#[cfg(feature = "access")]
pub use self::changes::Change;
#[cfg(feature = "access")]
pub use self::compare::{Difference, Example, Meaning};
#[cfg(feature = "testing")]
pub(crate) use self::compare::{Draft, ISSUER};
#[cfg(feature = "access")]
pub use self::grants::{GrantedRoute, GrantedRoutes, Grants};
pub use self::guarded::{Declares, Guarded, HandlerType, guarded};
#[cfg(feature = "access")]
pub use self::openapi::OpenApiError;
#[cfg(feature = "testing")]
pub(crate) use self::openapi::with_parameters;
#[cfg(feature = "access")]
pub use self::parse::{ReportError, RuleError};
pub use self::report::Report;
pub use self::route::Route;
