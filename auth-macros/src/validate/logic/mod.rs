//! The logic of rules: which requirement implies, repeats or contradicts another one.

pub(super) mod comparison;
pub(super) mod fact;
pub(super) mod implication;
pub(super) mod redundancy;
pub(super) mod scalar;
pub(super) mod term;
