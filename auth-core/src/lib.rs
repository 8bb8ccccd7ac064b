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
        const RULE: $crate::Rule = $rule;
        RULE
    }};
}

#[cfg(feature = "actix-web")]
pub mod actix_web;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
pub mod jwt;
#[cfg(feature = "poem")]
pub mod poem;
pub mod prelude;
#[cfg(feature = "rocket")]
pub mod rocket;
#[cfg(feature = "salvo")]
pub mod salvo;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "tower")]
pub mod tower;

mod arrival;
#[cfg(feature = "macros")]
mod attributes;
mod auth;
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod authentication;
mod authenticator;
mod caller;
#[cfg(any(
    feature = "actix-web",
    feature = "poem",
    feature = "rocket",
    feature = "salvo",
    feature = "tower"
))]
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod carried;
mod causes;
mod challenge;
mod checked;
mod comparison;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
mod completed;
mod credentials;
mod decision;
mod denial;
#[cfg(any(feature = "poem", feature = "salvo", feature = "tower"))]
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod drain;
mod event;
mod expired;
mod facts;
mod fields;
mod forwarded;
mod grants;
mod guard;
#[cfg_attr(not(feature = "tower"), allow(dead_code, reason = "each adapter uses its part"))]
mod head;
mod identity;
#[cfg(feature = "tonic")]
mod methods;
mod name;
mod network;
mod observed;
mod overage;
mod path;
mod policy;
mod reason;
mod refusals;
mod rejection;
mod requirement;
mod response;
mod revocation;
mod rule;
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod session;
mod shared;
mod space;
mod timestamp;
mod undecided;
mod value;
#[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "each adapter uses its part"))]
mod visit;
mod written;

/// The version of `http` that this crate speaks: `StatusCode`, `HeaderName`, `Response`. A framework may have another one.
pub use http;

#[cfg(feature = "macros")]
pub use crate::attributes::{Group, Permission, Role, Scope, policy, public, require};
pub use crate::auth::{Auth, AuthBuilder, AuthError};
pub use crate::authenticator::{Authenticating, AuthenticationError, Authenticator};
pub use crate::caller::{Caller, FromRejection, Inquiry, KnownCaller, LocatedCaller};
pub use crate::challenge::Challenge;
pub use crate::checked::Checked;
pub use crate::comparison::{Comparison, Operand, Operator};
pub use crate::credentials::{Credentials, CredentialsError, Scheme, SchemeError, Source};
pub use crate::decision::Decision;
pub use crate::denial::{Denial, StepUp};
pub use crate::expired::Expired;
pub use crate::facts::Facts;
pub use crate::forwarded::ForwardedHeader;
pub use crate::guard::{Guard, MaybeIdentity};
pub use crate::identity::{Identity, IdentityBuilder, IdentityError};
pub use crate::network::{Network, NetworkError};
pub use crate::observed::Observed;
pub use crate::path::{PathError, PathParameters};
pub use crate::policy::Policy;
pub use crate::reason::{ForbiddenReason, MisconfiguredReason, UnauthorizedReason, UnavailableReason};
pub use crate::rejection::{
    Concealed, Forbidden, Misconfigured, Rejection, RejectionContext, Unauthorized, Unavailable,
};
pub use crate::requirement::Requirement;
pub use crate::revocation::{
    Answer, InMemoryRevocations, Revocation, RevocationError, Revocations, Revoked, Standing,
};
pub use crate::rule::Rule;
pub use crate::timestamp::Timestamp;
pub use crate::undecided::Undecided;
pub use crate::value::{Hierarchy, Value};

/// What the macros write into the user's code. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    /// The arguments of a handler under `#[debug_handler]`, which only axum has.
    #[cfg(feature = "axum")]
    pub mod axum {
        pub use crate::guard::Guard;
        pub use crate::observed::Observed;
        pub use crate::policy::Public;
        pub use crate::undecided::Undecided;
    }

    pub use crate::caller::{inquire, inquire_now, located, refuse};
    pub use crate::checked::{Checked, never, run};
    pub use crate::comparison::{Comparison, Operand, Operator};
    pub use crate::guard::Guard;
    pub use crate::network::Network;
    pub use crate::observed::Observed;
    pub use crate::policy::{Never, Policy, Public, PublicReason, check};
    pub use crate::rule::Rule;
    pub use crate::undecided::{Answer, Undecided};
    pub use crate::value::{
        GrantKind, Hierarchy, IsGroup, IsPermission, IsRole, IsScope, IsValue, Value, Variants, group,
        permission, role, scope,
    };
    pub use crate::written::Written;
}
