//! Checks in rules of handlers of every shape run before the body of the handler.

use std::sync::atomic::Ordering;

use auth_core::{Identity, require};
use salvo::extract::PathParam;
use salvo::oapi::endpoint;
use salvo::prelude::*;

use super::{Runs, auth, challenges, code, send, status};

fn count(depot: &Depot) {
    depot.get_typed::<Runs>().unwrap().0.fetch_add(1, Ordering::SeqCst);
}

#[require(any(role = "admin", check(owner.0 == identity.subject())))]
#[handler]
fn plain(owner: PathParam<String>, depot: &mut Depot) -> &'static str {
    count(depot);
    "in"
}

#[require(any(role = "admin", check(owner.0 == identity.subject())))]
#[handler]
async fn opaque(owner: PathParam<String>, depot: &mut Depot) -> impl Writer + use<> {
    count(depot);
    "in"
}

#[require(any(role = "admin", check(owner.0 == identity.subject())))]
#[handler]
async fn fallible(owner: PathParam<String>, depot: &mut Depot) -> Result<String, StatusError> {
    count(depot);
    Ok(owner.0)
}

#[require(any(role = "admin", check(owner.0 == identity.subject())))]
#[handler]
fn nothing(owner: PathParam<String>, depot: &mut Depot) {
    count(depot);
}

#[require(any(role = "admin", check(is_owner(request, identity).await?)))]
#[handler]
async fn waiting(request: &mut Request, depot: &mut Depot, response: &mut Response) {
    count(depot);
    response.render("in");
}

#[require(any(role = "admin", check(owner.0 == identity.subject())))]
#[endpoint]
async fn as_an_endpoint(
    owner: PathParam<String>,
    depot: &mut Depot,
) -> Result<String, StatusError> {
    count(depot);
    Ok(owner.0)
}

async fn is_owner(request: &Request, identity: &Identity) -> std::io::Result<bool> {
    tokio::task::yield_now().await;
    match request.params().get("owner").map(String::as_str) {
        Some("nobody-can-tell") => Err(std::io::Error::other("the database is down")),
        owner => Ok(owner == Some(identity.subject())),
    }
}

#[tokio::test]
async fn check_of_a_handler_runs_before_its_body() {
    let runs = Runs::default();
    let router = Router::new()
        .hoop(affix_state::inject(runs.clone()))
        .hoop(auth())
        .push(Router::with_path("plain/{owner}").get(plain))
        .push(Router::with_path("opaque/{owner}").get(opaque))
        .push(Router::with_path("fallible/{owner}").get(fallible))
        .push(Router::with_path("nothing/{owner}").get(nothing))
        .push(Router::with_path("waiting/{owner}").get(waiting))
        .push(Router::with_path("endpoint/{owner}").get(as_an_endpoint));
    let service = Service::new(router);
    let names = ["plain", "opaque", "fallible", "nothing", "waiting", "endpoint"];
    for (index, name) in names.into_iter().enumerate() {
        let path = format!("/{name}/editor");
        let refused = send(&service, &path, None).await;
        assert_eq!((code(&refused), challenges(&refused).len()), (401, 1), "{path}");
        let refused = send(&service, &path, Some("writer")).await;
        assert_eq!(code(&refused), 403, "{path}");
        assert_eq!(refused.headers()["content-type"], "application/problem+json", "{path}");
        assert_eq!(runs.so_far(), 2 * index, "{path}");
        assert_eq!(status(&service, &path, Some("editor")).await, 200, "{path}");
        assert_eq!(status(&service, &path, Some("admin")).await, 200, "{path}");
        assert_eq!(runs.so_far(), 2 * index + 2, "{path}");
    }
    let untold = send(&service, "/waiting/nobody-can-tell", Some("editor")).await;
    assert_eq!((code(&untold), runs.so_far()), (503, 12));
}
