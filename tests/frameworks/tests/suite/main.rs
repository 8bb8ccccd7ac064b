//! Tests that are generated from a report pass for the application of the report, and find the
//! mistakes of others, on each framework.

mod actix_web;
mod poem;
mod rocket;
mod salvo;
mod tables;
