//! The edges of `exp`, `nbf` and `iat`, to the second.

use std::time::Duration;

use super::issuer::{Issuer, NOW, good, kind, verify, with};
use crate::authn::AuthenticationError;
use crate::jwt::{Algorithm, TokenError};
use crate::time::Timestamp;

/// Returns the result for these claims at the time `now` with this leeway.
fn at(now: i64, leeway: u64, claims: &impl ToString) -> Result<(), String> {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer.builder().leeway(Duration::from_secs(leeway)).build().unwrap();
    let token = issuer.sign(r#"{"alg":"HS256"}"#, claims.to_string());
    jwt.verify(&token, Timestamp::from_secs(now)).map(|_| ()).map_err(kind)
}

/// Good claims, but for one that is written like this.
fn raw(name: &str, number: &str) -> String {
    let mut claims = good();
    claims.as_object_mut().unwrap().remove(name);
    claims.to_string().replacen('{', &format!("{{\"{name}\":{number},"), 1)
}

#[test]
fn s17_token_is_rejected_at_exp_plus_leeway() {
    for leeway in [0, 1, 60, 300] {
        let end = NOW + i64::try_from(leeway).unwrap();
        assert_eq!(at(end - 1, leeway, &with("exp", NOW)), Ok(()), "{leeway}");
        assert_eq!(at(end, leeway, &with("exp", NOW)), Err("Expired".to_owned()), "{leeway}");
        assert_eq!(at(end + 1, leeway, &with("exp", NOW)), Err("Expired".to_owned()), "{leeway}");
    }
}

#[test]
fn s17_nbf_accepts_at_nbf_minus_leeway() {
    for leeway in [0, 1, 60, 300] {
        let start = NOW - i64::try_from(leeway).unwrap();
        assert_eq!(
            at(start - 1, leeway, &with("nbf", NOW)),
            Err("NotYetValid".to_owned()),
            "{leeway}"
        );
        assert_eq!(at(start, leeway, &with("nbf", NOW)), Ok(()), "{leeway}");
    }
}

#[test]
fn s17_iat_in_the_future_is_rejected() {
    for leeway in [0, 1, 60, 300] {
        let start = NOW - i64::try_from(leeway).unwrap();
        assert_eq!(
            at(start - 1, leeway, &with("iat", NOW)),
            Err("IssuedInFuture".to_owned()),
            "{leeway}"
        );
        assert_eq!(at(start, leeway, &with("iat", NOW)), Ok(()), "{leeway}");
    }
}

#[test]
fn s17_fractions_are_rounded_to_rejection() {
    let exp = |text: &str, now| at(now, 0, &raw("exp", text));
    assert_eq!(exp("1800000000.0", NOW - 1), Ok(()));
    assert_eq!(exp("1.8e9", NOW - 1), Ok(()));
    assert_eq!(exp("1800000000.999", NOW), Err("Expired".to_owned()));
    let nbf = |text: &str, now| at(now, 0, &raw("nbf", text));
    assert_eq!(nbf("1800000000.0", NOW), Ok(()));
    assert_eq!(nbf("1800000000.001", NOW), Err("NotYetValid".to_owned()));
    assert_eq!(nbf("1800000000.001", NOW + 1), Ok(()));
    assert_eq!(at(NOW, 0, &raw("iat", "1800000000.001")), Err("IssuedInFuture".to_owned()));
}

#[test]
fn s17_no_number_overflows() {
    let huge = ["1e400", "-1e400", &"9".repeat(400)];
    for (name, number) in ["exp", "nbf", "iat", "auth_time"]
        .into_iter()
        .flat_map(|name| huge.map(|number| (name, number)))
    {
        let said = at(NOW, 60, &raw(name, number)).unwrap_err();
        assert!(said.starts_with("Claim"), "{name} {number} {said}");
    }
    let late = [
        "253402300800",
        "1800000000000",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "1e19",
        "1e308",
    ];
    for number in late {
        assert_eq!(
            at(NOW, 60, &raw("exp", number)),
            Err(kind(TokenError::Claim("exp"))),
            "{number}"
        );
        assert_eq!(at(NOW, 60, &raw("nbf", number)), Err("NotYetValid".to_owned()), "{number}");
        assert_eq!(at(NOW, 60, &raw("iat", number)), Err("IssuedInFuture".to_owned()), "{number}");
        assert_eq!(at(NOW, 60, &raw("auth_time", number)), Ok(()), "{number}");
    }
    let early = [
        "-1",
        "-0",
        "0",
        "-0.5",
        "-1e308",
        "-9223372036854775808",
        "-9223372036854775809",
        "1e-400",
    ];
    for number in early {
        assert_eq!(at(NOW, 60, &raw("exp", number)), Err("Expired".to_owned()), "{number}");
        assert_eq!(at(NOW, 60, &raw("nbf", number)), Ok(()), "{number}");
        assert_eq!(at(NOW, 60, &raw("iat", number)), Ok(()), "{number}");
    }
    assert_eq!(at(NOW, 60, &raw("exp", "253402300799")), Ok(()));
    // Clocks that are beyond reason.
    assert_eq!(at(i64::MAX, 300, &good()), Err("Expired".to_owned()));
    assert_eq!(at(i64::MIN, 300, &good()), Ok(()));
    assert_eq!(at(i64::MIN, 300, &with("nbf", i64::MIN)), Ok(()));
    assert_eq!(at(i64::MIN, 300, &with("nbf", 0)), Err("NotYetValid".to_owned()));
}

#[test]
fn s17_longest_lifetime_counts_from_iat() {
    let issuer = Issuer::new(Algorithm::HS256);
    let jwt = issuer
        .builder()
        .leeway(Duration::ZERO)
        .max_lifetime(Duration::from_secs(60))
        .build()
        .unwrap();
    let says = |claims: &str, now| {
        let token = issuer.sign(r#"{"alg":"HS256"}"#, claims);
        let identity = jwt.verify(&token, Timestamp::from_secs(now)).map_err(kind);
        identity.map(|identity| identity.expires_at().unwrap())
    };
    for (issued, end) in
        [("1800000000", NOW + 60), ("1800000000.999", NOW + 60), ("1800000600", NOW + 600)]
    {
        let claims = raw("iat", issued);
        assert_eq!(
            says(&claims, end - 1).ok(),
            (end < NOW + 600).then_some(Timestamp::from_secs(end))
        );
        assert_eq!(says(&claims, end), Err("Expired".to_owned()), "{issued}");
    }
    assert_eq!(says(&good().to_string(), NOW), Err(kind(TokenError::MissingClaim("iat"))));
    assert_eq!(says(&raw("iat", "1e308"), NOW), Err("IssuedInFuture".to_owned()));
    assert_eq!(says(&raw("iat", "-1e308"), NOW), Err("Expired".to_owned()));
}

#[test]
fn s17_token_is_checked_again_at_each_time() {
    let issuer = Issuer::new(Algorithm::EdDSA);
    let jwt = issuer.jwt();
    let mut claims = with("nbf", NOW);
    claims["exp"] = (NOW + 10).into();
    let token = issuer.token(&claims);
    let at = |now| jwt.verify(&token, Timestamp::from_secs(now)).map(|_| ()).map_err(kind);
    assert_eq!(at(NOW - 61), Err("NotYetValid".to_owned()));
    assert_eq!(at(NOW), Ok(()));
    assert_eq!(at(NOW + 70), Err("Expired".to_owned()));
}

#[test]
fn s11_only_expiry_is_told_apart() {
    let (end, now) = (Timestamp::from_secs(NOW), Timestamp::from_secs(NOW + 75));
    let expired = AuthenticationError::from(TokenError::Expired { end, now });
    assert!(expired.is_expired() && AuthenticationError::Expired.is_expired());
    let early = TokenError::NotYetValid { start: now, now: end };
    for other in [TokenError::Signature, early, TokenError::Claim("exp"), TokenError::Form] {
        let other = AuthenticationError::from(other);
        assert!(matches!(other, AuthenticationError::Invalid(_)) && !other.is_expired());
    }
    let issuer = Issuer::new(Algorithm::HS256);
    let forged = Issuer::new(Algorithm::HS256).token(&with("exp", 1));
    assert_eq!(verify(&issuer.jwt(), &forged).unwrap_err(), TokenError::Signature);
}
