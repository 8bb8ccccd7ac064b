//! Runs whole attributes as plain functions, on stable and without a compiler.

mod accepted;
mod annotated;
mod compile_errors;
mod expansion;
mod mistakes;
mod passed_on;
mod requirements;
mod snapshots;
mod values;
