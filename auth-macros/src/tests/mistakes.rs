//! The message of each error, at its token.
#![expect(
    clippy::needless_raw_string_hashes,
    reason = "all cases look the same, whether or not one quotes"
)]

mod addresses;
mod comparisons;
mod context;
mod derives;
mod groups;
mod implications;
mod joining;
mod literals;
mod operands;
mod options;
mod policy;
mod public;
mod questions;
mod redundancy;
mod spelling;
mod stepup;
mod subject;
mod together;
mod typed;
mod values;
mod words;
