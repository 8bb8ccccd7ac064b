//! Guards of groups: hoops of a router and of a single goal.

use auth_core::salvo::require;
use auth_core::{Auth, policy, require};
use http::Method;
use salvo::prelude::*;
use tests::callers::Pace;

use super::{Admins, auth, book, challenges, code, logged, send, send_by, status};

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

#[tokio::test]
async fn guard_covers_all_routes_of_its_router() {
    let staff = Router::with_path("staff")
        .hoop(require::<Admins>())
        .push(Router::with_path("reports").get(open))
        .push(Router::with_path("{**path}").goal(open));
    let router = Router::new()
        .hoop(withholding())
        .push(staff)
        .push(Router::with_path("one").hoop(require::<Admins>()).get(open))
        .push(Router::with_path("open").get(open));
    let service = Service::new(router);
    for (method, path) in [
        (Method::GET, "/staff/reports"),
        (Method::POST, "/staff/reports"),
        (Method::OPTIONS, "/staff/a/b"),
        (Method::HEAD, "/staff/a"),
        (Method::GET, "/one"),
    ] {
        for (token, expected) in [
            (None, 401),
            (Some("editor"), 403),
            (Some("expired"), 401),
            (Some("outage"), 503),
            (Some("admin"), 200),
        ] {
            let response = send_by(&service, &method, path, token).await;
            assert_eq!(code(&response), expected, "{method} {path} {token:?}");
        }
    }
    // Hoops run once a route is matched: what matches none is the same for every client.
    for token in [None, Some("editor"), Some("admin")] {
        assert_eq!(status(&service, "/one/nowhere", token).await, 404);
        assert_eq!(code(&send_by(&service, &Method::POST, "/one", token).await), 405);
    }
    // A group decides on all its responses, and on no other.
    assert_eq!(status(&service, "/open", None).await, 500);
}

/// The hoops of a service also run where no route is matched.
#[tokio::test]
async fn guard_of_service_covers_unknown_paths() {
    let router = Router::with_path("one").get(open);
    let service = Service::new(router).hoop(auth()).hoop(require::<Admins>());
    for (method, path, admin) in
        [(Method::GET, "/one", 200), (Method::POST, "/one", 405), (Method::GET, "/nowhere", 404)]
    {
        for (token, expected) in [(None, 401), (Some("editor"), 403), (Some("admin"), admin)] {
            let response = send_by(&service, &method, path, token).await;
            assert_eq!(code(&response), expected, "{method} {path} {token:?}");
        }
    }
}

#[tokio::test]
async fn nested_groups_and_handler_all_decide_in_order() {
    let inner = Router::with_path("inner")
        .hoop(require::<Writers>())
        .push(Router::with_path("any").get(open))
        .push(Router::with_path("write").get(write));
    let outer = Router::with_path("outer").hoop(require::<Known>());
    let outer = outer.push(inner).push(Router::with_path("write").get(write));
    let service = Service::new(Router::new().hoop(auth()).push(outer));
    for path in ["/outer/inner/any", "/outer/inner/write", "/outer/write"] {
        let anonymous = send(&service, path, None).await;
        assert_eq!(challenges(&anonymous), [r#"Bearer realm="api""#], "{path}");
        let editor = send(&service, path, Some("editor")).await;
        assert_eq!(code(&editor), 403, "{path}");
        assert!(challenges(&editor).concat().contains("insufficient_scope"), "{path}");
        assert_eq!(status(&service, path, Some("writer")).await, 200, "{path}");
    }
}

/// The tenant of `almost-finance` is `007`.
#[tokio::test]
async fn guard_of_group_compares_all_parameters_of_the_route() {
    let group = Router::with_path("tenants").hoop(require::<Tenant>());
    let same = Router::with_path("{id}/same").push(Router::with_path("{id}").get(open));
    let router = group.push(Router::with_path("{id}").get(open)).push(same);
    let service = Service::new(Router::new().hoop(auth()).push(router));
    for (path, expected) in [
        ("/tenants/007", 200),
        ("/tenants/7", 403),
        ("/tenants/007/same/007", 403),
        ("/tenants/7/same/007", 403),
    ] {
        assert_eq!(status(&service, path, Some("almost-finance")).await, expected, "{path}");
    }
}

#[test]
fn guard_outside_of_auth_rejects_and_states_the_order() {
    let (response, events) = logged(async {
        let router = Router::new().hoop(require::<Admins>()).hoop(auth()).get(open);
        send(&Service::new(router), "/", Some("admin")).await
    });
    assert_eq!(code(&response), 500);
    let advice = "salvo: `.hoop(auth)` before hoops that decide";
    assert!(events.iter().any(|event| event.contains(advice)), "{events:?}");
}
