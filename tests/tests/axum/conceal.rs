//! A concealed route and an unknown route: the same bytes for each method and caller.

use std::collections::BTreeSet;

use auth_core::request::{CredentialSource, Scheme};
use auth_core::{Auth, require};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::any;
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[require(role = "admin", conceal)]
async fn secret() -> &'static str {
    "secret"
}

fn not_found() -> http::Response<String> {
    let mut response = http::Response::new("There is nothing here.\n".to_owned());
    *response.status_mut() = http::StatusCode::NOT_FOUND;
    response.headers_mut().insert("x-nothing", "yes".parse().unwrap());
    response
}

async fn fallback() -> Response {
    not_found().map(Body::from)
}

/// The answer as it stands on the wire, less the one field that tells the time.
async fn answer(
    address: std::net::SocketAddr,
    method: &str,
    path: &str,
    credentials: Option<&str>,
) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let credentials =
        credentials.map(|credentials| format!("{credentials}\r\n")).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{credentials}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split("\r\n").filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn concealed_route_equals_unknown_for_each_method() {
    let book = || CallerBook::new(&Table::load().callers(), Pace::Later);
    let worded = Auth::builder().authenticator(book()).not_found(not_found).build().unwrap();
    let concealed = || Router::new().route("/secret", any(secret));
    let plain = || async { http::StatusCode::NOT_FOUND };
    let key = CredentialSource::Header(http::HeaderName::from_static("x-api-key"));
    let keys = || Auth::new(book().of(Scheme::new("ApiKey").unwrap(), "keys", key.clone()));
    let routers = [
        ("authorization: Bearer", "", concealed().fallback(fallback).layer(worded)),
        ("authorization: Bearer", "", concealed().fallback(plain).layer(Auth::new(book()))),
        ("x-api-key:", "", concealed().fallback(plain).layer(keys())),
        // The unknown route is answered outside of the `Auth`.
        ("x-api-key:", "", concealed().layer(keys()).fallback(plain)),
        ("x-api-key:", "/in", Router::new().nest("/in", concealed().layer(keys())).fallback(plain)),
        ("authorization: Bearer", "/in", {
            Router::new().nest("/in", concealed().layer(Auth::new(book()))).fallback(plain)
        }),
    ];
    for (field, prefix, router) in routers {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let mut answers = BTreeSet::new();
            for token in ["", "editor", "forged", "expired", "outage", "a b"] {
                let credentials = (!token.is_empty()).then(|| format!("{field} {token}"));
                let secret =
                    answer(address, method, &format!("{prefix}/secret"), credentials.as_deref())
                        .await;
                let nothing =
                    answer(address, method, &format!("{prefix}/nothing"), credentials.as_deref())
                        .await;
                assert!(secret.starts_with("HTTP/1.1 404 Not Found"), "{method}: {secret}");
                assert_eq!(secret, nothing, "{method} {credentials:?}");
                answers.insert(secret);
            }
            assert_eq!(answers.len(), 1, "{method}: {answers:#?}");
        }
        let admin = format!("{field} admin");
        let allowed = answer(address, "GET", &format!("{prefix}/secret"), Some(&admin)).await;
        assert!(allowed.ends_with("secret"), "{allowed}");
    }
}

#[test]
fn concealed_response_without_status_is_404() {
    let auth = Auth::builder()
        .authenticator(CallerBook::new(&Table::load().callers(), Pace::AtOnce))
        .not_found(|| http::Response::new("<app>".to_owned()))
        .build()
        .unwrap();
    let router: Router = Router::new().route("/", any(secret)).layer(auth);
    let request = http::Request::get("/").body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let response = runtime.block_on(tower::ServiceExt::oneshot(router, request)).unwrap();
    assert_eq!(response.status(), 404);
}
