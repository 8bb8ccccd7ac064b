//! Rejections, and the metadata of a resource, as responses of actix-web.

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use http::{HeaderName, HeaderValue};

use crate::guard::checked_response::CheckedResponse;
use crate::rejection::Rejection;
use crate::resource::ResourceMetadata;

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        status_code(self.status())
    }

    fn error_response(&self) -> HttpResponse {
        let mut rejected = self.clone().into_response::<String>();
        let rejection = rejected.extensions_mut().remove::<Self>();
        let mut response = convert(rejected);
        if let Some(rejection) = rejection {
            response.extensions_mut().insert(rejection);
        }
        response
    }
}

impl Responder for ResourceMetadata {
    type Body = BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        convert(self.response())
    }
}

impl<T: Responder> Responder for CheckedResponse<T> {
    type Body = <Result<T, Rejection> as Responder>::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<Self::Body> {
        self.into_result().respond_to(request)
    }
}

/// Returns status, headers and body as a response of actix-web.
fn convert(response: http::Response<String>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    let mut response = HttpResponse::with_body(status_code(parts.status), BoxBody::new(body));
    append(&mut response, &parts.headers);
    response
}

fn status_code(status: http::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Appends headers to a response.
pub(super) fn append<'f, B>(
    response: &mut HttpResponse<B>,
    headers: impl IntoIterator<Item = (&'f HeaderName, &'f HeaderValue)>,
) {
    for (name, value) in headers {
        // Both versions of `http` accept the same names and values.
        if let (Ok(name), Ok(value)) = (
            header::HeaderName::from_bytes(name.as_ref()),
            header::HeaderValue::from_bytes(value.as_bytes()),
        ) {
            response.headers_mut().append(name, value);
        }
    }
}
