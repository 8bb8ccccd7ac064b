//! JSON as the claims and the header of a token contain it, and as key sets do.
//!
//! [`strict`] decides whether a text is strict JSON. [`read`] and [`claim_value`] extract values.

pub(crate) mod claim_value;
mod names;
pub(crate) mod read;
pub(crate) mod strict;
pub(crate) mod string;
