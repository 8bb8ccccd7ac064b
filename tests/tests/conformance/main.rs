//! Conformance: the decision tables on axum, challenges, attributes as data, and the rules of `docs/standards.md`.

mod access;
mod challenges;
mod standards;
mod vectors;
