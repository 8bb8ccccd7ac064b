//! `withhold_unguarded`: one table of requests on every framework.

mod actix_web;
mod poem;
mod rocket;
mod salvo;
mod tonic;

use auth_core::policy;
use tests::withheld::{HEADER, SECRET, auth, request};

use super::run;

policy! { Admins = role = "admin"; }

/// The cookie of each handler.
const COOKIE: &str = "session=secret";
