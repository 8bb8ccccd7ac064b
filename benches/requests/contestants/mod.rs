//! The contestants: one route and one response, guarded in different ways.

mod by_hand;
pub(crate) mod cached;
mod opaque;
pub(crate) mod ours;
mod unguarded;
mod via_axum_jwt_auth;
mod via_protect_axum;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode};

use crate::keys::Keys;
use crate::tokens::Caller;

pub(crate) const PATH: &str = "/users";
pub(crate) const UNGUARDED: &str = "unguarded";
pub(crate) const BY_HAND: &str = "hand-written";
pub(crate) const OURS: &str = "**ours**";

/// A way to guard a route.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) guarded: bool,
    pub(crate) app: Router,
    pub(crate) presented: Presented,
}

/// The credentials that the requests of a contestant present.
pub(crate) enum Presented {
    /// The tokens of its group.
    Tokens,
    /// These values of this header, in turn.
    Own(HeaderName, Vec<HeaderValue>),
}

impl Contestant {
    fn guarded(name: &'static str, app: Router) -> Self {
        Self { name, guarded: true, app, presented: Presented::Tokens }
    }

    fn unguarded(name: &'static str, app: Router) -> Self {
        Self { guarded: false, ..Self::guarded(name, app) }
    }

    /// Returns the status that this caller must get.
    pub(crate) fn expected(&self, caller: Caller) -> StatusCode {
        match caller {
            _ if !self.guarded => StatusCode::OK,
            Caller::Admin => StatusCode::OK,
            Caller::Anonymous => StatusCode::UNAUTHORIZED,
            Caller::Viewer => StatusCode::FORBIDDEN,
        }
    }
}

pub(crate) fn all(keys: &Keys) -> Vec<Contestant> {
    let (guarded, unguarded) = (Contestant::guarded, Contestant::unguarded);
    let mut all = vec![
        unguarded(UNGUARDED, unguarded::bare()),
        unguarded("unguarded, `Arc` extension", unguarded::with_extension()),
        unguarded("unguarded, `Arc` extension, taken", unguarded::taking_extension()),
        guarded(BY_HAND, by_hand::app(keys)),
        guarded(OURS, ours::app(keys)),
        guarded("ours, two issuers", ours::app_of_two_issuers(keys)),
        guarded("ours, `withhold_unguarded`", ours::app_that_withholds(keys)),
        guarded("ours, cached enrichment", ours::app_with_enrichment(keys)),
        guarded("`protect-axum`", via_protect_axum::app(keys)),
        guarded("`axum-jwt-auth`", via_axum_jwt_auth::app(keys)),
    ];
    if let Some(key) = &keys.jwk {
        all.push(guarded("ours, fetched keys", ours::app_with_fetched_keys(key)));
    }
    all
}
