//! Fetched keys: with a client that follows a script, and times that the tests choose.

mod ages;
mod configuration;
mod fake;
mod flights;
mod runtimes;
mod unknown_keys;
