//! Issuers that fail on demand, and an API that accepts their tokens.

pub mod api;
pub mod certificates;
pub mod endpoint;
pub mod fault;
pub mod hostile;
pub mod issuer;
