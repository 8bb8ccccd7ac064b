//! Programs that share the revocations in one Redis.

mod process;
mod revocations;
mod tls;
