//! Completes responses of frameworks over `http` 1 on their way out.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::adapters::extensions;
use crate::auth::request_state::{Passing, RequestState};

/// Returns the headers that a response lacks, to be [`set`].
pub(crate) fn missing_headers(
    state: &RequestState,
    status: StatusCode,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Vec<(HeaderName, HeaderValue)> {
    let has = |name: &HeaderName| headers.contains_key(name);
    let rejection = extensions::rejection(extensions);
    #[cfg(feature = "tonic")]
    let status = grpc::http_status(headers).unwrap_or(status);
    state.complete(&Passing { status, rejection, has: &has })
}

/// Replaces the headers of the same names.
pub(crate) fn set(fields: Vec<(HeaderName, HeaderValue)>, headers: &mut HeaderMap) {
    for (name, _) in &fields {
        headers.remove(name);
    }
    for (name, value) in fields {
        headers.append(name, value);
    }
}

#[cfg(feature = "tonic")]
pub(crate) mod grpc {
    //! Completes responses of gRPC, whose status is a header.

    use http::header::CONTENT_TYPE;
    use http::{Extensions, HeaderMap, Response, StatusCode};
    use tonic::{Code, Status};

    use crate::adapters::extensions;
    use crate::rejection::Rejection;

    /// Returns the HTTP status that the gRPC status of a rejected call corresponds to.
    ///
    /// A call that succeeds has its gRPC status in the trailers.
    pub(super) fn http_status(headers: &HeaderMap) -> Option<StatusCode> {
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
    pub(crate) fn conceal<B>(response: &mut Response<B>) {
        let rejection = extensions::grpc_rejection(response.extensions());
        if !matches!(rejection, Some(Rejection::Concealed(_))) {
            return;
        }
        // SECURITY: `Status` writes `content-type` first, tonic's generated services `grpc-status`.
        // The order would tell the client that the method exists.
        let headers = response.headers_mut();
        let mut others = std::mem::take(headers);
        for name in [Status::GRPC_STATUS, CONTENT_TYPE] {
            if let Some(value) = others.remove(&name) {
                headers.insert(name, value);
            }
        }
        headers.extend(others);
    }

    /// Copies the rejection of tonic's `Status` into the extensions, for layers further out.
    pub(crate) fn show_rejection(extensions: &mut Extensions) {
        if let Some(rejection) = extensions::grpc_rejection(extensions).cloned() {
            extensions.insert(rejection);
        }
    }
}
