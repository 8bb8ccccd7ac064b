//! Routers of salvo: spellings and methods, routes outside of `Auth`, hoops for groups.

use auth_core::require;
use http::Method;
use salvo::prelude::*;

use super::{Runs, admin, auth, challenges, code, send, send_by, status, text};

/// However a request reaches the handler: whenever it ran, the guard had allowed.
#[tokio::test]
async fn s8_no_spelling_of_path_or_method_avoids_the_guard() {
    let runs = Runs::default();
    let router = Router::new()
        .hoop(affix_state::inject(runs.clone()))
        .hoop(auth())
        .push(Router::with_path("plain").get(admin).post(admin))
        .push(Router::with_path("all").goal(admin))
        .push(Router::with_path("rest/{**rest}").goal(admin))
        .push(Router::with_path("nested").push(Router::with_path("inner").goal(admin)).push(
            Router::with_path("deep").goal(admin).push(Router::with_path("{*rest}").goal(admin)),
        ));
    let service = Service::new(router);
    let paths = [
        "/plain",
        "/plain/",
        "//plain",
        "/%70lain",
        "/plain%2F",
        "/plain?x=/all",
        "/PLAIN",
        "/all",
        "/all/",
        "/rest/",
        "/rest/a/b",
        "/rest//",
        "/rest/../plain",
        "/rest/%2e%2e/plain",
        "/rest/%ff",
        "/nested/inner",
        "/nested//inner",
        "/nested/inner/",
        "/nested/deep",
        "/nested/deep/",
        "/nested/deep/x",
        "/",
    ];
    let methods =
        ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"];
    let mut reached = 0;
    for path in paths {
        for method in methods.map(|method| method.parse::<Method>().unwrap()) {
            for token in [None, Some("editor"), Some("nobody-knows")] {
                let response = send_by(&service, &method, path, token).await;
                assert!(code(&response) >= 400, "{method} {path} {token:?}");
                assert_eq!(runs.so_far(), reached, "{method} {path} {token:?}");
            }
            if code(&send_by(&service, &method, path, Some("admin")).await) == 200 {
                reached += 1;
            }
            assert_eq!(runs.so_far(), reached, "{method} {path}");
        }
    }
    assert!(reached > 100, "only {reached} requests reached the handler");
}

#[tokio::test]
async fn route_outside_of_every_auth_rejects() {
    let router = Router::new()
        .push(Router::with_path("inside").hoop(auth()).get(admin))
        .push(Router::with_path("outside").get(admin));
    let service = Service::new(router);
    assert_eq!(status(&service, "/inside", Some("admin")).await, 200);
    assert_eq!(status(&service, "/outside", Some("admin")).await, 500);
    assert_eq!(status(&service, "/outside", None).await, 500);
}

#[tokio::test]
async fn empty_guarded_handler_is_a_hoop_for_a_group() {
    #[require(role = "admin")]
    #[handler]
    async fn admins_only() {}
    #[handler]
    fn open() -> &'static str {
        "in"
    }
    let group = Router::with_path("group").hoop(admins_only).push(Router::with_path("a").get(open));
    let service = Service::new(Router::new().push(group).push(Router::with_path("open").get(open)))
        .hoop(auth());
    let refused = send(&service, "/group/a", None).await;
    assert_eq!((code(&refused), challenges(&refused)), (401, vec![r#"Bearer realm="api""#]));
    assert!(text(refused).await.starts_with("{\"type\""));
    assert_eq!(status(&service, "/group/a", Some("editor")).await, 403);
    assert_eq!(text(send(&service, "/group/a", Some("admin")).await).await, "in");
    assert_eq!(status(&service, "/open", None).await, 200);
    assert_eq!(status(&service, "/unknown", None).await, 404);
}
