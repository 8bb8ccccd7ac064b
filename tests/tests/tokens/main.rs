//! JSON Web Tokens as clients send them: forged, expired, dense, and those of public test suites.

mod allocations;
mod clock;
mod forged;
mod log;
mod providers;
mod rfc_examples;
mod wycheproof;
