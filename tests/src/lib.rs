//! What the tests share: the decision tables, the callers they name, and one driver for each framework that runs them.
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]

pub mod body;
pub mod callers;
pub mod drivers;
pub mod flood;
pub mod layers;
pub mod log;
pub mod reference;
pub mod rules;
pub mod signer;
pub mod trace;
pub mod uploads;
pub mod vectors;
pub mod wording;
