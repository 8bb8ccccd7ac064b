//! Callers of the decision tables with API keys: a prefix, an underscore, and the name of the caller.

use std::io::{Error, ErrorKind};

use auth_core::Identity;
use auth_core::api_keys::{ApiKeys, KeyDigest};
use auth_core::jwt::{Jwt, Key};
use auth_core::time::Timestamp;
use http::HeaderName;

use crate::callers::CallerBook;

const ISSUER: &str = "https://issuer.example";

/// A key of `admin` with each visible ASCII character but the comma.
const EACH_CHARACTER: &str = r##"!"#$%&'()*+-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~"##;

/// Returns an authenticator for keys with `key_` in `X-Api-Key`.
pub(crate) fn in_header(book: &CallerBook) -> ApiKeys {
    let book = book.clone();
    let keys = move |digest| find(book.clone(), "key", digest);
    ApiKeys::in_header(ISSUER, HeaderName::from_static("x-api-key"), keys)
}

/// Returns an authenticator for bearer tokens with `shop_`.
pub(crate) fn with_prefix(book: &CallerBook) -> ApiKeys {
    let book = book.clone();
    ApiKeys::with_prefix(ISSUER, "shop", move |digest| find(book.clone(), "shop", digest))
}

/// Returns a verifier of JWTs.
pub(crate) fn jwt() -> Jwt {
    let key = Key::hs256(b"test data: thirty-two bytes long!").unwrap();
    Jwt::builder().issuer(ISSUER).audience("api").key(key).roles("/roles").build().unwrap()
}

/// Finds the caller by the digest of a key. One key has expired, and one causes an outage.
async fn find(
    book: CallerBook,
    prefix: &str,
    digest: KeyDigest,
) -> Result<Option<Identity>, Error> {
    book.wait().await;
    let is = |name: &str| digest == KeyDigest::of(&format!("{prefix}_{name}"));
    if is("outage") {
        return Err(Error::new(ErrorKind::ConnectionRefused, "connection refused"));
    }
    if is("expired") {
        let identity = Identity::builder(ISSUER, "admin").role("admin");
        let identity = identity.expires_at(Timestamp::from_secs(1_000_000)).build();
        return Ok(Some(identity.unwrap()));
    }
    if digest == KeyDigest::of(EACH_CHARACTER) {
        return Ok(book.look_up("admin").ok());
    }
    let name = ["admin", "editor"].into_iter().find(|name| is(name));
    Ok(name.and_then(|name| book.look_up(name).ok()))
}

/// Returns the keys that no log may show.
pub(crate) fn secrets(headers: &[(String, String)]) -> Vec<String> {
    let values = headers.iter().flat_map(|(_, value)| value.split([' ', ',']));
    values.filter(|value| value.contains('_')).map(str::to_owned).collect()
}
