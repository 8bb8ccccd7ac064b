//! Every mistake has its message, at its own token.
#![expect(clippy::needless_raw_string_hashes, reason = "all cases look the same, whether or not one quotes")]

mod context;
mod groups;
mod joining;
mod options;
mod policy;
mod public;
mod together;
mod values;
mod words;
