//! The evaluator and an independent reference: for random rules and callers, and for all callers of
//! all small rules.

mod exhaustive;
mod properties;
mod random;
mod translated;
