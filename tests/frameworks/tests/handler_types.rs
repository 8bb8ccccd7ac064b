//! Handlers that are types: each framework's router accepts them behind `guarded`, and reports have
//! their rules. Handlers without an attribute are in `ui/*/gate.rs`.
#![allow(clippy::unused_async, reason = "handlers are often async without need")]

use auth_core::access::{Report, Route};

fn rules(route: &Route) -> Vec<String> {
    route.access().iter().map(ToString::to_string).collect()
}

fn assert_rules(report: &Report, expected: &[(&str, &str, &str, &[&str])]) {
    let mut found = Vec::new();
    for route in report.routes() {
        let name = route.handler().rsplit("::").next().unwrap().to_owned();
        found.push((route.method().to_owned(), route.path().to_owned(), name, rules(route)));
    }
    let expected: Vec<_> = expected
        .iter()
        .map(|(method, path, name, rules)| {
            let rules: Vec<String> = rules.iter().map(ToString::to_string).collect();
            ((*method).to_owned(), (*path).to_owned(), (*name).to_owned(), rules)
        })
        .collect();
    assert_eq!(found, expected);
}

const ADMIN: &str = "#[require(role = \"admin\")]";

mod actix {
    use actix_web::{App, delete, get, post, put, route, web};
    use auth_core::access::{Report, Route, guarded};
    use auth_core::{policy, public, require};

    policy! { Staff = group = "staff"; }

    #[require(role = "admin")]
    #[delete("/users/{id}")]
    async fn delete_user() -> &'static str {
        "in"
    }

    #[public("a test")]
    #[get("/open")]
    pub(crate) async fn open() -> &'static str {
        "in"
    }

    #[require(Staff)]
    #[require(scope = "posts:write", conceal)]
    #[post("/posts")]
    async fn publish() -> &'static str {
        "in"
    }

    #[require(role = "admin", report_only)]
    #[put("/watched")]
    async fn watched() -> &'static str {
        "in"
    }

    #[require(check(subject != "x"))]
    #[route("/checked", method = "GET", method = "HEAD")]
    async fn checked() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[cfg(any())]
    #[get("/left-out")]
    async fn left_out() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    async fn function() -> &'static str {
        "in"
    }

    #[test]
    fn types_of_actix_web_are_accepted() {
        let report = Report::from_iter([
            Route::of("DELETE", "/users/{id}", &delete_user),
            Route::of("GET", "/open", &open),
            Route::of("POST", "/posts", &publish),
            Route::of("PUT", "/watched", &watched),
            Route::of("GET", "/checked", &checked),
            Route::of("GET", "/function", &function),
        ]);
        super::assert_rules(
            &report,
            &[
                ("GET", "/checked", "checked", &[r#"#[require(check(subject != "x"))]"#]),
                ("GET", "/function", "function", &[super::ADMIN]),
                ("GET", "/open", "open", &["#[public(\"a test\")]"]),
                (
                    "POST",
                    "/posts",
                    "publish",
                    &[
                        "#[require(group = \"staff\")]",
                        "#[require(scope = \"posts:write\", conceal)]",
                    ],
                ),
                ("DELETE", "/users/{id}", "delete_user", &[super::ADMIN]),
                ("PUT", "/watched", "watched", &["#[require(role = \"admin\", report_only)]"]),
            ],
        );
        let _ = App::new()
            .service(guarded(delete_user))
            .service(guarded(open))
            .service(guarded(publish))
            .service(guarded(watched))
            .service(guarded(checked))
            .route("/function", web::get().to(guarded(function)));
    }
}

mod poem {
    use auth_core::access::{Report, Route, guarded};
    use auth_core::require;
    use poem::web::Data;
    use poem::{get, handler};

    #[require(role = "admin")]
    #[handler]
    async fn delete_user() -> &'static str {
        "in"
    }

    #[require(role = "admin")]
    #[handler]
    async fn generic<T: Clone + Send + Sync + 'static>(store: Data<&T>) -> &'static str {
        let _ = store;
        "in"
    }

    #[test]
    fn types_of_poem_are_accepted() {
        let generic = generic::<u8>::default();
        let report = Report::from_iter([
            Route::of("DELETE", "/users/:id", &delete_user),
            Route::of("GET", "/generic", &generic),
        ]);
        super::assert_rules(
            &report,
            &[
                ("GET", "/generic", "generic<u8>", &[super::ADMIN]),
                ("DELETE", "/users/:id", "delete_user", &[super::ADMIN]),
            ],
        );
        let _ = poem::Route::new()
            .at("/users/:id", poem::delete(guarded(delete_user)))
            .at("/generic", get(guarded(generic)));
    }
}

mod salvo {
    use auth_core::access::{Report, Route, guarded};
    use auth_core::{public, require};
    use salvo::oapi::endpoint;
    use salvo::prelude::*;

    #[require(role = "admin")]
    #[handler]
    async fn delete_user(request: &mut Request) -> &'static str {
        let _ = request;
        "in"
    }

    #[require(role = "admin")]
    #[cfg_attr(all(), handler)]
    async fn conditional() -> &'static str {
        "in"
    }

    #[public("a test")]
    #[endpoint]
    async fn open() -> &'static str {
        "in"
    }

    #[test]
    fn types_of_salvo_are_accepted() {
        let report = Report::from_iter([
            Route::of("DELETE", "/users/{id}", &delete_user),
            Route::of("GET", "/conditional", &conditional),
            Route::of("GET", "/open", &open),
        ]);
        super::assert_rules(
            &report,
            &[
                ("GET", "/conditional", "conditional", &[super::ADMIN]),
                ("GET", "/open", "open", &["#[public(\"a test\")]"]),
                ("DELETE", "/users/{id}", "delete_user", &[super::ADMIN]),
            ],
        );
        let _ = Router::new()
            .push(Router::with_path("users/{id}").delete(guarded(delete_user)))
            .push(Router::with_path("open").get(guarded(open)));
    }
}

mod rocket {
    use auth_core::adapters::rocket::{Routes, routes};
    use auth_core::{policy, public, require};
    use rocket::fs::{FileServer, Options};
    use rocket::{delete, get};

    #[require(role = "admin")]
    #[require(group = "staff")]
    #[delete("/users/<id>?<why>")]
    fn delete_user(id: &str, why: &str) {
        let _ = (id, why);
    }

    mod inner {
        use super::*;

        #[public("a test")]
        #[get("/")]
        pub(super) async fn open() -> &'static str {
            "in"
        }
    }

    policy! { Staff = group = "staff"; }

    fn all() -> Routes {
        let files = FileServer::new(".", Options::None);
        routes![delete_user]
            .mount("/open", routes![inner::open,])
            .mount(
                "/v1",
                routes![inner::open].guarded_by::<Staff>().mount("/deep", routes![delete_user]),
            )
            .mount_unguarded("/static", files, "files of the front end")
    }

    #[test]
    fn routes_of_rocket_have_bases_and_rules() {
        let both: &[&str] = &[super::ADMIN, "#[require(group = \"staff\")]"];
        let public: &[&str] = &["#[public(\"a test\")]"];
        super::assert_rules(
            &all().report(),
            &[
                ("GET", "/open", "open", public),
                (
                    "GET",
                    "/static/<path..>",
                    "FileServer",
                    &["#[public(\"files of the front end\")]"],
                ),
                ("DELETE", "/users/<id>", "delete_user", both),
                ("GET", "/v1", "open", &["#[require(group = \"staff\")]", "#[public(\"a test\")]"]),
                ("DELETE", "/v1/deep/users/<id>", "delete_user", both),
            ],
        );
    }

    #[test]
    fn report_of_rocket_lists_what_is_mounted() {
        let report = all().report();
        let mut reported: Vec<_> =
            report.routes().iter().map(|route| (route.method(), route.path())).collect();
        let rocket = rocket::build().mount("/", all());
        let mut mounted: Vec<_> =
            rocket.routes().map(|route| (route.method.as_str(), route.uri.path())).collect();
        reported.sort_unstable();
        mounted.sort_unstable();
        assert_eq!(reported, mounted);
    }
}
