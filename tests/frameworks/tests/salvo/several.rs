//! Several `Auth`s in one service of salvo.

use std::sync::Arc;

use auth_core::{Auth, Identity, MaybeIdentity, require};
use salvo::extract::Extractible as _;
use salvo::prelude::*;
use tests::callers::{CallerBook, Pace};

use super::{admin, auth, code, send, status, text};

#[require(authenticated)]
#[handler]
async fn whoami(identity: Identity) -> String {
    format!("{} {}", identity.issuer(), identity.subject())
}

/// A hoop that changes the credentials, as a careless proxy does, and then reads the caller.
#[handler]
async fn tamper(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    flow: &mut FlowCtrl,
) {
    request.headers_mut().insert("authorization", "Bearer admin".parse().unwrap());
    flow.call_next(request, depot, response).await;
    let MaybeIdentity(identity) = MaybeIdentity::extract(request, depot).await.unwrap();
    let subject = identity.map_or("nobody".to_owned(), |identity| identity.subject().to_owned());
    response.headers_mut().insert("x-caller", subject.parse().unwrap());
}

#[tokio::test]
async fn two_auths_decide_each_for_itself() {
    // The inner one has other callers: `admin` has no grants there.
    let mut callers = std::collections::BTreeMap::new();
    callers.insert("admin".to_owned(), tests::callers::Caller::default());
    let inner_auth = Auth::new(CallerBook::new(&Arc::new(callers), Pace::Later));
    let inner = Router::with_path("inner")
        .hoop(inner_auth)
        .push(Router::with_path("admin").get(admin))
        .push(Router::with_path("whoami").get(whoami));
    let router = Router::new()
        .hoop(auth())
        .hoop(tamper)
        .push(Router::with_path("admin").get(admin))
        .push(inner);
    let service = Service::new(router);
    // Outside, the received credentials count, not those of the hoop.
    let outside = send(&service, "/admin", Some("editor")).await;
    assert_eq!((code(&outside), &outside.headers()["x-caller"]), (403, &"editor".parse().unwrap()));
    assert_eq!(status(&service, "/admin", Some("admin")).await, 200);
    // Inside, the credentials of the hoop count, as the inner `Auth` reads them. The hoop itself
    // belongs to the outer one.
    let inside = send(&service, "/inner/admin", Some("editor")).await;
    assert_eq!((code(&inside), &inside.headers()["x-caller"]), (403, &"editor".parse().unwrap()));
    let inside = send(&service, "/inner/whoami", Some("editor")).await;
    assert_eq!(text(inside).await, "https://issuer.example admin");
}
