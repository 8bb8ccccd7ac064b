//! Hostile tokens: each has a key id of its own, and no valid signature.

use serde_json::json;
use tests::signer::encode;

use crate::issuer::claims;

/// The `iat` of hostile tokens, relative to the time of their use.
pub const ISSUED: [(&str, Option<i64>); 4] = [
    ("no `iat`", None),
    ("an hour ago", Some(-60 * 60)),
    ("now", Some(0)),
    ("in an hour", Some(60 * 60)),
];

/// Returns the token of this number at the time `now`, with an `iat` of [`ISSUED`] in turn.
pub fn token(issuer: &str, number: u32, now: i64) -> String {
    // Not a counter: similar ids could be treated alike.
    let id = format!("{:016x}", u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let header = json!({"alg": "ES256", "kid": id, "typ": "JWT"});
    let offset = ISSUED[usize::try_from(number).unwrap() % ISSUED.len()].1;
    let claims = claims(issuer, "mallory", offset.map(|offset| now + offset), now);
    let [header, claims] = [header, claims].map(|part| encode(part.to_string()));
    format!("{header}.{claims}.{}", encode([0; 64]))
}
