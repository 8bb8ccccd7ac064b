//! Bodies of rejected requests on axum: the client sees the response, the connection ends.

use auth_core::{Auth, Identity, Rejection, policy, require};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::{map_request, map_response};
use axum::response::Response;
use axum::routing::post;
use http::Version;
use http_body_util::{BodyExt as _, Limited};
use tests::callers::{CallerBook, Pace};
use tests::uploads::{self, Odd, Upload, transcript};
use tests::vectors::Table;
use tower::ServiceExt as _;

policy! {
    Admins = role = "admin";
}

#[require(role = "admin")]
async fn guarded() -> &'static str {
    "in"
}

#[require(role = "admin", conceal)]
async fn concealed() -> &'static str {
    "in"
}

async fn partly(identity: Identity, request: Request) -> Result<&'static str, Rejection> {
    let mut body = request.into_body();
    body.frame().await.unwrap().unwrap();
    identity.check::<Admins>()?;
    Ok("in")
}

#[require(check(bytes.is_empty()))]
async fn wholly(bytes: Bytes) -> &'static str {
    "in"
}

async fn length(bytes: Bytes) -> String {
    bytes.len().to_string()
}

fn routes() -> Router {
    Router::new()
        .route("/guarded", post(guarded))
        .route("/concealed", post(concealed))
        .route("/partly", post(partly))
        .route("/wholly", post(wholly))
        .route("/length", post(length))
}

fn auth() -> Auth {
    Auth::new(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
}

async fn send(router: Router, request: Request) -> http::Response<()> {
    router.oneshot(request).await.unwrap().map(drop)
}

#[tokio::test(start_paused = true)]
async fn rejected_upload_is_read_on_within_limits() {
    for case in uploads::cases(true) {
        case.run(async |auth, request: http::Request<Upload>| {
            send(routes().layer(auth), request.map(Body::new)).await
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn error_page_in_place_of_a_rejection_has_no_effect() {
    let page = async |response: Response| {
        let (parts, _) = response.into_parts();
        Response::builder().status(parts.status).body(Body::from("our own page")).unwrap()
    };
    for case in uploads::cases(true).filter(|case| case.is_guarded()) {
        case.run(async |auth, request: http::Request<Upload>| {
            send(routes().layer(map_response(page)).layer(auth), request.map(Body::new)).await
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn body_kept_by_a_task_is_drained_when_dropped() {
    let keep = async |request: Request| {
        let (parts, body) = request.into_parts();
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            drop(body);
        });
        Request::from_parts(parts, Body::empty())
    };
    for case in uploads::cases(true).take(1) {
        case.run(async |auth, request: http::Request<Upload>| {
            send(routes().layer(map_request(keep)).layer(auth), request.map(Body::new)).await
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn two_auths_read_on_as_much_as_one() {
    for case in uploads::cases(true) {
        case.run(async |auth: Auth, request: http::Request<Upload>| {
            send(routes().layer(auth.clone()).layer(auth), request.map(Body::new)).await
        })
        .await;
    }
}

#[tokio::test]
async fn body_of_a_request_that_is_let_in_is_as_it_came() {
    let plain: Router = Router::new()
        .route("/", post(async |request: Request| transcript(request.into_body()).await));
    let guarded = plain.clone().layer(auth());
    let mut seen = Vec::new();
    for router in [plain, guarded] {
        let request = Request::post("/").body(Body::new(Odd::default())).unwrap();
        let response = router.oneshot(request).await.unwrap();
        seen.push(response.into_body().collect().await.unwrap().to_bytes());
    }
    assert!(seen[0].len() > 300, "{:?}", seen[0]);
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn limit_outside_of_auth_is_found_by_extractors() {
    let limit = async |request: Request| request.map(|body| Body::new(Limited::new(body, 10)));
    let app = routes().layer(auth()).layer(map_request(limit));
    for (body, status) in [("0123456789", 200), ("0123456789a", 413)] {
        let request = Request::post("/length").body(Body::from(body)).unwrap();
        assert_eq!(send(app.clone(), request).await.status(), status);
    }
}

#[test]
fn request_without_a_body_adds_no_allocation() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let app = routes().layer(auth());
    let allocations = |version: Version, body: &'static str| {
        let body = if body.is_empty() { Body::empty() } else { Body::from(body) };
        let request = Request::post("/length").version(version).body(body).unwrap();
        let app = app.clone();
        allocation_counter::measure(|| {
            runtime.block_on(send(app, request));
        })
        .count_total
    };
    // Nothing is lent over HTTP/2.
    let _warm = allocations(Version::HTTP_2, "");
    assert_eq!(allocations(Version::HTTP_11, ""), allocations(Version::HTTP_2, ""));
    let more = allocations(Version::HTTP_11, "x") - allocations(Version::HTTP_2, "x");
    assert_eq!(more, 2, "the body's box and its place");
}

/// Serves the routes, posts, and returns all that comes back until the connection ends.
async fn talk(head: &str, body: &[u8]) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = routes().layer(auth());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    uploads::post(address, head, body).await
}

#[tokio::test]
async fn client_that_sends_all_first_sees_the_rejection() {
    let answer =
        talk("/guarded HTTP/1.1\r\ncontent-length: 20000000", &vec![b'x'; 20_000_000]).await;
    assert!(
        answer.starts_with("HTTP/1.1 401 ") && answer.contains("www-authenticate: Bearer"),
        "{answer}"
    );
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn rejected_request_gets_no_100_continue() {
    let head = "/guarded HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1000000";
    let answer = talk(head, b"").await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
}

#[tokio::test]
async fn bytes_after_a_rejected_upload_are_no_request() {
    let next = b"POST /length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";
    let chunked = [&b"5\r\nhello\r\n0\r\n\r\n"[..], next].concat();
    let all = format!("content-length: {}", next.len());
    for (framing, body) in [
        (&*all, &next[..]),
        ("content-length: 5", &[b"hello", &next[..]].concat()),
        ("transfer-encoding: chunked", &chunked),
    ] {
        let answer = talk(&format!("/guarded HTTP/1.1\r\n{framing}"), body).await;
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    }
}
