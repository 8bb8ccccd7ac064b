//! Fetched keys while the issuer fails in each way. `-- --nocapture` prints the tables.
//!
//! The clock stands still while bytes travel, and tests advance it. No test waits for a timeout.

mod faults;
mod flood;
mod outages;
mod redirects;
mod world;
