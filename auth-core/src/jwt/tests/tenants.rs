//! Issuers that are templates, and their tenants.

use super::issuer::{AUDIENCE, Issuer, good, verify, with};
use crate::authn::{Authenticator, Takes};
use crate::jwt::{Algorithm, Jwt, JwtBuilder, JwtError, Key, TokenError};

const TEMPLATE: &str = "https://login.example/{tenantid}/v2.0";

fn of(tenant: &str) -> String {
    format!("https://login.example/{tenant}/v2.0")
}

/// Returns the issuer of an identity with the `iss` of a tenant, or `None` for a rejected one.
fn issuer(jwt: &Jwt, signer: &Issuer, iss: &str) -> Option<String> {
    match verify(jwt, &signer.token(&with("iss", iss))) {
        Ok(identity) => Some(identity.issuer().to_owned()),
        Err(TokenError::Issuer(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn s24_listed_tenants_are_accepted() {
    let signer = Issuer::new(Algorithm::HS256);
    let builder = signer.builder().issuer(TEMPLATE).tenants(["a"]).tenants(["b-2".to_owned()]);
    let jwt = builder.build().unwrap();
    for tenant in ["a", "b-2"] {
        assert_eq!(issuer(&jwt, &signer, &of(tenant)), Some(of(tenant)));
    }
    for iss in [&*of("c"), &of("A"), &of(""), &of("a/b"), &of("{tenantid}"), TEMPLATE, "a"] {
        assert_eq!(issuer(&jwt, &signer, iss), None, "{iss}");
    }
    assert_eq!(jwt.issuer(), None);
    assert_eq!(jwt.takes(), Takes::TokensOf(TEMPLATE));
}

#[test]
fn s24_function_decides_about_a_tenant() {
    let signer = Issuer::new(Algorithm::HS256);
    let builder = signer.builder().issuer(TEMPLATE).tenants_by(|tenant| tenant.starts_with("x-"));
    let jwt = builder.build().unwrap();
    assert_eq!(issuer(&jwt, &signer, &of("x-1")), Some(of("x-1")));
    assert_eq!(issuer(&jwt, &signer, &of("y-1")), None);
}

#[test]
fn template_and_tenants_need_each_other() {
    let key = Key::hs256(b"test data: thirty-two bytes long!").unwrap();
    let error = |set: fn(JwtBuilder) -> JwtBuilder| {
        set(Jwt::builder().audience(AUDIENCE).key(key.clone())).build().unwrap_err()
    };
    let no_tenants = JwtError::NoTenants(TEMPLATE.into());
    assert_eq!(error(|jwt| jwt.issuer(TEMPLATE)), no_tenants);
    assert_eq!(error(|jwt| jwt.issuer(TEMPLATE).tenants([""; 0])), no_tenants);
    for issuer in ["https://login.example", "https://{a}.example/{b}"] {
        let builder = Jwt::builder().audience(AUDIENCE).key(key.clone()).issuer(issuer);
        assert_eq!(builder.tenants(["a"]).build().unwrap_err(), JwtError::NoTemplate);
    }
}

#[test]
fn s24_key_of_one_tenant_verifies_no_tokens() {
    let set = |issuer: &str| {
        format!(
            r#"{{"keys": [{{"kty": "OKP", "crv": "Ed25519", "kid": "1", "issuer": "{issuer}",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}]}}"#
        )
    };
    let build = |issuer: &str| {
        let builder = Jwt::builder().issuer(TEMPLATE).tenants(["a", "b"]).audience(AUDIENCE);
        builder.jwks(&set(issuer)).unwrap().build().map(|_| ())
    };
    assert_eq!(build(TEMPLATE), Ok(()));
    assert_eq!(build(&of("a")), Err(JwtError::AllOfOtherIssuers(of("a").into())));
}

#[test]
fn first_verified_tenant_does_not_decide_for_others() {
    let signer = Issuer::new(Algorithm::HS256);
    let jwt = signer.builder().issuer(TEMPLATE).tenants(["a", "b"]).build().unwrap();
    let tokens = ["a", "b"].map(|tenant| (of(tenant), signer.token(&with("iss", of(tenant)))));
    // The second round recalls the tokens from the cache.
    for _ in 0..2 {
        for (issuer, token) in &tokens {
            assert_eq!(verify(&jwt, token).unwrap().issuer(), issuer);
        }
    }
    assert!(verify(&jwt, &signer.token(&good())).is_err());
}
