//! Guards of groups: routes that are guarded before they are mounted.

use auth_core::rocket::require;
use auth_core::{Auth, policy, require};
use rocket::fs::FileServer;
use rocket::http::{Method, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{get, post, routes};

use super::{Admins, CHALLENGE, answer, auth, bare, book, client, get_as, logged, request};

policy! {
    Writers = scope = "posts:write";
    Known = authenticated;
    Tenant = claim.tenant == path.id;
}

#[get("/any")]
fn open() -> &'static str {
    "in"
}

#[post("/any")]
fn open_post() -> &'static str {
    "in"
}

#[get("/any", rank = 20)]
fn open_route_behind() -> &'static str {
    "behind"
}

/// Passes each request to the next route.
struct Next;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Next {
    type Error = ();

    async fn from_request(_request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Forward(Status::NotFound)
    }
}

#[get("/any")]
fn forward(_next: Next) {}

#[require(scope = "posts:write")]
#[get("/write")]
fn write() -> &'static str {
    "in"
}

#[get("/tenants/<id>")]
fn tenant(id: &str) -> String {
    id.to_owned()
}

#[test]
fn guard_covers_all_mounted_routes() {
    let files = FileServer::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    // An `Auth` that sends no response without a decision.
    let auth = Auth::builder().authenticator(book()).withhold_unguarded();
    let rocket = bare()
        .mount("/staff", require::<Admins>(routes![open, open_post]))
        .mount("/files", require::<Admins>(files))
        .mount("/open", routes![open])
        .mount("/staff", routes![open_route_behind])
        .mount("/forwards", require::<Admins>(routes![forward]))
        .mount("/forwards", routes![open_route_behind])
        .attach(auth.build().unwrap());
    let client = client(rocket);
    for (method, path) in [
        (Method::Get, "/staff/any"),
        (Method::Head, "/staff/any"),
        (Method::Post, "/staff/any"),
        (Method::Get, "/files/lib.rs"),
        (Method::Head, "/files/lib.rs"),
    ] {
        for (token, expected) in [
            (None, 401),
            (Some("editor"), 403),
            (Some("expired"), 401),
            (Some("outage"), 503),
            (Some("admin"), 200),
        ] {
            let answer = answer(request(&client, method, path, token));
            assert_eq!(answer.status, expected, "{method} {path} {token:?}");
            assert!(expected == 200 || !answer.body.contains("behind"), "{method} {path}");
        }
    }
    assert_eq!(get_as(&client, "/files/nowhere", None).status, 401);
    assert_eq!(get_as(&client, "/files/nowhere", Some("admin")).status, 404);
    // What matches no route is the same for every client.
    for token in [None, Some("editor"), Some("admin")] {
        assert_eq!(get_as(&client, "/staff/nowhere", token).status, 404);
    }
    // A group decides on all its responses, and on no other: not on that of the next route.
    assert_eq!(get_as(&client, "/open/any", None).status, 500);
    assert_eq!(get_as(&client, "/forwards/any", None).status, 401);
    assert_eq!(get_as(&client, "/forwards/any", Some("admin")).status, 500);
}

#[test]
fn nested_groups_and_handler_all_decide_in_order() {
    let inner = require::<Writers>(routes![open, write]);
    let rocket = bare()
        .mount("/outer/inner", require::<Known>(inner))
        .mount("/outer", require::<Known>(routes![write]))
        .attach(auth());
    let client = client(rocket);
    for path in ["/outer/inner/any", "/outer/inner/write", "/outer/write"] {
        assert_eq!(get_as(&client, path, None).challenge, [CHALLENGE], "{path}");
        let editor = get_as(&client, path, Some("editor"));
        assert_eq!(editor.status, 403, "{path}");
        assert!(editor.challenge.concat().contains("insufficient_scope"), "{path}");
        assert_eq!(get_as(&client, path, Some("writer")).status, 200, "{path}");
    }
}

/// The tenant of `almost-finance` is `007`.
#[test]
fn guard_of_group_compares_parameters_of_the_route() {
    let client = client(bare().mount("/", require::<Tenant>(routes![tenant])).attach(auth()));
    assert_eq!(get_as(&client, "/tenants/007", Some("almost-finance")).body, "007");
    assert_eq!(get_as(&client, "/tenants/7", Some("almost-finance")).status, 403);
}

/// The guard is no argument of a handler, so rocket does not look for the `Auth` at launch.
#[test]
fn guard_without_auth_rejects() {
    let (answer, events) = logged(|| {
        let client = client(bare().mount("/", require::<Admins>(routes![open])));
        get_as(&client, "/any", Some("admin"))
    });
    assert_eq!(answer.status, 500);
    assert!(events.iter().any(|event| event.contains("rocket: `.attach(auth)`")), "{events:?}");
}
