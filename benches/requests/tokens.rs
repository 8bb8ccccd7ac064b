//! Mints distinct tokens of equal size.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;
use jsonwebtoken::{Header, encode};
use serde::Serialize;

use crate::keys::Keys;

pub(crate) const ISSUER: &str = "https://issuer.example";
pub(crate) const AUDIENCE: &str = "https://api.example";
/// The role that every contestant requires.
pub(crate) const NEEDED: &str = "admin";

/// The caller of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Anonymous,
    Admin,
    Viewer,
}

impl Caller {
    fn roles(self) -> [&'static str; 3] {
        match self {
            Self::Admin => ["viewer", "editor", NEEDED],
            Self::Viewer | Self::Anonymous => ["viewer", "author", "guest"],
        }
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    exp: u64,
    iat: u64,
    nbf: u64,
    roles: [&'a str; 3],
    scope: &'a str,
}

/// Numbers the subjects, so that no token is minted twice.
#[derive(Debug, Default)]
pub(crate) struct Mint {
    serial: u32,
}

impl Mint {
    /// Returns `count` distinct `Authorization` values, or none for an anonymous caller.
    pub(crate) fn authorizations(
        &mut self,
        keys: &Keys,
        caller: Caller,
        count: usize,
    ) -> Vec<HeaderValue> {
        let count = if caller == Caller::Anonymous { 0 } else { count };
        (0..count).map(|_| self.authorization(keys, caller)).collect()
    }

    pub(crate) fn authorization(&mut self, keys: &Keys, caller: Caller) -> HeaderValue {
        self.serial += 1;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: &format!("user-{:08}", self.serial),
            exp: now + 3600,
            iat: now,
            nbf: now,
            roles: caller.roles(),
            scope: "posts:read posts:write",
        };
        let token =
            encode(&Header::new(keys.algorithm), &claims, &keys.signing).expect("the key signs");
        HeaderValue::try_from(format!("Bearer {token}")).expect("a token is visible ASCII")
    }
}
