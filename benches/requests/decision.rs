//! What deciding costs alone: a rule of four requirements, for a caller who is already known.

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
    /// Known to hold only after all four have been looked at.
    CanPublish = any(role = "owner", all(role = "editor", scope = "posts:read", scope = "posts:write"));
}

/// One decision is shorter than a look at the clock.
const DECISIONS_PER_TURN: usize = 4096;

static KNOWN: OnceLock<Identity> = OnceLock::new();

async fn cache_capacity(identity: Identity) {
    KNOWN.get_or_init(|| identity);
}

/// The caller as a handler gets to know them: from a token, by way of the layer.
pub(crate) async fn known(keys: &Keys) -> &'static Identity {
    let app = Router::new().route(PATH, get(remember)).layer(contestants::ours::auth(keys));
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
        short(figures.allocations),
        short(figures.bytes),
    ]
}
