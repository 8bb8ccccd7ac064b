//! The guards of a report, written into an OpenAPI document.

mod candidates;
mod description;
mod document;
mod fragments;
mod path;
#[cfg(test)]
mod tests;

pub use self::document::OpenApiError;
#[cfg(feature = "testing")]
pub(crate) use self::path::with_parameters;
