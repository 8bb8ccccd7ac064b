//! The routes of an application and their rules, as data for reviews.

mod attribute;
mod report;
mod route;

pub use self::attribute::Access;
pub use self::report::Report;
pub use self::route::Route;
