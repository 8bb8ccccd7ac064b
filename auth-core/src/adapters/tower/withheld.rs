//! The response in place of one that is withheld, for each known type of bodies.

use std::any::{Any, TypeId, type_name};

use http::{HeaderMap, Response, StatusCode};

use crate::adapters::extensions::KeptTarget;
use crate::adapters::finish;
use crate::auth::request_state::RequestState;

/// Returns the response to send, if the one with this status and these headers must not be sent.
pub(super) fn replace<R: 'static>(
    state: &RequestState,
    target: &KeptTarget,
    status: StatusCode,
    headers: &HeaderMap,
) -> Option<Response<R>> {
    let status = finish::http_status(status, headers);
    if !state.withholds(status) {
        return None;
    }
    let rejection = RequestState::withhold(status, target.as_target());
    #[cfg(feature = "tonic")]
    let is_grpc = crate::adapters::extensions::GrpcCall::is(headers);
    #[cfg(feature = "tonic")]
    if is_grpc {
        return Some(crate::adapters::tonic::reject::<String>(rejection).map(body));
    }
    Some(rejection.into_response::<String>().map(body))
}

macro_rules! bodies {
    ($($(#[$condition:meta])* $body:ty = $make:expr;)*) => {
        /// Panics if no body of type `R` can be made.
        //
        // SECURITY: without another body, that of the handler would be sent. This is called before
        // each request, so that the first test of an application shows the mistake.
        pub(super) fn assert_known<R: 'static>() {
            let known = [$($(#[$condition])* TypeId::of::<$body>()),*];
            if !known.contains(&TypeId::of::<R>()) {
                unknown::<R>();
            }
        }

        /// Makes a body.
        fn body<R: 'static>(text: String) -> R {
            $($(#[$condition])*
            if TypeId::of::<R>() == TypeId::of::<$body>() {
                let made: $body = $make(text);
                return cast(made);
            })*
            unknown::<R>()
        }
    };
}

bodies! {
    #[cfg(feature = "axum")]
    axum::body::Body = axum::body::Body::from;
    #[cfg(feature = "tonic")]
    tonic::body::Body = tonic::body::Body::new;
    http_body_util::Full<bytes::Bytes> = http_body_util::Full::from;
    String = String::from;
}

/// Returns the same value, whose type is `R`.
fn cast<R: 'static, K: 'static>(made: K) -> R {
    let mut made = Some(made);
    let same = (&mut made as &mut dyn Any).downcast_mut::<Option<R>>().and_then(Option::take);
    same.unwrap_or_else(|| unknown::<R>())
}

#[expect(clippy::panic, reason = "there is no response that could be sent")]
fn unknown<R>() -> ! {
    panic!(
        "`withhold_unguarded` cannot make a response with a body of type `{}`: convert the body \
         inside of this `Auth` to `axum::body::Body`, `tonic::body::Body`, \
         `http_body_util::Full<Bytes>` or `String`",
        type_name::<R>()
    )
}
