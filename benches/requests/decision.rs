//! The cost of a decision alone, for an authenticated caller.

use std::hint::black_box;
use std::sync::Mutex;

use auth_core::{Auth, Identity, policy};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::contestants::PATH;
use crate::contestants::ours::GRANTED;
use crate::keys::Keys;
use crate::lane::{Clock, Lane, Scope};
use crate::options::Options;
use crate::rounds::Figures;
use crate::table::{Row, nothing, short};
use crate::tokens::{Caller, Mint};

policy! {
    /// A rule that is met only after all four requirements are evaluated.
    CanPublish =
        any(role = "owner", all(role = "editor", scope = "posts:read", scope = "posts:write"));
}

/// A single decision is shorter than a reading of the clock.
const DECISIONS_PER_TURN: usize = 4096;

static KNOWN: Mutex<Option<Identity>> = Mutex::new(None);

async fn keep(identity: Identity) {
    *KNOWN.lock().expect("no other request") = Some(identity);
}

/// Returns the identity that a handler receives, from a token and through the layer.
pub(crate) async fn known(keys: &Keys, auth: Auth) -> Identity {
    let app = Router::new().route(PATH, get(keep)).layer(auth);
    let tokens = Mint::default().authorizations(keys, Caller::Admin, 1);
    Lane::of("", "known", app, &tokens, StatusCode::OK).turn(1, Scope::Whole).await;
    KNOWN.lock().expect("no other request").take().expect("the handler ran")
}

/// Returns the cost of a rule of four requirements.
pub(crate) fn row(identity: &Identity, options: &Options) -> Row {
    measure("four requirements", "**ours**, deciding alone", options, || {
        let guard = black_box(identity).check::<CanPublish>();
        assert!(black_box(guard).is_ok(), "an editor with both scopes");
    })
}

/// Returns the cost of a permission that a role has in a grants table, and of one that a permission
/// of the caller is.
pub(crate) fn grant_rows(by_table: &Identity, options: &Options) -> [Row; 2] {
    let own = by_table.clone().with_permissions([GRANTED]);
    let has = |identity: &Identity| {
        assert!(black_box(identity).has_permission(black_box(GRANTED)), "granted");
    };
    [
        measure("a permission", "**ours**, by a grants table", options, || has(by_table)),
        measure("a permission", "**ours**, of the caller", options, || has(&own)),
    ]
}

fn measure(what: &str, guard: &str, options: &Options, mut decide: impl FnMut()) -> Row {
    let mut figures = Figures::default();
    for _ in 0..options.rounds {
        let clock = Clock::start();
        for _ in 0..DECISIONS_PER_TURN {
            decide();
        }
        figures.add(clock.stop(), DECISIONS_PER_TURN);
    }
    [
        what.into(),
        guard.into(),
        format!("{:.1}", figures.median()),
        format!("{:.0}", figures.spread() * 50.0),
        nothing(),
        nothing(),
        nothing(),
        short(figures.allocations),
        short(figures.bytes),
    ]
}
