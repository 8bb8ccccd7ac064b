//! One attribute on a handler, `#[require(role = "admin")]`: the caller is authenticated, the policy is decided, and a
//! refused request gets a correct, typed 401 or 403, before the handler's other arguments are extracted and before the body
//! is read.
//!
//! This crate is the core: it knows nothing of any framework, but for one adapter behind each framework's feature.
//!
//! | feature | what it adds |
//! |---|---|
//! | `macros` (default) | `#[require(…)]`, `#[public(…)]`, `policy!` |
//! | `jwt` | `jwt::Jwt`: JSON Web Tokens, verified by aws-lc (needs a C compiler) |
//! | `jwt-rust-crypto` | the same in pure Rust, slower; with both on, aws-lc is used |
//! | `axum` | [`Auth`] as a layer; [`Guard`], [`Identity`], [`MaybeIdentity`] as extractors of axum 0.8 |
//! | `actix-web` | [`Auth`] as a middleware, the extractors, and rejections as errors of actix-web 4 |
//! | `poem` | [`Auth`] as a middleware; the extractors of poem 3 and poem-openapi 5 |
//! | `rocket` | [`Auth`] as a fairing; [`Guard`], [`Identity`], [`MaybeIdentity`] as request guards of rocket 0.5 |
//! | `salvo` | [`Auth`] as a hoop; the extractors of salvo 1 |
//! | `salvo-oapi` | the same for salvo's `#[endpoint]` |
//! | `tonic` | rejections as gRPC statuses, rules for methods, and requests of tonic 0.14 in `from = …` |
//! | `tonic-server` | the address of the peer, as the server of tonic knows it |
//! | `tower` | [`Auth`] as a layer of any tower service over `http` |
//!
//! No feature changes what another one does.
//!
//! # The flow
//!
//! ```text
//! request → Credentials → Identity → Decision → Rejection | Guard
//! ```
//!
//! [`Credentials`] are what a request presents. An [`Authenticator`] turns them into an [`Identity`], or says why not. A [`Rule`]
//! is decided on [`Facts`]; the [`Decision`] becomes a [`Guard`], the proof that the handler takes, or a [`Rejection`], the answer.

/// A rule as a constant: only there do nested lists live for ever.
#[cfg(test)]
macro_rules! rule {
    ($rule:expr) => {{
        const RULE: $crate::policy::Rule = $rule;
        RULE
    }};
}

pub mod adapters;
pub mod auth;
pub mod authn;
pub mod guard;
pub mod identity;
pub mod in_body;
#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
pub mod jwt;
pub mod policy;
pub mod rejection;
pub mod request;

pub mod prelude;
pub mod time;

mod causes;
#[doc(hidden)]
pub mod macro_support;
#[cfg(feature = "macros")]
mod macros;
mod shared;

/// The version of `http` that this crate speaks: `StatusCode`, `HeaderName`, `Response`. A framework may have another one.
pub use http;

pub use crate::auth::Auth;
pub use crate::guard::Guard;
pub use crate::identity::{Identity, MaybeIdentity};
#[cfg(feature = "macros")]
pub use crate::macros::{Group, Permission, Role, Scope, policy, public, require};
pub use crate::policy::Policy;
pub use crate::rejection::Rejection;
