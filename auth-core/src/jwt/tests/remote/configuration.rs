//! Configuration of fetched keys: each mistake is an error of `build`.

use std::time::Duration;

use super::super::issuer::{AUDIENCE, ISSUER, Issuer};
use super::fake::{Fake, Signer, ready};
use crate::jwt::{Algorithm, Jwt, JwtBuilder, JwtError};

fn error(builder: JwtBuilder) -> JwtError {
    builder.build().unwrap_err()
}

#[test]
fn s43_url_that_cannot_be_fetched_is_an_error() {
    let builder = || Jwt::builder().audience(AUDIENCE).http_client(Fake::new(&[]));
    for url in ["http://issuer.example", "issuer.example", "https://a@issuer.example", ""] {
        if !url.is_empty() {
            let found = error(builder().discover(url));
            assert!(matches!(found, JwtError::Url { .. }), "{url}: {found}");
        }
        let found = error(builder().issuer(ISSUER).jwks_uri(url));
        assert!(matches!(found, JwtError::Url { .. }), "{url}: {found}");
    }
    assert_eq!(error(builder().discover("")), JwtError::NoIssuer);
    let metadata = error(builder().discover(format!("{ISSUER}{}", super::fake::METADATA)));
    assert!(metadata.to_string().contains("before `/.well-known/`"), "{metadata}");
    assert_eq!(
        error(builder().discover("http://issuer.example")).to_string(),
        "the keys cannot be fetched from `http://issuer.example`: it is not encrypted: use \
         `https://`; `http://` is for `127.0.0.1`, `[::1]` and `localhost` only"
    );
}

#[test]
fn password_in_a_url_is_not_in_the_error() {
    for url in ["https://user:pass@issuer.example", "https://user:p ass@issuer.example/#"] {
        let found = error(Fake::new(&[]).builder().jwks_uri(url));
        assert!(!format!("{found} {found:?}").contains("ass"), "{found:?}");
        assert!(found.to_string().contains("issuer.example"), "{found}");
    }
}

#[test]
fn two_origins_of_keys_are_an_error() {
    let key = Issuer::new(Algorithm::ES256).key();
    let fetched = Fake::new(&[]).builder();
    assert_eq!(error(fetched.clone().key(key.clone())), JwtError::FetchedKeys);
    let jwt = fetched.build().unwrap();
    assert_eq!(jwt.replace_keys([key]).unwrap_err(), JwtError::FetchedKeys);
}

#[test]
fn maximum_age_has_bounds() {
    let build = |seconds| Fake::new(&[]).builder().max_stale(Duration::from_secs(seconds)).build();
    for seconds in [0, 59, 86_401, u64::MAX] {
        assert_eq!(build(seconds).unwrap_err(), JwtError::MaxStale, "{seconds}");
    }
    assert!(build(60).is_ok() && build(86_400).is_ok());
}

#[test]
fn template_needs_the_url_of_its_keys() {
    let template = "https://login.example/{tenant}/v2.0";
    let tenants = || Jwt::builder().tenants(["a"]).audience(AUDIENCE).http_client(Fake::new(&[]));
    assert_eq!(error(tenants().discover(template)), JwtError::TemplateMetadata(template.into()));
    let uri = "https://login.example/keys";
    assert!(tenants().issuer(template).jwks_uri(uri).build().is_ok());
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn discovery_without_a_client_is_an_error() {
    let builder = Jwt::builder().discover(ISSUER).audience(AUDIENCE);
    assert_eq!(error(builder), JwtError::NoHttpClient);
}

#[tokio::test(start_paused = true)]
async fn metadata_of_another_issuer_is_an_error() {
    let signer = Signer::new("a");
    let jwt = Fake::new(&[signer.jwk()]).builder().discover(format!("{ISSUER}/")).build().unwrap();
    let error = ready(&jwt, 0).await.unwrap_err().to_string();
    assert!(error.contains(&format!("write `discover(\"{ISSUER}\")`")), "{error}");
}

#[tokio::test(start_paused = true)]
async fn s43_fetched_set_has_64_keys_at_most() {
    let signer = Signer::new("a");
    let keys = |count: usize| {
        let jwk = |index: usize| {
            let mut jwk = signer.jwk();
            jwk["kid"] = index.to_string().into();
            jwk
        };
        (0..count).map(jwk).collect::<Vec<_>>()
    };
    ready(&Fake::new(&keys(64)).jwt(), 0).await.unwrap();
    for set in [keys(65), Vec::new()] {
        ready(&Fake::new(&set).jwt(), 0).await.unwrap_err();
    }
}
