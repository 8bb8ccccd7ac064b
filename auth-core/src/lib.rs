//! Authorization for web handlers: `#[require(…)]` decides a rule before the handler's other
//! arguments are extracted and before the body is read.
//!
#![cfg_attr(all(feature = "axum", feature = "jwt", feature = "macros"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "axum", feature = "jwt", feature = "macros")), doc = "```ignore")]
//! use auth_core::axum::{Router, routing::{delete, get}};
//! use auth_core::{Auth, Identity, jwt::Jwt, require};
//! use axum::extract::Path;
//!
//! #[require(authenticated)]
//! async fn me(identity: Identity) -> String { identity.subject().to_owned() }
//!
//! #[require(any(role = "admin", path.id == subject))]
//! async fn delete_user(Path(id): Path<String>) -> String { format!("deleted {id}") }
//!
//! fn app(jwks: &str) -> Result<axum::Router, Box<dyn std::error::Error>> {
//!     let jwt = Jwt::builder()
//!         .issuer("https://issuer.example")
//!         .audience("https://api.example")
//!         .jwks(jwks)?
//!         .build()?;
//!     let routes = Router::new().route("/me", get(me)).route("/users/{id}", delete(delete_user));
//!     Ok(routes.secured_by(Auth::new(jwt)))
//! }
//! # let _ = app;
//! ```
//!
//! A request without credentials gets 401 with a challenge. A caller without the role gets 403.
//!
//! # The flow
//!
//! ```text
//! request → Credentials → Identity → Decision → Guard | Rejection
//! ```
//!
//! 1. [`Auth`] reads the [`Credentials`](request::Credentials) of a request.
//! 2. An [`Authenticator`](authn::Authenticator), such as `jwt::Jwt`, returns the [`Identity`].
//! 3. A [`Rule`](policy::Rule) is decided on [`Facts`](policy::Facts): identity, path, address, time.
//! 4. The [`Decision`](policy::Decision) becomes a [`Guard`], the proof for the handler, or a
//!    [`Rejection`], the response.
//!
//! # Guides
//!
//! [Getting started](guide::getting_started) · [rules](guide::rules) ·
//! [authentication](guide::authentication) · [JSON Web Tokens](guide::jwt) ·
//! [passwords and API keys](guide::passwords) · [opaque tokens](guide::opaque_tokens) ·
//! [users and permissions](guide::users_and_permissions) ·
//! [browsers](guide::browsers) · [your issuer](guide::your_issuer) ·
//! [several issuers](guide::several_issuers) ·
//! [when the issuer is down](guide::issuer_down) · [rejections](guide::rejections) ·
//! [resource metadata](guide::resource_metadata) · [checks and services](guide::checks_and_services) ·
//! [no forgotten guards](guide::no_forgotten_guards) · [frameworks](guide::frameworks) ·
//! [testing](guide::testing) · [review who can call what](guide::review_access) ·
//! [OpenAPI](guide::openapi) · [audit and metrics](guide::audit_and_metrics) ·
//! [deployment](guide::deployment) · [several processes](guide::several_processes) ·
//! [compile errors](guide::compile_errors) · [performance](guide::performance) ·
//! [cookbook](guide::cookbook) · [from actix-web-grants](guide::from_actix_web_grants)
//!
//! # Features
//!
//! | feature | effect |
//! |---|---|
//! | `macros` (default) | `#[require(…)]`, `#[public(…)]`, `policy!`, `#[derive(Role)]` and similar derives |
//! | `jwt` | `jwt::Jwt`: JSON Web Tokens (HS, RS, PS, ES, `EdDSA`), verified by aws-lc; needs a C compiler |
//! | `jwt-rust-crypto` | the same in pure Rust, slower; with both, aws-lc is used |
//! | `basic` | `basic::Basic`: a user name and a password, which a function of the application verifies |
//! | `api-keys` | `api_keys::ApiKeys`: API keys, of which a store sees the digests only |
//! | `sessions` | `sessions::Sessions`: the sessions of browsers, by a cookie |
//! | `argon2` | stored Argon2 hashes of passwords, for `basic` |
//! | `enrichment` | grants and data of callers from a database |
//! | `access` | rules read from text, the difference of two rules, reviewed snapshots of all routes, guards in OpenAPI documents |
//! | `testing` | for tests: requests that are generated from a report, with their expected results |
//! | `access-page` | a page of HTML with all routes, their rules, and the routes of a caller with chosen grants |
//! | `metrics` | an observer that counts decisions, in the facade `metrics` |
//! | `audit` | an observer that writes an audit log in lines of JSON |
//! | `discovery` | the keys of an issuer from its URL (with `jwt` or `jwt-rust-crypto`), by an HTTP client |
//! | `introspection` | opaque tokens, about which the issuer is asked (with `jwt` or `jwt-rust-crypto`) |
//! | `reqwest` | an HTTP client for `discovery` and `introspection`: reqwest 0.13 with rustls and aws-lc |
//! | `axum` | the layer and the extractors for axum 0.8 |
//! | `aide` | the same for handlers of aide 0.15 |
//! | `actix-web` | the middleware and the extractors for actix-web 4 |
//! | `poem` | the middleware and the extractors for poem 3 and poem-openapi 5 |
//! | `rocket` | the fairing and the request guards for rocket 0.5 |
//! | `rocket-okapi` | the same for `#[openapi]` of `rocket_okapi` 0.9 |
//! | `salvo` | the hoop and the extractors for salvo 1 |
//! | `salvo-oapi` | the same for `#[endpoint]` |
//! | `tonic` | statuses, rules for methods, and `from = request` for tonic 0.14 |
//! | `tonic-server` | the address of the peer, from tonic's server |
//! | `tower` | the layer for any tower service over `http` |
//!
//! No feature changes the behaviour of another one.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(
        feature = "actix-web",
        feature = "axum",
        feature = "poem",
        feature = "rocket",
        feature = "salvo",
        feature = "tonic"
    )),
    allow(dead_code, reason = "each adapter uses its part, and all of them together use all")
)]

// SECURITY: this cfg adds code that makes a guard weaker, for tests. No release build has it.
#[cfg(all(auth_core_mutants, not(debug_assertions)))]
compile_error!("`--cfg auth_core_mutants` is for tests: it needs a build with debug assertions");

pub mod access;
#[cfg(any(
    feature = "actix-web",
    feature = "poem",
    feature = "rocket",
    feature = "salvo",
    feature = "tower"
))]
pub mod adapters;
#[cfg(feature = "api-keys")]
pub mod api_keys;
pub mod auth;
pub mod authn;
#[cfg(feature = "basic")]
pub mod basic;
pub mod guard;
// The examples of the guides need these features.
#[cfg(all(doc, any(not(doctest), all(feature = "axum", feature = "jwt", feature = "macros"))))]
pub mod guide;
#[cfg(all(feature = "discovery", any(feature = "jwt", feature = "jwt-rust-crypto")))]
pub mod http_client;
pub mod identity;
pub mod in_body;
#[cfg(all(feature = "introspection", any(feature = "jwt", feature = "jwt-rust-crypto")))]
pub mod introspection;
#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
pub mod jwt;
pub mod observer;
pub mod policy;
pub mod rejection;
pub mod request;
pub mod resource;
#[cfg(feature = "sessions")]
pub mod sessions;
#[cfg(feature = "testing")]
pub mod testing;

pub mod prelude;
pub mod time;

#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "enrichment",
    feature = "jwt",
    feature = "jwt-rust-crypto",
    feature = "sessions"
))]
mod bounded_cache;
mod causes;
#[doc(hidden)]
pub mod macro_support;
#[cfg(feature = "macros")]
mod macros;
#[cfg(any(
    feature = "sessions",
    all(feature = "introspection", any(feature = "jwt", feature = "jwt-rust-crypto"))
))]
mod secret_digest;
mod secure_url;
mod shared;
#[cfg(any(
    feature = "api-keys",
    feature = "argon2",
    feature = "sessions",
    all(feature = "introspection", any(feature = "jwt", feature = "jwt-rust-crypto"))
))]
mod timed_cache;

/// The release of `http` in this crate's API: `StatusCode`, `HeaderName`, `Response`. A framework
/// may use another one.
pub use http;

#[cfg(feature = "actix-web")]
#[doc(no_inline)]
pub use crate::adapters::actix_web;
#[cfg(feature = "axum")]
#[doc(no_inline)]
pub use crate::adapters::axum;
#[cfg(feature = "poem")]
#[doc(no_inline)]
pub use crate::adapters::poem;
#[cfg(feature = "rocket")]
#[doc(no_inline)]
pub use crate::adapters::rocket;
#[cfg(feature = "salvo")]
#[doc(no_inline)]
pub use crate::adapters::salvo;
pub use crate::auth::Auth;
pub use crate::guard::Guard;
pub use crate::identity::{Identity, MaybeIdentity};
#[cfg(feature = "macros")]
pub use crate::macros::{Group, Permission, Role, Scope, policy, public, require};
pub use crate::policy::Policy;
pub use crate::rejection::Rejection;
