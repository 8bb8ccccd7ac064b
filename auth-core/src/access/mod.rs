//! The routes of an application and their rules, as data for reviews.

mod attribute;
#[cfg(feature = "access")]
mod compare;
mod guarded;
#[cfg(feature = "access")]
mod parse;
#[cfg(all(test, feature = "access"))]
mod random;
mod report;
mod route;

pub use self::attribute::Access;
#[cfg(feature = "access")]
pub use self::compare::{Difference, Example, Meaning};
pub use self::guarded::{Declares, Guarded, guarded};
#[cfg(feature = "access")]
pub use self::parse::RuleError;
pub use self::report::Report;
pub use self::route::Route;
