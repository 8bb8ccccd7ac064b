//! rocket 0.5: [`Auth`] as a fairing, request guards, and rejections as responders.
//!
//! ```
//! use auth_core::{Auth, Guard, Identity, policy};
//! use rocket::{Build, Rocket, delete, get, routes};
//!
//! policy! { pub Admins = role = "admin"; }
//!
//! #[delete("/users/<id>")]
//! fn delete_user(_proof: Guard<Admins>, id: u64) -> String {
//!     format!("deleted {id}")
//! }
//!
//! #[get("/whoami")]
//! fn whoami(identity: Identity) -> String {
//!     identity.subject().to_owned()
//! }
//!
//! fn api(auth: Auth) -> Rocket<Build> {
//!     rocket::build().mount("/", routes![delete_user, whoami]).attach(auth)
//! }
//! # let _ = api;
//! ```
//!
//! - An application has one `Auth`, because fairings are global. A second one does not launch, and
//!   neither do guards without an `Auth`.
//! - A request guard returns only a status, and the catcher of that status makes the response. `Auth`
//!   completes a page of the application, and replaces rocket's default page by the
//!   [response of the rejection](Rejection::into_response).
//! - A concealed rejection gets the response of the catcher for 404, as an unknown route does.
//! - The peer's address is the connection's. Rocket's `X-Real-IP` does not count.
//! - Rocket drops header lines that are not valid UTF-8, without a trace. The client's address is
//!   then unknown where only trusted addresses are left. Two `Authorization` lines of which one is
//!   dropped count as the other one.
//!
//! The [guide](crate::guide::frameworks::rocket) has the order of fairings and further notes.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use rocket::catcher::Catcher;
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::http::{HeaderMap, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Responder, Response};
use rocket::{Build, Data, Ignite, Rocket, Sentinel};

use crate::adapters::carried_state;
use crate::auth::Auth;
use crate::auth::decide::names_path;
use crate::auth::extract::{RequestAuth, Snapshot};
use crate::auth::request_state::{Passing, RequestState};
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
use crate::rejection::log;
use crate::request::head::{self, Head};
use crate::request::headers::{self, HeaderSource, InvalidHeader};
use crate::request::path::PathParameters;
use crate::request::target::Target;

impl HeaderSource for HeaderMap<'_> {
    // SECURITY: rocket drops a line that is not valid UTF-8, and tells nothing of it (0.5, `Request::from_hyp`).
    const COMPLETE: bool = false;

    fn values(
        &self,
        name: &HeaderName,
    ) -> impl Iterator<Item = Result<Cow<'_, HeaderValue>, InvalidHeader>> {
        self.get(name.as_str()).map(|value| headers::convert(value.as_bytes()))
    }
}

/// That an `Auth` is attached: known to the application before it launches.
struct Attached;

/// What `Auth` keeps of one request. Private: nothing outside of this module can put one into a request.
#[derive(Default)]
struct Place(Mutex<Kept>);

#[derive(Clone, Default)]
struct Kept {
    session: Option<Arc<RequestState>>,
    /// The rejection that a handler returned.
    returned: Option<Rejection>,
}

impl Place {
    fn of<'r>(request: &'r Request<'_>) -> MutexGuard<'r, Kept> {
        let Self(kept) = request.local_cache(Self::default);
        kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[rocket::async_trait]
impl Fairing for Auth {
    fn info(&self) -> Info {
        Info { name: "auth-core: one `Auth`", kind: Kind::Ignite | Kind::Request | Kind::Response }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        // SECURITY: all fairings see all requests; of two, the one would judge callers for whom the other was written.
        if rocket.state::<Attached>().is_some() {
            log::second_auth();
            return Err(rocket);
        }
        Ok(rocket.manage(Attached))
    }

    async fn on_request(&self, request: &mut Request<'_>, _data: &mut Data<'_>) {
        let peer = request.remote().map(|address| address.ip());
        let session = Some(Arc::new(RequestState::new(&self.config, request.headers(), peer)));
        // SECURITY: replaced, not kept: clones of a test client's request share their cache, and not their header fields.
        *Place::of(request) = Kept { session, returned: None };
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let kept = Place::of(request).clone();
        let Some(session) = kept.session else { return };
        // A status that `http` does not know is no refusal's, and neither is 500: nothing that is recorded has it.
        let status = StatusCode::from_u16(response.status().code)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let is_answer = |rejection: &Rejection| rejection.status() == status;
        let returned = kept.returned.filter(is_answer);
        // What a route that does not exist gets is right for a concealed refusal, whoever wrote it.
        let fields = {
            let has = |name: &HeaderName| response.headers().contains(name.as_str());
            let mut fields =
                session.complete(&Passing { status, rejection: returned.as_ref(), has: &has });
            if let Some(rejection) = returned.as_ref().filter(|rejection| rejection.is_open()) {
                rejection.missing_fields(&has, &mut fields);
            }
            fields
        };
        let refused = session.refused().filter(is_answer).filter(Rejection::is_open);
        if let (None, Some(rejection)) = (&returned, refused)
            && is_default_page(request, response).await
        {
            response.remove_header("content-type");
            let request = rejection
                .space()
                .and_then(|space| head::copy_if(space.wording.is_some(), &request));
            write(response, rejection.in_request(request).into_response());
        }
        if announces_body(request) && session.refuses(status, returned.as_ref()) {
            response.set_raw_header("connection", "close");
        }
        for (name, _) in &fields {
            response.remove_header(name.as_str());
        }
        for (name, value) in &fields {
            add(response, name, value);
        }
    }
}

/// Returns whether the client sends a body, over a connection that a response can end.
///
/// Rocket does not tell the version. Clients of HTTP/2 send no `Host`; of one that does, hyper drops the
/// field `Connection` and logs that.
fn announces_body(request: &Request<'_>) -> bool {
    let headers = request.headers();
    let length = headers.get_one("content-length").is_some_and(|length| length != "0");
    (length || headers.contains("transfer-encoding")) && headers.contains("host")
}

/// Whether a response is the page that rocket's default catcher makes: then nobody in the application wrote it.
async fn is_default_page(request: &Request<'_>, response: &mut Response<'_>) -> bool {
    let catcher = Catcher::default();
    let Ok(mut page) = catcher.handler.handle(response.status(), request).await else {
        return false;
    };
    let Some(size) = page.body().preset_size() else { return false };
    if response.content_type() != page.content_type() || response.body().preset_size() != Some(size)
    {
        return false;
    }
    match (page.body_mut().to_bytes().await, response.body_mut().to_bytes().await) {
        (Ok(page), Ok(body)) => {
            let is_default = page == body;
            // It was read: put back what was there.
            response.set_sized_body(body.len(), Cursor::new(body));
            is_default
        }
        // What is left of a body that broke is not worth keeping.
        _ => true,
    }
}

/// Writes header fields and body of an answer over those of a response.
fn write(response: &mut Response<'_>, answer: http::Response<String>) {
    let (parts, body) = answer.into_parts();
    for name in parts.headers.keys() {
        response.remove_header(name.as_str());
    }
    for (name, value) in &parts.headers {
        add(response, name, value);
    }
    response.set_sized_body(body.len(), Cursor::new(body));
}

fn add(response: &mut Response<'_>, name: &HeaderName, value: &HeaderValue) {
    // Rocket has no other values; what this crate writes itself is ASCII.
    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
    response.adjoin_raw_header(name.as_str().to_owned(), value);
}

macro_rules! extractors {
    ($($argument:ident)*) => {$(
        #[rocket::async_trait]
        impl<'r, P: Policy> FromRequest<'r> for $argument<P> {
            type Error = Rejection;

            async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
                let session = Place::of(request).session.clone();
                let path = const { names_path::<Self>() }.then(|| path_parameters(request));
                outcome(visit(request, session.as_deref()).extract(path.as_ref()).await)
            }
        }
    )*};
}

extractors! { Guard ReportOnly PendingGuard }

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Identity {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let session = Place::of(request).session.clone();
        outcome(visit(request, session.as_deref()).identity().await)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for MaybeIdentity {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let session = Place::of(request).session.clone();
        outcome(visit(request, session.as_deref()).maybe_identity().await)
    }
}

#[rocket::async_trait]
impl<'r, M: PublicReason> FromRequest<'r> for Public<M> {
    type Error = std::convert::Infallible;

    async fn from_request(_request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self::new())
    }
}

/// Returns who is calling, if the request is inside an [`Auth`] and its credentials are good.
///
/// For middleware and open routes: it refuses nothing and logs nothing. Without credentials, with bad ones,
/// or while they cannot be checked, the answer is `None`: decide nothing on that.
pub fn peek(request: &Request<'_>) -> impl Future<Output = Option<Identity>> + Send + use<> {
    let session = Place::of(request).session.clone();
    carried_state::peek(session)
}

impl AuthSource for Request<'_> {
    const KNOWS_REQUEST: bool = true;

    fn decision(&self) -> PendingDecision<'_> {
        let session = Place::of(self).session.clone();
        let RequestAuth { target, head, .. } = visit(self, None);
        PendingDecision::snapshot(Snapshot::new(
            session,
            target,
            &head,
            Some(path_parameters(self)),
        ))
    }
}

impl RequestSource for Request<'_> {}

/// The head of a request. Rocket knows no version, and its request-local state cannot be copied.
impl Head for &Request<'_> {
    fn copy(&self) -> Option<Parts> {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = http::Method::from_bytes(self.method().as_str().as_bytes()).ok()?;
        parts.uri = self.uri().to_string().parse().ok()?;
        for field in self.headers().iter() {
            let name = HeaderName::from_bytes(field.name().as_str().as_bytes()).ok()?;
            parts.headers.append(name, HeaderValue::from_bytes(field.value().as_bytes()).ok()?);
        }
        Some(parts)
    }
}

fn visit<'r, 'x>(
    request: &'r Request<'x>,
    session: Option<&'r RequestState>,
) -> RequestAuth<'r, &'r Request<'x>> {
    let route = match request.route() {
        Some(route) => route.uri.path(),
        None => request.uri().path().as_str(),
    };
    RequestAuth {
        state: session,
        target: Target { method: request.method().as_str(), route },
        head: request,
    }
}

fn outcome<T>(result: Result<T, Rejection>) -> Outcome<T, Rejection> {
    match result {
        Ok(success) => Outcome::Success(success),
        // SECURITY: never `Forward`, which would let the next route that matches have the request.
        Err(rejection) => Outcome::Error((Status::new(rejection.status().as_u16()), rejection)),
    }
}

/// What the route found in the path, decoded as rocket decodes it; the rest of a path is its segments, joined.
fn path_parameters(request: &Request<'_>) -> PathParameters {
    let mut found = Vec::new();
    let segments = request.route().map(|route| route.uri.unmounted_origin.path().raw_segments());
    for (index, segment) in segments.into_iter().flatten().enumerate() {
        let dynamic =
            segment.as_str().strip_prefix('<').and_then(|segment| segment.strip_suffix('>'));
        let Some(name) = dynamic else { continue };
        if let Some(name) = name.strip_suffix("..") {
            let rest: Vec<_> = request.routed_segments(index..).collect();
            found.push((name, rest.join("/")));
        } else if let Some(text) = request.routed_segment(index) {
            found.push((name, text.to_owned()));
        }
    }
    let parameters = PathParameters::new(found);
    if request.route().is_some() { parameters } else { parameters.unrouted() }
}

macro_rules! not_without_auth {
    ($([$($parameters:tt)*] $guard:ty),*) => {
        $(
            /// Without an [`Auth`] to ask, the application does not launch.
            impl<$($parameters)*> Sentinel for $guard {
                fn abort(rocket: &Rocket<Ignite>) -> bool {
                    rocket.state::<Attached>().is_none()
                }
            }
        )*
    };
}

not_without_auth!(
    [P: Policy] Guard<P>,
    [P: Policy] ReportOnly<P>,
    [P: Policy] PendingGuard<P>,
    [] Identity,
    [] MaybeIdentity
);

/// The whole answer, for handlers that return a `Result<T, Rejection>`; a concealed one is left to the catcher for 404.
impl<'r> Responder<'r, 'static> for Rejection {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        Place::of(request).returned = Some(self.clone());
        let status = Status::new(self.status().as_u16());
        if let Self::Concealed(_) = self {
            return Err(status);
        }
        let mut response = Response::build().status(status).finalize();
        write(&mut response, self.into_response());
        Ok(response)
    }
}

impl<'r, 'o: 'r, T: Responder<'r, 'o>> Responder<'r, 'o> for CheckedResponse<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'o> {
        match self.into_result() {
            Ok(answer) => answer.respond_to(request),
            Err(rejection) => rejection.respond_to(request),
        }
    }
}
