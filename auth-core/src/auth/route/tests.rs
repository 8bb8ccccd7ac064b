//! Tests of the choice between authenticators.

use http::HeaderValue;

use super::*;
use crate::Auth;
use crate::auth::AuthError;
use crate::authn::{AuthenticationError, Authenticator, MaybeReady, Takes};
use crate::identity::Identity;
use crate::request::scheme::Scheme;
use crate::time::Timestamp;

/// It takes these bearer tokens, and has the realm `self.1`.
#[derive(Debug)]
struct Taker(Takes<'static>, &'static str);

impl Authenticator for Taker {
    fn scheme(&self) -> Scheme {
        Scheme::BEARER
    }

    fn realm(&self) -> &str {
        self.1
    }

    fn takes(&self) -> Takes<'_> {
        self.0
    }

    fn authenticate<'a>(
        &'a self,
        _: &'a Credentials,
        _: Timestamp,
    ) -> MaybeReady<'a, Result<Identity, AuthenticationError>> {
        MaybeReady::ready(Err(AuthenticationError::NoCredentials))
    }
}

fn build(takes: &[Takes<'static>]) -> Result<Auth, AuthError> {
    let builder = takes
        .iter()
        .fold(Auth::builder(), |builder, takes| builder.authenticator(Taker(*takes, "api")));
    builder.user_issuer("users").build()
}

/// Returns the taker of a token.
fn taker(takes: &[Takes<'static>], token: &str) -> Option<Takes<'static>> {
    let auth = build(takes).unwrap();
    let header = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
    let credentials = Credentials::from_authorization(&header, &[Scheme::BEARER]).unwrap().unwrap();
    let installed = &auth.config.installed;
    let chosen = route(installed, installed.first()?, &credentials).ok()?;
    let position = installed.iter().position(|one| std::ptr::eq(one, chosen));
    position.and_then(|position| takes.get(position)).copied()
}

const SHOP: Takes<'static> = Takes::Prefix("shop_");
const PARTNER: Takes<'static> = Takes::Prefix("partner_");
const A: Takes<'static> = Takes::TokensOf("https://a.example");
const B: Takes<'static> = Takes::TokensOf("https://b.example");
const OPAQUE: Takes<'static> = Takes::Opaque;

/// `{"alg":"HS256"}.{"iss":"https://a.example"}.sig`
const OF_A: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSJ9.c2ln";
/// `{"alg":"HS256"}.{"iss":"https://c.example"}.sig`
const OF_C: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2MuZXhhbXBsZSJ9.c2ln";
/// `{"alg":"HS256"}.{}.sig`
const OF_NONE: &str = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

#[test]
fn s45_prefix_takes_its_tokens_in_each_order() {
    let mut all = [SHOP, PARTNER, A, B, OPAQUE];
    for _ in 0..all.len() {
        all.rotate_left(1);
        assert_eq!(taker(&all, "shop_key"), Some(SHOP));
        assert_eq!(taker(&all, "shop_"), Some(SHOP));
        assert_eq!(taker(&all, "partner_key"), Some(PARTNER));
        // A JWT after a prefix is a key.
        assert_eq!(taker(&all, &format!("shop_{OF_A}")), Some(SHOP));
        for token in ["shop", "shop-key", "Shop_key", "SHOP_key", "key", "ashop_key", "x.y.z"] {
            assert_eq!(taker(&all, token), Some(OPAQUE), "{token}");
        }
        for token in [OF_C, OF_NONE, "eyJhbGciOiJIUzI1NiJ9.broken.c2ln", "e30.a.b.c.d"] {
            assert_eq!(taker(&all, token), None, "{token}");
        }
    }
}

#[cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))]
#[test]
fn s45_issuer_takes_its_tokens_in_each_order() {
    let mut all = [SHOP, A, B, OPAQUE];
    for _ in 0..all.len() {
        all.rotate_left(1);
        assert_eq!(taker(&all, OF_A), Some(A));
    }
}

#[test]
fn s45_token_that_no_authenticator_takes_has_none() {
    for token in ["key", OF_A, "partner_key"] {
        assert_eq!(taker(&[SHOP], token), None, "{token}");
        assert_eq!(taker(&[SHOP, Takes::Prefix("web_")], token), None, "{token}");
    }
    for token in ["key", OF_C] {
        assert_eq!(taker(&[SHOP, A, B], token), None, "{token}");
    }
}

#[test]
fn s45_only_one_without_prefix_takes_the_rest() {
    // A verifier rejects what is no token of its issuer by itself.
    for token in ["key", OF_A, OF_C] {
        assert_eq!(taker(&[SHOP, A], token), Some(A), "{token}");
        assert_eq!(taker(&[SHOP, OPAQUE], token), Some(OPAQUE), "{token}");
    }
}

#[test]
fn s45_authenticators_of_equal_tokens_are_not_built() {
    let error = |takes: &[Takes<'static>]| build(takes).unwrap_err();
    for (one, other) in [
        (Takes::All, Takes::All),
        (Takes::All, SHOP),
        (Takes::All, A),
        (Takes::All, OPAQUE),
        (OPAQUE, OPAQUE),
    ] {
        assert_eq!(error(&[one, other]), AuthError::SameScheme(Scheme::BEARER));
        assert_eq!(error(&[other, one]), AuthError::SameScheme(Scheme::BEARER));
    }
    let part = error(&[SHOP, A, Takes::Prefix("shop_eu_")]);
    assert_eq!(part, AuthError::SamePrefix("shop_".into(), "shop_eu_".into()));
    for name in ["`shop_`", "`shop_eu_`"] {
        assert!(part.to_string().contains(name), "{part}");
    }
    let whole = error(&[Takes::Prefix("shop_eu_"), SHOP]);
    assert_eq!(whole, AuthError::SamePrefix("shop_eu_".into(), "shop_".into()));
    assert_eq!(error(&[SHOP, SHOP]), AuthError::SamePrefix("shop_".into(), "shop_".into()));
    assert!(build(&[Takes::Prefix("shop_eu_"), Takes::Prefix("shop_us_")]).is_ok());
}

#[test]
fn s45_prefix_that_cannot_tell_its_tokens_is_not_built() {
    for prefix in [
        "",
        "e",
        "ey",
        "eyJ",
        "eyJhbGciOi",
        "e3",
        "I",
        "ewo",
        "IHs",
        "a b",
        "a,b",
        "a=",
        "\"",
        "ä",
        "a\0",
        "a\n",
        "a\u{7f}",
        "a:b",
    ] {
        let takes = Takes::Prefix(prefix);
        assert_eq!(build(&[takes]).unwrap_err(), AuthError::UnfitPrefix(prefix.into()));
        assert_eq!(build(&[A, takes]).unwrap_err(), AuthError::UnfitPrefix(prefix.into()));
    }
    for prefix in ["shop_", "s", "sk_live_", "env-", "a.b", "~", "+/"] {
        assert!(build(&[A, Takes::Prefix(prefix)]).is_ok(), "{prefix}");
    }
}

#[test]
fn s45_authenticators_of_one_scheme_need_one_realm() {
    let builder = Auth::builder().authenticator(Taker(SHOP, "a")).authenticator(Taker(A, "b"));
    let error = builder.user_issuer("users").build().unwrap_err();
    assert_eq!(error, AuthError::DifferentRealms(Scheme::BEARER));
}
