//! Guards in the OpenAPI documents of each generator, compared with one table.
#![allow(unreachable_pub, reason = "the modules of a test have no other users")]
#![allow(clippy::duplicate_mod, reason = "two releases of utoipa describe the same handlers")]
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "frameworks take asynchronous functions that own their arguments"
)]

mod aide;
mod application;
mod poem_openapi;
mod rocket_okapi;
mod salvo_oapi;
mod utoipa5;
mod utoipa6;
mod utoipa_actix_web;
mod utoipa_axum;
mod validator;
