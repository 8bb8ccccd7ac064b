//! `protect-axum`: decides on authorities, and leaves the token to a function of the user: here the
//! hand-written one.

use std::collections::HashSet;
use std::future::ready;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use protect_axum::{GrantsLayer, protect};

use super::PATH;
use super::by_hand::{Refusal, Verifier};
use crate::keys::Keys;

#[protect("admin")]
async fn handler() -> &'static str {
    "ok"
}

pub(super) fn app(keys: &Keys) -> Router {
    let verifier = Verifier::new(keys);
    let authorities = move |request: &mut Request| {
        let user = verifier.user(request.headers());
        ready(
            user.map(|user| HashSet::<String>::from_iter(user.roles))
                .map_err(Refusal::into_response),
        )
    };
    Router::new()
        .route(PATH, get(handler))
        .layer(GrantsLayer::<_, String, Response>::with_extractor(authorities))
}
