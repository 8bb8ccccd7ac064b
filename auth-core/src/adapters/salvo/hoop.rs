//! `Auth` as a hoop of salvo.

use std::sync::Arc;

use http::{HeaderMap, Method, StatusCode};
use http_body::Body as _;
use salvo::http::ResBody;
use salvo::hyper::upgrade::OnUpgrade;
use salvo::{Depot, FlowCtrl, Handler, Request, Response, Scribe, async_trait};

use crate::adapters::carried_state::{CarriedState, EndOnDrop};
use crate::adapters::no_upgrade::{ClosingBody, asks_for_upgrade};
use crate::adapters::salvo::{request_auth, request_head};
use crate::adapters::{drain, extensions, finish};
use crate::auth::Auth;
use crate::auth::request_state::RequestState;
use crate::rejection::Rejection;

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
        // The outermost `Auth` drains for all of them.
        let has_body = outer.is_none()
            && drain::can_close(request.version())
            && !request.body().is_end_stream();
        let peer = request.remote_addr().ip();
        let head = request_head(request);
        let state = RequestState::new(&self.config, &head.arrival(peer), outer);
        request.extensions_mut().insert(CarriedState(Arc::clone(&state)));
        let end = EndOnDrop(Arc::clone(&state));
        let withholds = self.config.withhold_unguarded;
        let asks_for_upgrade = asks_for_upgrade(request.method(), request.headers());
        if withholds && request.method() == Method::HEAD {
            // A response to HEAD has no body that could close the connection.
            request.extensions_mut().remove::<OnUpgrade>();
        }
        flow.call_next(request, depot, response).await;
        drop(end);
        restore_redirect(response);
        let mut status = response.status_code.unwrap_or(StatusCode::OK);
        finish::complete(&state, status, &mut response.headers, &mut response.extensions);
        if state.withholds(status) {
            let rejection = RequestState::withhold(status, request_auth(request).target);
            status = rejection.status();
            // SECURITY: salvo writes the cookies of a response later.
            *response = Response::new();
            rejection.render(response);
            if asks_for_upgrade {
                let text = match response.take_body() {
                    ResBody::Once(text) => String::from_utf8_lossy(&text).into_owned(),
                    _ => String::new(),
                };
                response.replace_body(ResBody::Boxed(Box::pin(ClosingBody::Text(text))));
            }
        }
        if has_body && state.refuses(status, response.extensions.get()) {
            drain_body(request, &mut response.headers, self.config.drain);
        }
    }
}

/// Restores the status of a redirect to the login. salvo replaces a status that is not one of an
/// error by 400, after an extractor has failed.
fn restore_redirect(response: &mut Response) {
    let rejection = response.extensions.get::<Rejection>();
    if rejection.is_some_and(Rejection::is_login)
        && response.status_code == Some(StatusCode::BAD_REQUEST)
    {
        response.status_code(StatusCode::SEE_OTHER);
    }
}

/// Drains the body of a rejected request, and announces the end of the connection.
///
/// If the goal took the body, it may have read only a part of it.
fn drain_body(request: &mut Request, headers: &mut HeaderMap, limit: u64) {
    drain::close(headers);
    if !request.body().is_none() && !drain::expects(request.headers()) {
        let body = request.take_body();
        drain::drain_body(body, request.headers(), limit);
    }
}
