//! `Auth` as a fairing of rocket.

use std::io::Cursor;

use http::{HeaderName, StatusCode};
use rocket::catcher::Catcher;
use rocket::fairing::{self, Fairing, Info, Kind};
use rocket::{Build, Data, Request, Response, Rocket};

use crate::adapters::rocket::request::request_auth;
use crate::adapters::rocket::request_authenticator::arrival;
use crate::adapters::rocket::request_cache::{Cached, RequestCache};
use crate::adapters::rocket::response::{add, respond, write};
use crate::auth::Auth;
use crate::auth::finish::Passing;
use crate::auth::request_state::RequestState;
use crate::rejection::{Rejection, mistakes};

/// A managed state that shows at launch that an `Auth` is attached.
pub(super) struct Attached;

#[rocket::async_trait]
impl Fairing for Auth {
    fn info(&self) -> Info {
        Info { name: "auth-core: one `Auth`", kind: Kind::Ignite | Kind::Request | Kind::Response }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        // SECURITY: every fairing sees every request. One `Auth` would decide on callers of the
        // other.
        if rocket.state::<Attached>().is_some() {
            mistakes::second_auth();
            return Err(rocket);
        }
        Ok(rocket.manage(Attached))
    }

    async fn on_request(&self, request: &mut Request<'_>, _data: &mut Data<'_>) {
        let peer = request.remote().map(|address| address.ip());
        let state = Some(RequestState::new(&self.config, &arrival(request, peer), None));
        // SECURITY: replaced and not reused. Clones of a test client's request share their cache,
        // but not their headers.
        *RequestCache::of(request) = Cached { state, ..Cached::default() };
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(state) = RequestCache::state(request) else { return };
        let returned = RequestCache::of(request).returned.clone();
        // No rejection has a status that `http` does not know. 500 stands for it: the responses to
        // recorded rejections never have that status.
        let status = StatusCode::from_u16(response.status().code)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let has_status = |rejection: &Rejection| rejection.status() == status;
        let returned = returned.filter(has_status);
        let missing = {
            let has = |name: &HeaderName| response.headers().contains(name.as_str());
            let (rejection, headers) = (returned.as_ref(), response.headers());
            let mut missing = state.complete(&Passing { status, rejection, headers });
            // A concealed rejection keeps the response to an unknown route.
            if let Some(rejection) = returned.as_ref().filter(|rejection| rejection.is_open()) {
                rejection.missing_fields(&has, &mut missing);
            }
            missing
        };
        let refused = state.last_rejection().filter(has_status).filter(Rejection::is_open);
        if let (None, Some(rejection)) = (&returned, refused)
            && is_default_page(request, response).await
        {
            response.remove_header("content-type");
            let request = state.copy_of(&request);
            write(response, rejection.in_request(request).into_response());
        }
        if announces_body(request) && state.refuses(status, returned.as_ref()) {
            response.set_raw_header("connection", "close");
        }
        for (name, _) in &missing {
            response.remove_header(name.as_str());
        }
        for (name, value) in &missing {
            add(response, name, value);
        }
        // No route made the response to an unknown path, or to a preflight.
        if request.route().is_some() && state.withholds(status) {
            let target = request_auth(request, None).target;
            // SECURITY: the new response has no cookies and no protocol to upgrade to.
            *response = respond(RequestState::withhold(status, target));
            if announces_body(request) {
                response.set_raw_header("connection", "close");
            }
        }
    }
}

/// Returns whether the client sends a body over a connection that a response can end.
///
/// Rocket does not provide the HTTP version. Clients of HTTP/2 normally send no `Host`. For one
/// that does, hyper drops the header `Connection` and logs that.
fn announces_body(request: &Request<'_>) -> bool {
    let headers = request.headers();
    let length = headers.get_one("content-length").is_some_and(|length| length != "0");
    (length || headers.contains("transfer-encoding")) && headers.contains("host")
}

/// Returns whether a response is the page of rocket's default catcher.
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
            // The comparison has read the body.
            response.set_sized_body(body.len(), Cursor::new(body));
            is_default
        }
        // The body has failed, so no part of it is worth keeping.
        _ => true,
    }
}
