//! Runs whole attributes as plain functions, on stable and without a compiler.

mod annotated;
mod expansion;
mod mistakes;
mod snapshots;
