//! The cost of a decision alone: a rule of four requirements, for an authenticated caller.

use std::hint::black_box;
use std::sync::OnceLock;

use auth_core::{Identity, policy};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::contestants::{self, PATH};
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

static KNOWN: OnceLock<Identity> = OnceLock::new();

async fn keep(identity: Identity) {
    KNOWN.get_or_init(|| identity);
}

/// Returns the identity that a handler receives, from a token and through the layer.
pub(crate) async fn known(keys: &Keys) -> &'static Identity {
    let app = Router::new().route(PATH, get(keep)).layer(contestants::ours::auth(keys));
    let tokens = Mint::default().authorizations(keys, Caller::Admin, 1);
    Lane::of("", "known", app, &tokens, StatusCode::OK).turn(1, Scope::Whole).await;
    KNOWN.get().expect("the handler ran")
}

pub(crate) fn row(identity: &Identity, options: &Options) -> Row {
    let mut figures = Figures::default();
    for _ in 0..options.rounds {
        let clock = Clock::start();
        for _ in 0..DECISIONS_PER_TURN {
            let guard = black_box(identity).check::<CanPublish>();
            assert!(black_box(guard).is_ok(), "an editor with both scopes");
        }
        figures.add(clock.stop(), DECISIONS_PER_TURN);
    }
    [
        "four requirements".into(),
        "**ours**, deciding alone".into(),
        format!("{:.1}", figures.median()),
        format!("{:.0}", figures.spread() * 50.0),
        nothing(),
        nothing(),
        nothing(),
        short(figures.allocations),
        short(figures.bytes),
    ]
}
