//! Conformance: the decision tables on axum, challenges, and the rules of `docs/standards.md`.

mod challenges;
mod standards;
mod vectors;
