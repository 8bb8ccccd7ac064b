//! Decides authorization rules by brute force, as the reference for the real evaluator.
//!
//! Limit: [`Ways`] lists every way to meet a tree, without pruning. Skip trees for which [`ways`]
//! exceeds 100,000.

mod comparison;
mod facts;
mod holds;
pub mod implementation;
mod print;
#[cfg(test)]
mod tests;
mod tree;
mod ways;

pub use self::facts::{Answer, Caller, Facts, Path};
pub use self::holds::holds;
pub use self::tree::{Kind, Operand, Operator, Tree, Value};
pub use self::ways::{Foreseen, Ways, answer, ways};
