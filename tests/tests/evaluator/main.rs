//! The evaluator against a reference that was written independently: on random rules and callers, and on all callers of
//! all small rules.

mod exhaustive;
mod properties;
mod random;
mod translated;
