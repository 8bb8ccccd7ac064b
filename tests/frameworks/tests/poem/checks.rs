//! Checks in rules of handlers of every shape run before the body of the handler.

use auth_core::{Identity, require};
use poem::error::NotFoundError;
use poem::web::{Data, Path};
use poem::{EndpointExt as _, IntoResponse, Request, Route, handler};

use super::{Runs, auth, challenges, send, status};

#[require(any(role = "admin", check(owner == identity.subject())))]
#[handler]
fn plain(Path(owner): Path<String>, Data(runs): Data<&Runs>) -> &'static str {
    runs.count();
    "in"
}

#[require(any(role = "admin", check(owner == identity.subject())))]
#[handler]
async fn opaque(Path(owner): Path<String>, Data(runs): Data<&Runs>) -> impl IntoResponse {
    runs.count();
    "in"
}

#[require(any(role = "admin", check(owner.0 == identity.subject())))]
#[handler]
async fn fallible(owner: Path<String>, Data(runs): Data<&Runs>) -> poem::Result<String> {
    runs.count();
    Ok(owner.0)
}

#[require(any(role = "admin", check(owner == identity.subject())))]
#[handler]
fn nothing(Path(owner): Path<String>, runs: Data<&Runs>) {
    runs.count();
}

#[require(any(role = "admin", check(is_owner(request, identity).await?)))]
#[handler]
async fn waiting(request: &Request, runs: Data<&Runs>) -> Result<&'static str, NotFoundError> {
    runs.count();
    Ok("in")
}

async fn is_owner(request: &Request, identity: &Identity) -> poem::Result<bool, std::io::Error> {
    tokio::task::yield_now().await;
    match request.raw_path_param("owner") {
        Some("nobody-can-tell") => Err(std::io::Error::other("the database is down")),
        owner => Ok(owner == Some(identity.subject())),
    }
}

#[tokio::test]
async fn check_of_a_handler_runs_before_its_body() {
    let runs = Runs::default();
    let app = Route::new()
        .at("/plain/:owner", plain)
        .at("/opaque/:owner", opaque)
        .at("/fallible/:owner", fallible)
        .at("/nothing/:owner", nothing)
        .at("/waiting/:owner", waiting)
        .data(runs.clone())
        .with(auth());
    for (index, name) in
        ["plain", "opaque", "fallible", "nothing", "waiting"].into_iter().enumerate()
    {
        let path = format!("/{name}/editor");
        let refused = send(&app, &path, None).await;
        assert_eq!((refused.status().as_u16(), challenges(&refused).len()), (401, 1), "{path}");
        let refused = send(&app, &path, Some("writer")).await;
        assert_eq!(refused.status(), 403, "{path}");
        assert_eq!(refused.content_type(), Some("application/problem+json"), "{path}");
        assert_eq!(runs.so_far(), 2 * index, "{path}");
        assert_eq!(status(&app, &path, Some("editor")).await, 200, "{path}");
        assert_eq!(status(&app, &path, Some("admin")).await, 200, "{path}");
        assert_eq!(runs.so_far(), 2 * index + 2, "{path}");
    }
    let untold = send(&app, "/waiting/nobody-can-tell", Some("editor")).await;
    assert_eq!((untold.status().as_u16(), runs.so_far()), (503, 10));
}
