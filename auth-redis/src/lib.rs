//! Revocations in Redis: one store for all processes of an application.
#![doc = concat!("\n", include_str!("../README.md"))]

mod caller;
mod commands;
mod connect;
mod cut;
mod digest;
mod error;
mod last_known;
mod revocations;

pub use redis;

pub use self::error::Error;
pub use self::revocations::RedisRevocations;
