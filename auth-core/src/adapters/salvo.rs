//! salvo 1: `Auth` as a hoop, extractors, and rejections as responses.
//!
//! `.hoop(auth)` covers a router with its subrouters, or a whole service.
//!
//! ```
//! use auth_core::{Guard, Identity, policy};
//! use salvo::prelude::*;
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! #[handler]
//! async fn delete_user(_proof: Guard<Admins>) -> &'static str {
//!     "deleted"
//! }
//!
//! #[handler]
//! async fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! /// A hoop that guards a group of routes.
//! #[handler]
//! async fn admins_only(_proof: Guard<Admins>) {}
//!
//! let router = Router::new()
//!     // … .hoop(auth)
//!     .push(Router::with_path("users/{id}").delete(delete_user))
//!     .push(Router::with_path("admin").hoop(admins_only).get(whoami));
//! # let _ = router;
//! ```
//!
//! An `Option<Identity>` would treat bad credentials as none. It does not compile: take
//! [`MaybeIdentity`].
//!
//! ```compile_fail,E0277
//! # use auth_core::Identity;
//! # use salvo::prelude::*;
//! #[handler]
//! async fn greet(caller: Option<Identity>) {}
//! ```
//!
//! The [guide](crate::guide::frameworks::salvo) has the order of hoops and further notes.
#![expect(refining_impl_trait, reason = "a hoop that extracts by hand sees the rejection")]

use std::iter::repeat_n;
use std::sync::Arc;

use http::StatusCode;
use http_body::Body as _;
use salvo::extract::{Extractible, Metadata};
use salvo::http::ResBody;
use salvo::{Depot, FlowCtrl, Handler, Request, Response, Scribe, Writer, async_trait};

use crate::adapters::carried_state::{self, CarriedState, EndOnDrop};
use crate::adapters::drain;
use crate::adapters::{extensions, finish};
use crate::auth::Auth;
use crate::auth::decide::names_path;
use crate::auth::extract::{RequestAuth, Snapshot};
use crate::auth::request_state::RequestState;
use crate::guard::Guard;
use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Public, PublicReason};
use crate::identity::Identity;
use crate::identity::MaybeIdentity;
use crate::in_body::{AuthSource, PendingDecision, RequestSource};
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::request::head::HttpHead;
use crate::request::path::PathParameters;
use crate::request::target::Target;

#[async_trait]
impl Handler for Auth {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        flow: &mut FlowCtrl,
    ) {
        let outer = extensions::state(request.extensions()).cloned();
        let session =
            RequestState::new(&self.config, request.headers(), request.remote_addr().ip());
        // The outermost `Auth` reads on for all of them.
        let has_body = outer.is_none()
            && drain::can_close(request.version())
            && !request.body().is_end_stream();
        let session = Arc::new(session.inside(outer));
        request.extensions_mut().insert(CarriedState(Arc::clone(&session)));
        let ending = EndOnDrop(Arc::clone(&session));
        flow.call_next(request, depot, response).await;
        drop(ending);
        let status = response.status_code.unwrap_or(StatusCode::OK);
        let fields =
            finish::missing_headers(&session, status, &response.headers, &response.extensions);
        finish::set(fields, &mut response.headers);
        if has_body && session.refuses(status, response.extensions.get()) {
            refuse_body(request, &mut response.headers, self.config.drain);
        }
    }
}

/// Reads on what the goal left of the body, and announces the end of the connection. A body that the goal took may be read in part.
fn refuse_body(request: &mut Request, headers: &mut http::HeaderMap, limit: u64) {
    drain::close(headers);
    if !request.body().is_none() && !drain::expects(request.headers()) {
        let body = request.take_body();
        drain::drain_body(body, request.headers(), limit);
    }
}

/// None of the extractors reads anything of the request by itself.
static METADATA: Metadata = Metadata::new("");

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        impl<'r, P: Policy> Extractible<'r> for $argument<P> {
            fn metadata() -> &'static Metadata {
                &METADATA
            }

            async fn extract(
                request: &'r mut Request,
                _depot: &'r mut Depot,
            ) -> Result<Self, Rejection> {
                let path = path_parameters(request, const { names_path::<Self>() });
                visit(request).extract(path.as_ref()).await
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

impl<'r> Extractible<'r> for Identity {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    async fn extract(request: &'r mut Request, _depot: &'r mut Depot) -> Result<Self, Rejection> {
        visit(request).identity().await
    }
}

impl<'r> Extractible<'r> for MaybeIdentity {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    async fn extract(request: &'r mut Request, _depot: &'r mut Depot) -> Result<Self, Rejection> {
        visit(request).maybe_identity().await
    }
}

impl<'r, M: PublicReason> Extractible<'r> for Public<M> {
    fn metadata() -> &'static Metadata {
        &METADATA
    }

    async fn extract(_request: &'r mut Request, _depot: &'r mut Depot) -> Result<Self, Rejection> {
        Ok(Self::new())
    }
}

/// Returns who is calling, if the request is inside an [`Auth`] and its credentials are good.
///
/// For middleware and open routes: it refuses nothing and logs nothing. Without credentials, with bad ones,
/// or while they cannot be checked, the answer is `None`: decide nothing on that.
pub fn peek(request: &Request) -> impl Future<Output = Option<Identity>> + Send + use<> {
    carried_state::peek(session_of(request).cloned())
}

/// Returns the session of the innermost `Auth` that the request is in.
fn session_of(request: &Request) -> Option<&Arc<RequestState>> {
    extensions::state(request.extensions())
}

/// The request, to ask for what it may.
fn visit(request: &Request) -> RequestAuth<'_> {
    let session = session_of(request).map(|session| &**session);
    let path = request.uri().path();
    let route = Some(request.matched_path()).filter(|pattern| !pattern.is_empty()).unwrap_or(path);
    let (method, uri, version) = (request.method(), request.uri(), request.version());
    let head = HttpHead::new(method, uri, version, request.headers(), request.extensions());
    RequestAuth {
        state: session,
        target: Target { method: request.method().as_str(), route },
        head,
    }
}

impl AuthSource for Request {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let RequestAuth { target, head, .. } = visit(self);
        PendingDecision::snapshot(Snapshot::new(
            session_of(self).cloned(),
            target,
            &head,
            path_parameters(self, true),
        ))
    }
}

impl RequestSource for Request {}

/// What the route found in the path, if the policy compares any of it: decoded as `PathParam` and `Request::param` see it.
fn path_parameters(request: &Request, needed: bool) -> Option<PathParameters> {
    let pattern = request.matched_path();
    // salvo keeps the last of two parameters of one name. The matched pattern has both.
    let all = |(name, text)| repeat_n((name, text), occurrences(pattern, name));
    let pairs =
        || request.params().iter().map(|(name, text)| (name.as_str(), text.as_str())).flat_map(all);
    let parameters = needed.then(|| PathParameters::new(pairs()))?;
    Some(if pattern.is_empty() { parameters.unrouted() } else { parameters })
}

/// How often the pattern of a route has a parameter of this name; at least once, however salvo writes it there.
fn occurrences(pattern: &str, name: &str) -> usize {
    let is_it = |capture: &&str| {
        // A name goes on up to what salvo ends one with: `{user-id}` is no `{user}`. `request.params()` knows `{**rest}` as `rest`.
        let written = capture.split(['}', ':', '|']).next().unwrap_or_default();
        [written, written.trim_start_matches(['*', '+', '?'])].contains(&name)
    };
    pattern.split('{').skip(1).filter(is_it).count().max(1)
}

impl Scribe for Rejection {
    fn render(self, response: &mut Response) {
        let (parts, body) = self.into_response::<String>().into_parts();
        response.status_code(parts.status);
        let fields = parts.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
        finish::set(fields.collect(), &mut response.headers);
        response.extensions.extend(parts.extensions);
        // Where there is none, salvo's catcher writes its page, as for a route that does not exist.
        response.replace_body(if body.is_empty() { ResBody::None } else { body.into() });
    }
}

#[async_trait]
impl<T: Writer + Send> Writer for CheckedResponse<T> {
    async fn write(self, request: &mut Request, depot: &mut Depot, response: &mut Response) {
        self.into_result().write(request, depot, response).await;
    }
}

#[cfg(feature = "salvo-oapi")]
mod oapi {
    //! What `#[endpoint]` asks of arguments and answers.

    use salvo::oapi::{Components, EndpointArgRegister, EndpointOutRegister, Operation};

    use super::{
        CheckedResponse, Guard, Identity, MaybeIdentity, PendingGuard, Policy, Public,
        PublicReason, Rejection, ReportOnly,
    };

    macro_rules! say_nothing_of {
        ($([$($parameter:ident: $bound:ident)?] $argument:ty;)*) => {$(
            impl$(<$parameter: $bound>)? EndpointArgRegister for $argument {
                fn register(_components: &mut Components, _operation: &mut Operation, _argument: &str) {}
            }
        )*};
    }

    say_nothing_of! {
        [P: Policy] Guard<P>;
        [P: Policy] ReportOnly<P>;
        [P: Policy] PendingGuard<P>;
        [M: PublicReason] Public<M>;
        [] Identity;
        [] MaybeIdentity;
    }

    impl EndpointOutRegister for Rejection {
        fn register(_components: &mut Components, _operation: &mut Operation) {}
    }

    impl<T: EndpointOutRegister> EndpointOutRegister for CheckedResponse<T> {
        fn register(components: &mut Components, operation: &mut Operation) {
            T::register(components, operation);
        }
    }
}
