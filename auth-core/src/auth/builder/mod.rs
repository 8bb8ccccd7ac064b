//! The builder of an `Auth`.

use std::fmt;
use std::time::Duration;

use http::Response;

use crate::auth::Auth;
use crate::auth::config::Installed;
use crate::authn::Authenticator;
#[cfg(feature = "enrichment")]
use crate::authn::enrichment;
use crate::authn::revocation::Revocations;
use crate::authn::revocation::memory::InMemoryRevocations;
use crate::authn::revocation::store::Store;
use crate::observer::Observer;
use crate::policy::grant_value::Hierarchy;
use crate::rejection::RejectionContext;
use crate::rejection::auth_context::AuthContext;
use crate::request::client_address::forwarded::ForwardedHeader;
use crate::request::client_address::trusted_proxies::TrustedProxies;
use crate::request::network::Network;
use crate::request::origin::TrustedOrigins;
use crate::resource::ProtectedResource;
use crate::time::Timestamp;

mod additions;
mod build;
mod sessions;

const DEFAULT_DEADLINE: Duration = Duration::from_secs(5);
const MAX_DEADLINE: Duration = Duration::from_secs(300);
const DEFAULT_DRAIN: u64 = 64 * 1024 * 1024;

impl Auth {
    /// Creates an `Auth` with one authenticator and the defaults.
    ///
    /// If the authenticator does not name its [issuer](crate::authn::Authenticator::issuer),
    /// `subject` in rules is unmet: build the `Auth` with
    /// [`user_issuer`](AuthBuilder::user_issuer).
    #[must_use]
    pub fn new(authenticator: impl Authenticator) -> Self {
        Self::builder().authenticator(authenticator).assemble()
    }

    /// Starts to build an `Auth` with several authenticators, or with settings of its own.
    pub fn builder() -> AuthBuilder {
        AuthBuilder {
            installed: Vec::new(),
            deadline: DEFAULT_DEADLINE,
            drain: DEFAULT_DRAIN,
            withhold_unguarded: false,
            proxies: None,
            resource: None,
            revocations: Store::Memory(InMemoryRevocations::default()),
            #[cfg(feature = "enrichment")]
            enrichments: Vec::new(),
            trusted_origins: TrustedOrigins::default(),
            context: AuthContext::default(),
        }
    }
}

/// The builder of an [`Auth`]: see [`Auth::builder`].
#[must_use]
pub struct AuthBuilder {
    installed: Vec<Installed>,
    deadline: Duration,
    drain: u64,
    withhold_unguarded: bool,
    proxies: Option<TrustedProxies>,
    resource: Option<ProtectedResource>,
    revocations: Store,
    #[cfg(feature = "enrichment")]
    enrichments: Vec<enrichment::Installed>,
    trusted_origins: TrustedOrigins,
    context: AuthContext,
}

impl AuthBuilder {
    /// Adds an authenticator. Challenges name the schemes in this order.
    ///
    /// Each one needs a scheme of its own, unless the token itself says which one takes it: by its
    /// prefix, by its `iss`, or because it is no JWT (see [`Takes`](crate::authn::Takes)). The
    /// others never get the token. Authenticators of one scheme need the same realm.
    pub fn authenticator<A: Authenticator>(mut self, authenticator: A) -> Self {
        self.installed.push(Installed::new(authenticator));
        self
    }

    /// Overrides the system clock. Intended for tests.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.context.clock = Some(Box::new(clock));
        self
    }

    /// Sets the time that authentication may take before the request is rejected with 503. Default:
    /// 5 s. More than zero, at most 5 min. The authenticator, a store of revocations and an
    /// enrichment share the time.
    ///
    /// An authenticator whose result is not ready needs a tokio runtime with its timer enabled.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the number of bytes that are read of the body of a rejected request. Default: 64 MiB.
    /// At 0, none is read.
    ///
    /// A client that sends all of its body before it reads would see a broken connection instead of
    /// the rejection. Raise the limit if clients upload more than 64 MiB. Set it to 0 behind a
    /// proxy that reads whole requests itself.
    ///
    /// The response does not wait: the rest of the body is read and dropped while the response is
    /// sent, for at most 5 s. Then the connection ends. No body is read over HTTP/2, of a client
    /// that waits for `100 Continue`, or after a concealed rejection.
    ///
    /// axum, poem and salvo use this limit. actix-web has a limit of its own, and rocket reads no
    /// rest. If one `Auth` is inside another, the limit of the outer one counts.
    pub fn drain(mut self, limit: u64) -> Self {
        self.drain = limit;
        self
    }

    /// Withholds the response of a handler without a guard.
    ///
    /// A response with a 2xx, 3xx or 101 status is not sent if no guard decided on its request. The
    /// client gets a 500, and an `ERROR` names the method and the route. A client or server error
    /// passes unchanged, so the 404 of an unknown route does.
    ///
    /// A decision is that of `#[require(…)]`, also with `report_only`, of a
    /// [`Guard`](crate::Guard), of a layer for a group, or of `from = …` with a request.
    /// `#[public("reason")]` counts, too. These are none:
    /// - an [`Identity`](crate::Identity) argument: write `#[require(authenticated)]`,
    /// - a decision on an identity, [`Identity::check`](crate::Identity::check) for example,
    /// - a denial that the handler discards, as with an argument `Option<Guard<_>>`. A redirect in
    ///   place of a rejection passes.
    ///
    /// The option withholds a response. It does not prevent the effects of a handler, which has run
    /// by then: only the [gate](crate::guide::no_forgotten_guards) does, while compiling.
    ///
    /// If one `Auth` is inside another, a decision inside or between them counts for both.
    ///
    /// # Panics
    ///
    /// On tower, a request panics before it reaches the service, if a response with the service's
    /// body cannot be made. Convert the body to `axum::body::Body`, `tonic::body::Body`,
    /// `http_body_util::Full<Bytes>` or `String` inside of this `Auth`.
    ///
    /// ```
    /// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
    /// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
    /// let auth = Auth::builder().authenticator(sessions).withhold_unguarded().build()?;
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn withhold_unguarded(mut self) -> Self {
        self.withhold_unguarded = true;
        self
    }

    /// Registers the implications of an enum with `#[derive(Role)]`, `Scope`, `Permission` or
    /// `Group`.
    ///
    /// A caller with a role that implies another one then meets rules that spell the other one as a
    /// string, and [`Identity::has_role`](crate::Identity::has_role) returns `true` for it. Each
    /// enum stands for itself: its implications do not continue in another enum. An identity that a
    /// test builds by hand has no hierarchy.
    ///
    /// A caller with the exact grant costs no more. Otherwise, each registered value of the kind is
    /// compared once, and then each name that implies the required one.
    ///
    /// ```
    /// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
    /// use auth_core::Role;
    ///
    /// #[derive(Role)]
    /// enum Role {
    ///     #[role(implies = [Editor])]
    ///     Admin,
    ///     Editor,
    /// }
    ///
    /// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
    /// // An admin meets `role = "editor"` as well as `role = Role::Editor`.
    /// let auth = Auth::builder().authenticator(sessions).hierarchy::<Role>().build()?;
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn hierarchy<H: Hierarchy>(mut self) -> Self {
        self.context.hierarchies.push((H::KIND, H::VALUES));
        self
    }

    /// Customizes the responses to rejected requests.
    ///
    /// The function receives a [`RejectionContext`]: the rejection, its
    /// [code](crate::Rejection::code), the name of the policy, the request, and the default
    /// response. It returns the response to send.
    ///
    /// It determines the body and the headers. A body that it replaces is `text/plain` unless it
    /// sets another `Content-Type`. Status, challenges, `Retry-After` and `Cache-Control: no-store`
    /// are restored afterwards. A function that sets another status causes a warning in the log,
    /// once for each code. It is not called for a 500 outside of any `Auth`, nor for a concealed
    /// rejection.
    ///
    /// The request is copied when it is rejected. A rule with `check(…)`, and `from = request` on
    /// the request of actix-web, poem, rocket or salvo, copy it before the decision.
    ///
    /// ```
    /// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
    /// use http::HeaderValue;
    /// use http::header::CONTENT_TYPE;
    ///
    /// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
    /// let auth = Auth::builder()
    ///     .authenticator(sessions)
    ///     .on_rejection(|context| {
    ///         let id = context.request().and_then(|it| it.headers.get("x-request-id")).cloned();
    ///         let body = format!(r#"{{"error":"{}"}}"#, context.code());
    ///         let mut response = context.into_response().map(|_| body);
    ///         let headers = response.headers_mut();
    ///         headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    ///         if let Some(id) = id {
    ///             headers.insert("x-request-id", id);
    ///         }
    ///         response
    ///     })
    ///     .build()?;
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn on_rejection(
        mut self,
        on_rejection: impl Fn(RejectionContext<'_>) -> Response<String> + Send + Sync + 'static,
    ) -> Self {
        self.context.wording = Some(Box::new(on_rejection));
        self
    }

    /// Sets the response to a route that does not exist, which a handler with `conceal` sends to
    /// rejected requests. Default: an empty 404, as axum's own.
    ///
    /// Use the same function for the router's fallback. Route such a handler for each method
    /// (`any(…)`): a 405 would tell that it exists. For `HEAD`, axum's own 404 has no
    /// `content-length`; the default here has `0`.
    ///
    /// ```
    /// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
    /// use http::Response;
    ///
    /// fn not_found() -> Response<String> {
    ///     let mut response = Response::new("There is no such page.\n".to_owned());
    ///     *response.status_mut() = http::StatusCode::NOT_FOUND;
    ///     response
    /// }
    ///
    /// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
    /// let auth = Auth::builder().authenticator(sessions).not_found(not_found).build()?;
    /// // … Router::new().fallback(|| async { not_found() }).layer(auth)
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn not_found(
        mut self,
        not_found: impl Fn() -> Response<String> + Send + Sync + 'static,
    ) -> Self {
        self.context.not_found = Some(Box::new(not_found));
        self
    }

    /// Adds an explanation to each 403, and to each 401 that asks for another login. It shows the
    /// whole rule as a tree, and the smallest change that would let the caller in. It is the member
    /// `detail` of the problem document. Intended for the developer's own machine.
    ///
    /// **Insecure:** each caller learns the rules. So a build without debug assertions, as with
    /// `--release`, rejects the setting. All other builds log a `WARN`. A concealed rejection is
    /// not explained. The log has the same explanation at `DEBUG`, without this setting: see
    /// [`Denial::explain`](crate::policy::Denial::explain).
    ///
    /// ```
    /// # use auth_core::{Auth, auth::AuthError, authn::Authenticator};
    /// # fn example(sessions: impl Authenticator) -> Result<Auth, AuthError> {
    /// let builder = Auth::builder().authenticator(sessions);
    /// #[cfg(debug_assertions)]
    /// let builder = builder.insecure_explain_rejections();
    /// let auth = builder.build()?;
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn insecure_explain_rejections(mut self) -> Self {
        self.context.explains = true;
        self
    }

    /// Adds an observer, which is called once for each decision: see
    /// [`Observer`](crate::observer::Observer). Without one, a decision costs no more.
    ///
    /// A decision is observed with the `Auth` that authenticates the caller. Not observed are:
    /// - a request outside of every `Auth`, which gets 500 and an `ERROR` in the log,
    /// - an [`Identity`](crate::Identity) argument that allows a request, and `#[public(…)]`,
    /// - [`Identity::allows`](crate::Identity::allows), and decisions on identities that a test
    ///   builds.
    ///
    /// A rejection by a [`MaybeIdentity`](crate::MaybeIdentity) argument is observed if it becomes
    /// the response. If an `Auth` is inside another one, the inner one observes.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.context.observers.add(observer);
        self
    }

    /// Trusts the proxies in `networks` to name the client's address in `header`. It is read from
    /// the right, past the proxies' own addresses. Default: the address of the peer counts.
    ///
    /// Trust only proxies that write this header themselves. A proxy that passes it on lets each
    /// client choose its address. If a trusted proxy names no client, because the header is
    /// missing, the other one, or invalid, the address is unknown. Then `ip` is unmet, and an
    /// `ERROR` names once the expected and the actual header.
    pub fn trusted_proxies(
        mut self,
        header: ForwardedHeader,
        networks: impl IntoIterator<Item = Network>,
    ) -> Self {
        self.proxies = Some(TrustedProxies { header, networks: networks.into_iter().collect() });
        self
    }

    /// Names the protected resource: see [`ProtectedResource`].
    ///
    /// Each `Bearer` challenge then has the parameter `resource_metadata`, also that of a 403 for a
    /// missing scope. Its URL leads a client to the authorization servers. Serve the document
    /// there: [`Auth::resource_metadata`] returns it.
    pub fn protected_resource(mut self, resource: ProtectedResource) -> Self {
        self.resource = Some(resource);
        self
    }

    /// Sets the store of revocations. Default: the memory of this process.
    pub fn revocations(mut self, revocations: impl Revocations) -> Self {
        self.revocations = Store::new(revocations);
        self
    }

    /// Declares the issuer of the application's users. `subject` in a rule and
    /// [`Identity::user`](crate::Identity::user) are the subject of this issuer's callers only
    /// (OWASP ASVS 5, 10.3.3).
    ///
    /// It is needed if authenticators have different issuers. For `subject`, it is also needed if
    /// the only authenticator does not name [its issuer](crate::authn::Authenticator::issuer).
    /// Without it, `subject` is unmet for each caller, and an `ERROR` is logged.
    ///
    /// If no authenticator has this issuer, no caller is a user, and a `WARN` is logged.
    pub fn user_issuer(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.context.user_issuer = Some(issuer.into());
        self
    }
}

impl fmt::Debug for AuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder")
            .field("installed", &self.installed)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
