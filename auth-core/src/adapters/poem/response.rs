//! Rejections, and the metadata of a resource, as responses of poem.

use std::fmt;

use poem::error::{IntoResult, ResponseError};
use poem::{Body, Error, IntoResponse, Response};

use crate::guard::checked_response::CheckedResponse;
use crate::rejection::Rejection;
use crate::resource::ResourceMetadata;

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        convert(Self::into_response::<String>(self))
    }
}

impl IntoResponse for ResourceMetadata {
    fn into_response(self) -> Response {
        convert(self.response())
    }
}

fn convert(response: http::Response<String>) -> Response {
    let (parts, body) = response.into_parts();
    let (mut response, _) = Response::default().into_parts();
    (response.status, response.headers, response.extensions) =
        (parts.status, parts.headers, parts.extensions);
    Response::from_parts(response, Body::from_string(body))
}

impl<T: IntoResult<R>, R: IntoResponse> IntoResult<R> for CheckedResponse<T> {
    fn into_result(self) -> poem::Result<R> {
        self.into_result()?.into_result()
    }
}

/// The error's data is the [`Rejection`], for middleware that logs or counts.
impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        let mut error = Self::from(RejectionError(rejection.clone()));
        error.set_data(rejection);
        error
    }
}

/// The error of poem for a rejection.
///
/// Error handlers send its string to clients. The string of a rejection reveals the rule, so this
/// one is the status.
#[derive(Clone)]
struct RejectionError(Rejection);

impl ResponseError for RejectionError {
    fn status(&self) -> http::StatusCode {
        self.0.status()
    }

    fn as_response(&self) -> Response {
        IntoResponse::into_response(self.0.clone())
    }
}

impl fmt::Display for RejectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.status().fmt(f)
    }
}

impl fmt::Debug for RejectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RejectionError({})", self.0.status())
    }
}

impl std::error::Error for RejectionError {}
