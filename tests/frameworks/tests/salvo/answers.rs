//! Responses of salvo: rejections behind hoops and catchers, of handlers, and concealed ones.

use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, public, require};
use http::Method;
use salvo::catcher::Catcher;
use salvo::extract::Extractible as _;
use salvo::http::Mime;
use salvo::prelude::*;
use tests::callers::Pace;

use super::{Admins, admin, auth, book, challenges, code, logged, send, send_by, status, text};

#[handler]
fn returns_the_rejection(identity: Identity) -> Result<&'static str, Rejection> {
    identity.check::<Admins>().map(|_| "in")
}

#[handler]
fn renders_the_rejection(identity: Identity, response: &mut Response) {
    match identity.check::<Admins>() {
        Ok(_) => response.render("in"),
        Err(rejection) => response.render(rejection),
    }
}

#[test]
fn rejection_made_in_handler_is_whole_and_logged_once() {
    let router = Router::new()
        .push(Router::with_path("0").get(returns_the_rejection))
        .push(Router::with_path("1").get(renders_the_rejection));
    let service = Service::new(router).hoop(auth()).hoop(auth());
    for path in ["/0", "/1"] {
        let (response, events) = logged(send(&service, path, Some("editor")));
        assert_eq!(code(&response), 403, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
        let refusals: Vec<_> =
            events.iter().filter(|event| event.contains("enforced=true")).collect();
        assert_eq!(refusals.len(), 1, "{path}: {events:?}");
        assert_eq!(code(&logged(send(&service, path, Some("admin"))).0), 200, "{path}");
    }
}

/// A hoop with an error page in the application's own words, which replaces everything but the
/// status.
#[handler]
async fn error_page(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    flow: &mut FlowCtrl,
) {
    flow.call_next(request, depot, response).await;
    if response.status_code.is_some_and(|status| status.is_client_error()) {
        let status = response.status_code;
        *response = Response::new();
        response.status_code = status;
        response.headers_mut().insert("cache-control", "public".parse().unwrap());
        response.render("our own page");
    }
}

#[tokio::test]
async fn s3_s9_hoops_inside_auth_take_no_challenge() {
    let router =
        Router::new().hoop(auth()).hoop(error_page).push(Router::with_path("admin").get(admin));
    let service = Service::new(router);
    let response = send(&service, "/admin", None).await;
    assert_eq!((code(&response), challenges(&response)), (401, vec![r#"Bearer realm="api""#]));
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(text(response).await, "our own page");
}

#[tokio::test]
async fn s3_catchers_keep_body_and_challenge() {
    #[handler]
    fn page(response: &mut Response, flow: &mut FlowCtrl) {
        response.render("caught");
        flow.skip_rest();
    }
    let empty = Auth::builder()
        .authenticator(book(Pace::AtOnce))
        .on_rejection(|context| context.into_response().map(|_| String::new()));
    for (auth, body) in [(auth(), "{\"type\""), (empty.build().unwrap(), "caught")] {
        let router = Router::new().hoop(auth).push(Router::with_path("admin").get(admin));
        let service = Service::new(router).catcher(Catcher::default().hoop(page));
        let response = send(&service, "/admin", None).await;
        assert_eq!((code(&response), challenges(&response)), (401, vec![r#"Bearer realm="api""#]));
        assert_eq!(response.headers()["cache-control"], "no-store");
        let found = text(response).await;
        assert!(found.starts_with(body), "{found}");
    }
}

/// The limit that the adapter's documentation names.
#[tokio::test]
async fn s3_rejection_turned_into_415_keeps_its_challenge() {
    let service = |types: &[&str]| {
        let types: Vec<Mime> = types.iter().map(|mime| mime.parse().unwrap()).collect();
        Service::new(Router::new().hoop(auth()).get(admin)).allowed_media_types(types)
    };
    let response = send(&service(&["text/plain"]), "/", None).await;
    assert_eq!((code(&response), challenges(&response).len()), (415, 1));
    let response = send(&service(&["text/plain", "application/problem+json"]), "/", None).await;
    assert_eq!(code(&response), 401);
}

#[tokio::test]
async fn concealed_handler_equals_unknown_route() {
    #[require(role = "admin", conceal)]
    #[handler]
    fn secret() -> &'static str {
        "in"
    }
    let router = Router::new().push(Router::with_path("hidden").goal(secret));
    let service = Service::new(router).hoop(auth());
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] {
        let method: Method = method.parse().unwrap();
        for token in [None, Some("editor"), Some("nobody-knows")] {
            let hidden = send_by(&service, &method, "/hidden", token).await;
            let unknown = send_by(&service, &method, "/unknown", token).await;
            assert_eq!(
                (code(&hidden), hidden.headers()),
                (404, unknown.headers()),
                "{method} {token:?}"
            );
            assert_eq!(text(hidden).await, text(unknown).await, "{method} {token:?}");
        }
    }
    assert_eq!(status(&service, "/hidden", Some("admin")).await, 200);
}

#[tokio::test]
async fn maybe_identity_rejects_bad_credentials() {
    #[public("greets whoever comes")]
    #[handler]
    fn maybe(identity: MaybeIdentity) -> String {
        identity.0.map_or("nobody".to_owned(), |identity| identity.subject().to_owned())
    }
    let service = Service::new(Router::new().hoop(auth()).get(maybe));
    assert_eq!(text(send(&service, "/", None).await).await, "nobody");
    assert_eq!(text(send(&service, "/", Some("admin")).await).await, "admin");
    assert_eq!(status(&service, "/", Some("nobody-knows")).await, 401);
}

#[test]
fn rejection_that_hoop_swallows_is_error_in_log() {
    #[handler]
    async fn swallow(request: &mut Request, depot: &mut Depot) -> &'static str {
        if Identity::extract(request, depot).await.is_ok() { "somebody" } else { "nobody" }
    }
    let service = Service::new(Router::new().hoop(auth()).get(swallow));
    let (response, events) = logged(send(&service, "/", Some("nobody-knows")));
    assert_eq!(code(&response), 200);
    assert!(events.iter().any(|event| event.contains("a rejection was discarded")), "{events:?}");
}

/// A guard by hand, as the hoops of an application write it.
#[tokio::test]
async fn guard_is_extracted_by_hand_with_its_rejection() {
    #[handler]
    async fn by_hand(request: &mut Request, depot: &mut Depot) -> Result<&'static str, Rejection> {
        let _proof: Guard<Admins> = Guard::extract(request, depot).await?;
        Ok("in")
    }
    let service = Service::new(Router::new().hoop(auth()).get(by_hand));
    assert_eq!(status(&service, "/", None).await, 401);
    assert_eq!(status(&service, "/", Some("admin")).await, 200);
}
