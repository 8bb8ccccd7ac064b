//! Settings, and the endpoint in the metadata of the issuer.

use std::time::Duration;

use serde_json::{Value, json};

use super::fake::{AUDIENCE, Fake, ISSUER, Mode, present, status};
use crate::authn::Authenticator as _;
use crate::introspection::{Introspection, IntrospectionBuilder, IntrospectionError};

#[test]
fn unfit_setting_is_an_error() {
    let fake = Fake::new(Mode::Users);
    let error = |build: fn(IntrospectionBuilder) -> IntrospectionBuilder| {
        build(fake.builder()).build().unwrap_err().to_string()
    };
    assert_eq!(fake.bare().build().unwrap_err(), IntrospectionError::NoAudience);
    assert!(error(|it| it.audience("")).starts_with("there is no audience"));
    assert!(error(IntrospectionBuilder::any_audience).starts_with("`audience` and `any_audience`"));
    assert!(error(|it| it.client("", "secret")).starts_with("the id or the secret"));
    assert!(error(|it| it.client_post("api", "")).starts_with("the id or the secret"));
    assert!(error(|it| it.cached_for(Duration::from_secs(3_601))).contains("more than an hour"));
    assert!(error(|it| it.realm("")).starts_with("the realm is empty"));
    assert!(error(|it| it.roles("/a/~2")).contains("/a/~2"));
    for subject in ["", "/sub"] {
        let error = fake.builder().subject(subject).build().unwrap_err().to_string();
        assert!(error.contains("is not the name of a claim"), "{error}");
    }
    for subject in ["email", "client_id", "name", "preferred_username"] {
        let error = fake.builder().subject(subject).build().unwrap_err().to_string();
        assert!(error.contains(subject), "{error}");
    }
    assert!(fake.builder().subject("username").build().is_ok());
    for (url, part) in [
        ("http://issuer.example/introspect", "not encrypted"),
        ("https://api:secret@issuer.example/", "user name"),
        ("/introspect", "no absolute URL"),
        ("", "no absolute URL"),
    ] {
        let error = fake.builder().endpoint(url).build().unwrap_err().to_string();
        assert!(error.contains(part) && !error.contains("secret"), "{error}");
    }
    for issuer in ["", "django", "http://issuer.example", "https://a/.well-known/x", "https://{a}"]
    {
        let builder = Introspection::builder(issuer).client("api", "secret").audience(AUDIENCE);
        assert!(builder.http_client(fake.clone()).build().is_err(), "{issuer}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let fake = Fake::new(Mode::Users);
    let builder = fake.builder().client("api", "hidden");
    assert!(!format!("{builder:?}").contains("hidden"));
    let introspection = builder.build().unwrap();
    let shown = format!("{introspection:?}");
    assert!(!shown.contains("hidden") && shown.contains(ISSUER), "{shown}");
    assert_eq!(introspection.realm(), AUDIENCE);
    let any = fake.bare().any_audience().build().unwrap();
    assert_eq!((any.realm(), any.issuer()), ("api", Some(ISSUER)));
}

#[tokio::test]
async fn metadata_is_fetched_once_and_after_failures() {
    let fake = Fake::new(Mode::Users);
    let introspection = fake.introspection();
    let metadata = "/shop/.well-known/openid-configuration";
    for token in ["a", "b"] {
        assert!(present(&introspection, token).await.is_ok());
    }
    assert_eq!(fake.paths(), [metadata, "/shop/introspect", "/shop/introspect"]);
    fake.set(Mode::Down);
    assert_eq!(status(present(&introspection, "c").await).0, 503);
    fake.set(Mode::Users);
    let moved = "https://other.example/introspect";
    fake.publish(json!({"issuer": ISSUER, "introspection_endpoint": moved}));
    assert!(present(&introspection, "c").await.is_ok());
    assert_eq!(fake.calls().last().unwrap().url, moved);
}

#[tokio::test]
async fn s34_metadata_of_another_issuer_is_unavailable() {
    let endpoint = format!("{ISSUER}/introspect");
    let other = "https://evil.example";
    for (metadata, part) in [
        (json!({"issuer": other, "introspection_endpoint": endpoint}), "is `https://issuer"),
        (json!({"issuer": ISSUER}), "with `endpoint`"),
        (json!({"issuer": ISSUER, "introspection_endpoint": 1}), "no string"),
        (
            json!({"issuer": ISSUER, "introspection_endpoint": "http://127.0.0.1/introspect"}),
            "not encrypted",
        ),
        (Value::Null, "no string `issuer`"),
    ] {
        let fake = Fake::new(Mode::Users);
        fake.publish(metadata);
        let (code, reason) = status(present(&fake.introspection(), "token").await);
        assert_eq!(code, 503);
        assert!(reason.contains(part), "{reason}");
        // SECURITY: neither the token nor the secret was sent.
        assert_eq!(fake.calls().len(), 0);
    }
}

#[tokio::test]
async fn endpoint_by_its_url_needs_no_metadata() {
    let fake = Fake::new(Mode::Users);
    let builder = fake.builder().endpoint("http://127.0.0.1:8000/o/introspect/?tenant=shop");
    let introspection = builder.build().unwrap();
    assert!(present(&introspection, "alice").await.is_ok());
    assert_eq!(fake.paths(), ["/o/introspect/"]);
    let shown = format!("{introspection:?}");
    assert!(shown.contains("http://127.0.0.1:8000/o/introspect/") && !shown.contains("tenant"));
}
