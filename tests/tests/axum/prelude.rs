//! `auth_core::prelude` beside a glob of all that axum exports at its root.

#![allow(unused_imports, reason = "what a glob brings is used only in part")]

use auth_core::prelude::*;
use axum::extract::*;
use axum::response::*;
use axum::routing::*;
use axum::*;

policy! { CanPublish = role = "editor"; }

#[derive(Role)]
enum Rank {
    Admin,
}

#[derive(Scope)]
enum Reach {
    Write,
}

#[derive(Permission)]
enum Act {
    Edit,
}

#[derive(Group)]
enum Team {
    Blue,
}

#[require(role = Rank::Admin, scope = Reach::Write, permission = Act::Edit, group = Team::Blue)]
async fn typed() {}

#[require(CanPublish)]
async fn publish(identity: Identity) -> Json<String> {
    Json(identity.subject().to_owned())
}

#[public("no data")]
async fn health(caller: MaybeIdentity) {
    drop(caller);
}

async fn by_hand(proof: Guard<CanPublish>) -> Result<(), Rejection> {
    drop(proof);
    Ok(())
}

#[test]
fn prelude_and_glob_of_axum_do_not_overlap() {
    let _: fn(Auth) -> Router = |auth| {
        Router::new()
            .route("/publish", post(publish))
            .route("/typed", get(typed))
            .route("/health", get(health))
            .route("/by-hand", get(by_hand))
            .layer(auth)
    };
}
