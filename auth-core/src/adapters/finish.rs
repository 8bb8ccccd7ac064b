//! Completes responses of frameworks over `http` 1 on their way out.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::adapters::extensions;
use crate::auth::finish::Passing;
use crate::auth::request_state::RequestState;

/// Completes the headers of a response.
pub(crate) fn complete(
    state: &RequestState,
    status: StatusCode,
    headers: &mut HeaderMap,
    extensions: &mut Extensions,
) {
    #[cfg(feature = "tonic")]
    grpc::conceal(headers, extensions);
    let missing = missing_headers(state, status, headers, extensions);
    replace_headers(headers, missing);
    #[cfg(feature = "tonic")]
    grpc::show_rejection(extensions);
}

fn missing_headers(
    state: &RequestState,
    status: StatusCode,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Vec<(HeaderName, HeaderValue)> {
    let rejection = extensions::rejection(extensions);
    let status = http_status(status, headers);
    state.complete(&Passing { status, rejection, headers })
}

/// Returns the status of a response. That of gRPC is a header.
pub(crate) fn http_status(status: StatusCode, headers: &HeaderMap) -> StatusCode {
    #[cfg(feature = "tonic")]
    return grpc::http_status(headers).unwrap_or(status);
    #[cfg(not(feature = "tonic"))]
    {
        let _ = headers;
        status
    }
}

/// Inserts headers in place of those with the same names.
pub(crate) fn replace_headers(headers: &mut HeaderMap, new: Vec<(HeaderName, HeaderValue)>) {
    for (name, _) in &new {
        headers.remove(name);
    }
    for (name, value) in new {
        headers.append(name, value);
    }
}

#[cfg(feature = "tonic")]
mod grpc {
    //! Responses of gRPC: the status is a header, and the rejection a part of tonic's `Status`.

    use http::header::CONTENT_TYPE;
    use http::{Extensions, HeaderMap, StatusCode};
    use tonic::{Code, Status};

    use crate::adapters::extensions::{GrpcCall, grpc_rejection};
    use crate::rejection::Rejection;

    /// Returns the HTTP status that the gRPC status of a rejected call corresponds to.
    ///
    /// A call that succeeds has its gRPC status in the trailers.
    //
    // SECURITY: the handler of another protocol may send the header, too, with a body of its own.
    // Its response must not pass for an error.
    pub(super) fn http_status(headers: &HeaderMap) -> Option<StatusCode> {
        if !GrpcCall::is(headers) {
            return None;
        }
        let code = Code::from_bytes(headers.get(Status::GRPC_STATUS)?.as_bytes());
        Some(match code {
            Code::Unauthenticated => StatusCode::UNAUTHORIZED,
            Code::PermissionDenied => StatusCode::FORBIDDEN,
            Code::Unimplemented => StatusCode::NOT_FOUND,
            Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::Ok => StatusCode::OK,
            // No rejection has another code.
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        })
    }

    /// Orders the headers of a concealed rejection as tonic does for an unknown method.
    pub(super) fn conceal(headers: &mut HeaderMap, extensions: &Extensions) {
        if !matches!(grpc_rejection(extensions), Some(Rejection::Concealed(_))) {
            return;
        }
        // SECURITY: `Status` writes `content-type` first, tonic's generated services `grpc-status`.
        // The order would tell the client that the method exists.
        let mut others = std::mem::take(headers);
        for name in [Status::GRPC_STATUS, CONTENT_TYPE] {
            if let Some(value) = others.remove(&name) {
                headers.insert(name, value);
            }
        }
        headers.extend(others);
    }

    /// Copies the rejection of tonic's `Status` into the extensions, for layers further out.
    pub(super) fn show_rejection(extensions: &mut Extensions) {
        if let Some(rejection) = grpc_rejection(extensions).cloned() {
            extensions.insert(rejection);
        }
    }
}
