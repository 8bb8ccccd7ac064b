//! Fetched keys: with a client that follows a script, and times that the tests choose.

mod ages;
mod configuration;
mod documents;
mod fake;
mod flights;
mod runtimes;
mod unknown_keys;
