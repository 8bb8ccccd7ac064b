//! Routes of poem: spellings and methods, routes outside of `Auth`, public routes.

use auth_core::public;
use http::Method;
use poem::{Endpoint as _, EndpointExt as _, Route, get, handler};

use super::{Runs, admin, auth, request, status};

/// However a request reaches the handler: whenever it ran, the guard had allowed.
#[tokio::test]
async fn s8_no_spelling_of_path_or_method_avoids_the_guard() {
    let runs = Runs::default();
    let nested =
        Route::new().at("/inner", admin).nest("/deep", Route::new().at("/", admin).at("/*", admin));
    let app = Route::new()
        .at("/plain", get(admin).post(admin))
        .at("/all", admin)
        .at("/rest/*", admin)
        .nest("/nested", nested)
        .nest_no_strip("/whole", Route::new().at("/whole/inner", admin))
        .data(runs.clone())
        .with(auth());
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
        "/nested/deep/x/y",
        "/whole/inner",
        "/whole//inner",
        "/",
    ];
    let methods =
        ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"];
    let mut reached = 0;
    for path in paths {
        for method in methods.map(|method| method.parse::<Method>().unwrap()) {
            for token in [None, Some("editor"), Some("nobody-knows")] {
                let response = app.get_response(request(&method, path, token)).await;
                assert!(!response.is_success(), "{method} {path} {token:?}");
                assert_eq!(runs.so_far(), reached, "{method} {path} {token:?}");
            }
            let allowed = app.get_response(request(&method, path, Some("admin"))).await;
            if allowed.is_success() {
                reached += 1;
            }
            assert_eq!(runs.so_far(), reached, "{method} {path}");
        }
    }
    assert!(reached > 100, "only {reached} requests reached the handler");
}

#[tokio::test]
async fn route_outside_of_every_auth_rejects() {
    let runs = Runs::default();
    let app = Route::new()
        .nest("/inside", Route::new().at("/", admin).with(auth()))
        .at("/outside", admin)
        .data(runs.clone());
    assert_eq!(status(&app, "/inside", Some("admin")).await, 200);
    assert_eq!(status(&app, "/outside", Some("admin")).await, 500);
    assert_eq!(status(&app, "/outside", None).await, 500);
    assert_eq!(runs.so_far(), 1);
}

#[tokio::test]
async fn public_handler_is_open() {
    #[public("liveness probe, no data")]
    #[handler]
    fn health() -> &'static str {
        "ok"
    }
    let app = Route::new().at("/", health).with(auth());
    assert_eq!(status(&app, "/", None).await, 200);
    assert_eq!(status(&app, "/", Some("nobody-knows")).await, 200);
}
