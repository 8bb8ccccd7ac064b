//! Guards of groups: a route, an endpoint, and an endpoint that serves files.

use auth_core::poem::require;
use auth_core::{Auth, Rejection, policy, require};
use http::Method;
use poem::endpoint::make_sync;
use poem::{Endpoint as _, EndpointExt as _, Error, Response, Route, get, handler};
use tests::callers::Pace;

use super::{Admins, auth, book, challenges, logged, request, send, status, text};

policy! {
    Writers = scope = "posts:write";
    Known = authenticated;
    Tenant = claim.tenant == path.id;
}

/// Returns an `Auth` that sends no response without a decision.
fn withholding() -> Auth {
    Auth::builder().authenticator(book(Pace::Later)).withhold_unguarded().build().unwrap()
}

#[handler]
fn open() -> &'static str {
    "in"
}

#[require(scope = "posts:write")]
#[handler]
fn write() -> &'static str {
    "in"
}

/// The guard decides before the route matches. A client that it rejects cannot tell routes apart.
#[tokio::test]
async fn guard_covers_unknown_paths_and_methods_of_group() {
    let staff = Route::new().at("/reports", get(open)).with(require::<Admins>());
    let files = make_sync(|request| request.uri().path().to_owned()).with(require::<Admins>());
    let app = Route::new()
        .nest("/staff", staff)
        .nest("/files", files)
        .at("/one", get(open).with(require::<Admins>()))
        .at("/open", open)
        .with(withholding());
    for (method, path, admin) in [
        (Method::GET, "/staff/reports", 200),
        (Method::POST, "/staff/reports", 405),
        (Method::OPTIONS, "/staff/reports", 405),
        (Method::HEAD, "/staff/reports", 200),
        (Method::GET, "/staff/nowhere", 404),
        (Method::GET, "/staff", 404),
        (Method::GET, "/files/a/b.txt", 200),
        (Method::GET, "/files", 200),
        (Method::GET, "/one", 200),
        (Method::POST, "/one", 405),
    ] {
        for (token, expected) in [
            (None, 401),
            (Some("editor"), 403),
            (Some("expired"), 401),
            (Some("outage"), 503),
            (Some("admin"), admin),
        ] {
            let response = app.get_response(request(&method, path, token)).await;
            assert_eq!(response.status().as_u16(), expected, "{method} {path} {token:?}");
        }
    }
    // A group decides on all its responses, and on no other.
    assert_eq!(status(&app, "/open", None).await, 500);
    assert_eq!(text(&app, "/files/a", Some("admin")).await, "/a");
}

#[tokio::test]
async fn error_handler_inside_of_auth_gets_the_rejection() {
    let page = async |error: Error| {
        assert!(error.data::<Rejection>().is_some());
        Response::builder().status(error.status()).body("our own page")
    };
    let staff = Route::new().at("/", open).with(require::<Admins>());
    let app = Route::new().nest("/staff", staff).catch_all_error(page).with(auth());
    let response = send(&app, "/staff", None).await;
    assert_eq!(response.status().as_u16(), 401);
    assert_eq!(challenges(&response), [r#"Bearer realm="api""#]);
    assert_eq!(response.into_body().into_string().await.unwrap(), "our own page");
}

#[tokio::test]
async fn nested_groups_and_handler_all_decide_in_order() {
    let inner = Route::new().at("/any", open).at("/write", write).with(require::<Writers>());
    let outer = Route::new().nest("/inner", inner).at("/write", write).with(require::<Known>());
    let app = Route::new().nest("/outer", outer).with(auth());
    for path in ["/outer/inner/any", "/outer/inner/write", "/outer/write"] {
        let anonymous = send(&app, path, None).await;
        assert_eq!(challenges(&anonymous), [r#"Bearer realm="api""#], "{path}");
        let editor = send(&app, path, Some("editor")).await;
        assert_eq!(editor.status().as_u16(), 403, "{path}");
        assert!(challenges(&editor).concat().contains("insufficient_scope"), "{path}");
        assert_eq!(status(&app, path, Some("writer")).await, 200, "{path}");
    }
}

/// The tenant of `almost-finance` is `007`.
#[test]
fn guard_of_group_compares_only_matched_parameters() {
    let send = |path: &'static str| {
        let (status, events) = logged(async {
            let inside = Route::new().at("/:id", open);
            let app = Route::new()
                .at("/tenants/:id", open.with(require::<Tenant>()))
                .nest("/outside", inside.with(require::<Tenant>()))
                .with(auth());
            status(&app, path, Some("almost-finance")).await
        });
        (status, events.iter().any(|event| event.contains("path parameter")))
    };
    assert_eq!(send("/tenants/007"), (200, false));
    assert_eq!(send("/tenants/7"), (403, false));
    assert_eq!(send("/outside/007"), (403, true));
}

#[test]
fn guard_outside_of_auth_rejects_and_states_the_order() {
    let (status, events) = logged(async {
        let app = Route::new().at("/", open).with(auth()).with(require::<Admins>());
        status(&app, "/", Some("admin")).await
    });
    assert_eq!(status, 500);
    let advice = "poem: `.with(auth)` after the route and after middleware that decides";
    assert!(events.iter().any(|event| event.contains(advice)), "{events:?}");
}
