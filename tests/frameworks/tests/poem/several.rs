//! Several `Auth`s in one application of poem.

use std::sync::Arc;

use auth_core::{Auth, Identity, require};
use http::StatusCode;
use poem::{Endpoint, EndpointExt as _, IntoResponse as _, Request, Response, Route, handler};
use tests::callers::{CallerBook, Pace};

use super::{Runs, admin, auth, challenges, logged, send, status, text};

#[require(authenticated)]
#[handler]
async fn whoami(identity: Identity) -> String {
    format!("{} {}", identity.issuer(), identity.subject())
}

/// A middleware that reads the caller, and changes the credentials, as a careless proxy
/// does.
async fn tamper<E: Endpoint>(next: E, mut request: Request) -> poem::Result<Response> {
    request.headers_mut().insert("authorization", "Bearer admin".parse().unwrap());
    Ok(next.call(request).await?.into_response())
}

#[tokio::test]
async fn two_auths_decide_each_for_itself() {
    // The inner one has other callers: `admin` has no grants there.
    let mut callers = std::collections::BTreeMap::new();
    callers.insert("admin".to_owned(), tests::callers::Caller::default());
    let inner_auth = Auth::new(CallerBook::new(&Arc::new(callers), Pace::Later));
    let inner = Route::new().at("/admin", admin).at("/whoami", whoami).with(inner_auth);
    let app = Route::new()
        .at("/admin", admin)
        .nest("/inner", inner)
        .data(Runs::default())
        .around(tamper)
        .with(auth());
    // Outside, the received credentials count, not those of the middleware.
    assert_eq!(status(&app, "/admin", Some("editor")).await, 403);
    assert_eq!(status(&app, "/admin", Some("admin")).await, 200);
    // Inside, the credentials of the middleware count, as the inner `Auth` reads them.
    assert_eq!(status(&app, "/inner/admin", Some("admin")).await, 403);
    assert_eq!(text(&app, "/inner/whoami", Some("editor")).await, "https://issuer.example admin");
}

#[test]
fn two_auths_log_a_rejection_once() {
    let app = Route::new().at("/admin", admin).data(Runs::default()).with(auth()).with(auth());
    let (response, events) = logged(send(&app, "/admin", None));
    assert_eq!((response.status(), challenges(&response).len()), (StatusCode::UNAUTHORIZED, 1));
    assert_eq!(events.len(), 1, "{events:?}");
}
