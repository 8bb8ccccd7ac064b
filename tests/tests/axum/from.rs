//! `from = …` behind a handler: a service decides on the request that the handler passes on.

use auth_core::adapters::tower::PeerAddress;
use auth_core::policy::Facts;
use auth_core::{Auth, Guard, Identity, MaybeIdentity, Rejection, policy, require};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::response::Response;
use axum::routing::get;
use http::request::Parts;
use tests::callers::{CallerBook, Pace};
use tests::log::Log;
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! {
    Inside = ip = "192.0.2.0/24";
    Own = path.owner == subject;
}

struct Service;

impl Service {
    #[require(any(role = "admin", path.owner == subject), from = parts)]
    async fn own(&self, parts: &Parts) -> Result<&'static str, Rejection> {
        let _ = parts;
        Ok("own")
    }

    #[require(Own, from = request)]
    async fn named(&self, request: Request) -> Result<&'static str, Rejection> {
        drop(request);
        Ok("named")
    }

    #[require(Inside, from = request)]
    async fn inside(&self, request: &mut http::Request<()>) -> Result<&'static str, Rejection> {
        let _ = request;
        Ok("inside")
    }

    #[require(any(role = "admin", check(identity.subject() == owner)), conceal, from = parts)]
    async fn hidden(&self, parts: Parts, owner: &str) -> Result<&'static str, Rejection> {
        drop(parts);
        let _ = owner;
        Ok("hidden")
    }

    #[require(role = "admin", report_only, from = parts)]
    async fn observed(&self, parts: &Parts) -> Result<&'static str, Rejection> {
        let _ = parts;
        Ok("observed")
    }

    #[require(role = "admin", from = identity)]
    fn known(identity: &Identity) -> Result<&'static str, Failed> {
        let _ = identity;
        Ok("known")
    }
}

/// An error that keeps nothing of the rejection but its status.
struct Failed(u16);

impl From<Rejection> for Failed {
    fn from(rejection: Rejection) -> Self {
        Self(rejection.status().as_u16())
    }
}

fn router() -> Router {
    Router::new()
        .route(
            "/own/{owner}",
            get(async |request: Request| Service.own(&request.into_parts().0).await),
        )
        .route("/named/{owner}", get(async |request: Request| Service.named(request).await))
        .route(
            "/inside",
            get(async |request: Request| Service.inside(&mut request.map(drop)).await),
        )
        .route(
            "/hidden/{owner}",
            get(async |Path(owner): Path<String>, request: Request| {
                Service.hidden(request.into_parts().0, &owner).await
            }),
        )
        .route(
            "/observed",
            get(async |request: Request| Service.observed(&request.into_parts().0).await),
        )
}

async fn send(router: Router, path: &str, token: Option<&str>, peer: &str) -> Response {
    let mut request = Request::builder().uri(path).extension(PeerAddress(peer.parse().unwrap()));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn guarded() -> Router {
    router().layer(Auth::new(CallerBook::new(&Table::load().callers(), Pace::Later)))
}

#[tokio::test]
async fn service_decides_on_the_request_that_it_is_handed() {
    let cases = [
        ("/own/editor", Some("editor"), 200),
        ("/own/editor", Some("reader"), 403),
        ("/own/editor", Some("admin"), 200),
        ("/own/editor", Some("unknown"), 401),
        ("/own/editor", None, 401),
        ("/named/e%64itor", Some("editor"), 200),
        ("/named/editor", Some("admin"), 403),
        ("/inside", None, 200),
        ("/hidden/editor", Some("editor"), 200),
        ("/hidden/editor", Some("admin"), 200),
        ("/hidden/editor", Some("reader"), 404),
        ("/hidden/editor", None, 404),
        ("/observed", None, 200),
        ("/observed", Some("admin"), 200),
    ];
    for (path, token, expected) in cases {
        let response = send(guarded(), path, token, "192.0.2.1").await;
        assert_eq!(response.status(), expected, "{path} {token:?}");
        assert_eq!(
            response.headers().contains_key("www-authenticate"),
            expected == 401,
            "{path} {token:?}"
        );
    }
    assert_eq!(send(guarded(), "/inside", None, "203.0.113.1").await.status(), 403);
}

#[tokio::test]
async fn request_without_auth_is_rejected_by_each_rule() {
    for path in ["/own/editor", "/inside", "/hidden/editor", "/observed"] {
        assert_eq!(send(router(), path, Some("admin"), "192.0.2.1").await.status(), 500, "{path}");
    }
}

#[test]
fn rejection_is_logged_even_if_its_error_drops_it() {
    let alice = Identity::builder("https://issuer.example", "alice").build().unwrap();
    let log = Log::default();
    let refused = log.collect(|| Service::known(&alice));
    assert_eq!(refused.map_err(|Failed(status)| status), Err(403));
    let events = log.events();
    assert_eq!(events.len(), 1, "{events:#?}");
    for part in
        ["status=403", "alice", "policy=\"axum::from::Service::known\"", r#"role = \"admin\""#]
    {
        assert!(events.concat().contains(part), "{part} in {events:?}");
    }
}

#[test]
fn proof_of_one_policy_may_ask_for_another() {
    #[require(role = "admin", from = proof)]
    fn archive(proof: &Guard<Inside>) -> Result<(), Rejection> {
        let _ = proof;
        Ok(())
    }

    #[require(role = "admin", from = caller)]
    fn maybe(caller: MaybeIdentity) -> Result<(), Rejection> {
        drop(caller);
        Ok(())
    }

    let inside = "192.0.2.1".parse().unwrap();
    let admin = Identity::builder("https://issuer.example", "ada").role("admin").build().unwrap();
    assert!(archive(&Facts::of(&admin).with_address(inside).check().unwrap()).is_ok());
    let nobody = archive(&Facts::anonymous().with_address(inside).check().unwrap());
    assert_eq!(nobody.unwrap_err().status(), 401);
    assert_eq!(maybe(MaybeIdentity(None)).unwrap_err().status(), 401);
    assert!(maybe(MaybeIdentity(Some(admin))).is_ok());
}
