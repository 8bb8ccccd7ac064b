//! Challenges, read by an independent parser.

use std::sync::Arc;

use auth_core::request::{CredentialSource, Scheme};
use auth_core::resource::ProtectedResource;
use auth_core::{Auth, require};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use http::header::WWW_AUTHENTICATE;
use http_auth::parse_challenges;
use proptest::prelude::*;
use tests::callers::{CallerBook, Pace};
use tests::vectors::Table;
use tower::ServiceExt as _;

#[require(scope = "posts:read", scope = "https://api.example/posts.write")]
async fn guarded() {}

fn send(realm: &str, token: Option<&str>) -> Response {
    let realm: &'static str = Box::leak(realm.to_owned().into_boxed_str());
    let book = |scheme| {
        CallerBook::new(&Arc::default(), Pace::AtOnce).of(
            scheme,
            realm,
            CredentialSource::Authorization,
        )
    };
    let known = CallerBook::new(&Table::load().callers(), Pace::AtOnce);
    let auth = Auth::builder()
        .authenticator(known.of(Scheme::BEARER, realm, CredentialSource::Authorization))
        .authenticator(book(Scheme::BASIC))
        .protected_resource(ProtectedResource::new("https://api.example/mcp?a=b,c").unwrap())
        .build()
        .unwrap();
    let router: Router = Router::new().route("/", get(guarded)).layer(auth);
    let mut request = Request::get("/");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(router.oneshot(request.body(Body::empty()).unwrap())).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn s5_s6_each_line_is_one_challenge(
        realm in prop_oneof![any::<String>(), "[\"\\\\,= a\r\n\t\u{7f}]{0,12}"],
        token in prop_oneof![Just(None), Just(Some("forged")), Just(Some("expired")), Just(Some("a b")), Just(Some("reader"))],
    ) {
        let response = send(&realm, token);
        // Characters that no header can carry are replaced, one by one.
        let expected: String =
            realm.chars().map(|character| if matches!(character, ' '..='~') { character } else { '?' }).collect();
        let lines: Vec<_> = response.headers().get_all(WWW_AUTHENTICATE).iter().collect();
        let schemes = if token == Some("reader") { vec!["Bearer"] } else { vec!["Bearer", "Basic"] };
        prop_assert_eq!(lines.len(), schemes.len());
        for (line, scheme) in lines.iter().zip(schemes) {
            let challenges = parse_challenges(line.to_str().unwrap()).unwrap();
            prop_assert_eq!(challenges.len(), 1);
            let challenge = &challenges[0];
            prop_assert_eq!(challenge.scheme, scheme);
            let parameter = |name: &str| {
                let found: Vec<_> = challenge.params.iter().filter(|(parameter, _)| *parameter == name).collect();
                assert!(found.len() <= 1, "`{name}` stands twice in {line:?}");
                found.first().map(|(_, value)| value.to_unescaped())
            };
            prop_assert_eq!(parameter("realm"), Some(expected.clone()));
            let metadata = "https://api.example/.well-known/oauth-protected-resource/mcp?a=b,c";
            let metadata = (scheme == "Bearer").then(|| metadata.to_owned());
            prop_assert_eq!(parameter("resource_metadata"), metadata);
            let (error, description, scope) = match (scheme, token) {
                ("Basic", _) | (_, None) => (None, None, None),
                (_, Some("reader")) => (
                    Some("insufficient_scope"),
                    Some("The request requires higher privileges than the access token provides"),
                    Some("posts:read https://api.example/posts.write"),
                ),
                (_, Some("expired")) => (Some("invalid_token"), Some("The access token expired"), None),
                _ => (Some("invalid_token"), Some("The access token is invalid"), None),
            };
            prop_assert_eq!(parameter("error"), error.map(str::to_owned));
            prop_assert_eq!(parameter("error_description"), description.map(str::to_owned));
            prop_assert_eq!(parameter("scope"), scope.map(str::to_owned));
        }
    }
}
