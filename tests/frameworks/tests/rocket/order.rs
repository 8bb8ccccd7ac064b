//! Each order of attributes that compiles. `ui/rocket` holds the others.

use auth_core::{Guard, require};
use rocket::{get, routes};
use tracing::instrument;

use super::{Admins, auth, bare, client, get_as};

#[require(role = "admin")]
#[get("/above")]
async fn above() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[instrument(skip_all)]
#[get("/instrument-above")]
async fn instrument_above() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[get("/instrument-below")]
#[instrument(skip_all)]
async fn instrument_below() -> &'static str {
    "in"
}

#[instrument(skip_all)]
#[require(role = "admin")]
#[get("/instrument-outside")]
async fn instrument_outside() -> &'static str {
    "in"
}

#[cfg_attr(all(), require(role = "admin"))]
#[cfg_attr(all(), get("/cfg-attr"))]
fn cfg_attr() -> &'static str {
    "in"
}

#[require(role = "admin")]
#[require(authenticated)]
#[get("/twice")]
pub(super) fn twice(_proof: Guard<Admins>) -> &'static str {
    "in"
}

#[test]
fn every_order_of_attributes_that_compiles_is_guarded() {
    let routes =
        routes![above, instrument_above, instrument_below, instrument_outside, cfg_attr, twice,];
    let paths: Vec<_> = routes.iter().map(|route| route.uri.to_string()).collect();
    let client = client(bare().mount("/", routes).attach(auth()));
    assert_eq!(paths.len(), 6);
    for path in &paths {
        let statuses =
            [None, Some("editor"), Some("admin")].map(|token| get_as(&client, path, token).status);
        assert_eq!(statuses, [401, 403, 200], "{path}");
    }
}
