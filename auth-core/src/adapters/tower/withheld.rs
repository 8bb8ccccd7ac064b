//! The response in place of one that is withheld, for each known type of bodies.

use std::any::{Any, TypeId, type_name};

use http::{HeaderMap, Method, Request, Response, StatusCode};
use hyper::upgrade::OnUpgrade;

use crate::adapters::extensions::KeptTarget;
use crate::adapters::finish;
#[cfg(any(feature = "axum", feature = "tonic"))]
use crate::adapters::no_upgrade::ClosingBody;
use crate::auth::request_state::RequestState;

/// Prepares a request whose response may be withheld.
///
/// # Panics
///
/// If no response with a body of type `R` can be made.
pub(super) fn prepare<B, R: 'static>(request: &mut Request<B>) -> KeptTarget {
    let target = KeptTarget::of(request);
    // SECURITY: without another body, that of the handler would be sent. The check is made for each
    // request, so that the first test of an application shows the mistake.
    let is_known = if target.asks_for_upgrade { can_close::<R>() } else { can_make::<R>() };
    if !is_known {
        unknown::<R>();
    }
    // A response to HEAD has no body that could close the connection.
    if request.method() == Method::HEAD {
        request.extensions_mut().remove::<OnUpgrade>();
    }
    target
}

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
    let response = rejection.into_response::<String>();
    Some(if target.asks_for_upgrade { response.map(closing_body) } else { response.map(body) })
}

macro_rules! bodies {
    ($can_make:ident, $make_body:ident: $($(#[$condition:meta])* $body:ty = $make:expr;)*) => {
        /// Returns whether a body of type `R` can be made.
        fn $can_make<R: 'static>() -> bool {
            [$($(#[$condition])* TypeId::of::<$body>()),*].contains(&TypeId::of::<R>())
        }

        /// Makes a body.
        fn $make_body<R: 'static>(text: String) -> R {
            $($(#[$condition])*
            if TypeId::of::<R>() == TypeId::of::<$body>() {
                let made: $body = $make(text);
                return cast(made);
            })*
            drop(text);
            unknown::<R>()
        }
    };
}

bodies! {
    can_make, body:
    #[cfg(feature = "axum")]
    axum::body::Body = axum::body::Body::from;
    #[cfg(feature = "tonic")]
    tonic::body::Body = tonic::body::Body::new;
    http_body_util::Full<bytes::Bytes> = http_body_util::Full::from;
    String = String::from;
}

bodies! {
    can_close, closing_body:
    #[cfg(feature = "axum")]
    axum::body::Body = |text| axum::body::Body::new(ClosingBody::Text(text));
    #[cfg(feature = "tonic")]
    tonic::body::Body = |text| tonic::body::Body::new(ClosingBody::Text(text));
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
         `http_body_util::Full<Bytes>` or `String`, and for upgrades to one of the first two",
        type_name::<R>()
    )
}
