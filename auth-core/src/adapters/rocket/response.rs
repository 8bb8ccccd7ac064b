//! Rejections, and the metadata of a resource, as responders of rocket.

use std::io::Cursor;

use http::{HeaderName, HeaderValue};
use rocket::Request;
use rocket::http::Status;
use rocket::response::{self, Responder, Response};

use crate::adapters::rocket::request_cache::RequestCache;
use crate::guard::checked_response::CheckedResponse;
use crate::rejection::Rejection;
use crate::resource::ResourceMetadata;

/// The response of handlers that return a `Result<T, Rejection>`. The catcher for 404 writes a
/// concealed one.
impl<'r> Responder<'r, 'static> for Rejection {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        RequestCache::of(request).returned = Some(self.clone());
        if let Self::Concealed(_) = self {
            return Err(Status::new(self.status().as_u16()));
        }
        Ok(respond(self))
    }
}

/// Returns the response to a rejected request.
pub(super) fn respond(rejection: Rejection) -> Response<'static> {
    let status = Status::new(rejection.status().as_u16());
    let mut response = Response::build().status(status).finalize();
    write(&mut response, rejection.into_response());
    response
}

impl<'r> Responder<'r, 'static> for ResourceMetadata {
    fn respond_to(self, _request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::new();
        write(&mut response, self.response());
        Ok(response)
    }
}

impl<'r, 'o: 'r, T: Responder<'r, 'o>> Responder<'r, 'o> for CheckedResponse<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'o> {
        match self.into_result() {
            Ok(response) => response.respond_to(request),
            Err(rejection) => rejection.respond_to(request),
        }
    }
}

/// Replaces headers and body of a response by those of another one.
pub(super) fn write(response: &mut Response<'_>, new: http::Response<String>) {
    let (parts, body) = new.into_parts();
    for name in parts.headers.keys() {
        response.remove_header(name.as_str());
    }
    for (name, value) in &parts.headers {
        add(response, name, value);
    }
    response.set_sized_body(body.len(), Cursor::new(body));
}

pub(super) fn add(response: &mut Response<'_>, name: &HeaderName, value: &HeaderValue) {
    // Rocket's values are strings, and this crate writes only ASCII.
    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
    response.adjoin_raw_header(name.as_str().to_owned(), value);
}
