//! Rejections as responses and errors of actix-web.

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use http::{HeaderName, HeaderValue};

use crate::guard::checked_response::CheckedResponse;
use crate::rejection::Rejection;

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        status_code(self.status())
    }

    fn error_response(&self) -> HttpResponse {
        let (mut parts, body) = self.clone().into_response::<String>().into_parts();
        let mut response = HttpResponse::with_body(status_code(parts.status), BoxBody::new(body));
        append(&mut response, &parts.headers);
        if let Some(rejection) = parts.extensions.remove::<Self>() {
            response.extensions_mut().insert(rejection);
        }
        response
    }
}

impl<T: Responder> Responder for CheckedResponse<T> {
    type Body = <Result<T, Rejection> as Responder>::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<Self::Body> {
        self.into_result().respond_to(request)
    }
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
