//! Callers of the decision tables with passwords: the name of the caller, and `open sesame`.

use auth_core::authn::AuthenticationError;
use auth_core::basic::{Basic, Password, PasswordHashes, StoredUser};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::callers::CallerBook;

/// The hash of `open sesame` over 8 KiB, so that tests are quick.
const OPEN_SESAME: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$hB+3w+XCqbeX/gTIqKvDd3rvONixo8T2Dgv6KiwCGcs";

/// Returns an authenticator whose function compares passwords.
pub(crate) fn verified(book: &CallerBook) -> Basic {
    let book = book.clone();
    let verify = move |user: String, password: Password| {
        let book = book.clone();
        async move {
            book.wait().await;
            match password.expose() {
                "open sesame" => book.look_up(&user),
                _ => Err(AuthenticationError::invalid("wrong")),
            }
        }
    };
    Basic::new("https://issuer.example", verify).realm("users")
}

/// Returns an authenticator with hashes of passwords.
pub(crate) fn hashed(book: &CallerBook) -> Basic {
    let book = book.clone();
    let users = move |user: String| {
        let book = book.clone();
        async move {
            book.wait().await;
            match book.look_up(&user) {
                Ok(identity) => Ok(Some(StoredUser::new(OPEN_SESAME, identity).unwrap())),
                Err(AuthenticationError::Unavailable { .. }) => Err("connection refused"),
                Err(_) => Ok(None),
            }
        }
    };
    Basic::new("https://issuer.example", PasswordHashes::new(users)).realm("users")
}

/// Returns the texts of `Basic` credentials that no log may show: the password, and its Base64.
pub(crate) fn secrets(headers: &[(String, String)]) -> Vec<String> {
    let mut secrets = Vec::new();
    for (name, value) in headers {
        for value in value.split(", ") {
            let Some((scheme, encoded)) = value.split_once(' ') else { continue };
            if name != "authorization" || !scheme.eq_ignore_ascii_case("basic") {
                continue;
            }
            let decoded = STANDARD.decode(encoded).ok().and_then(|it| String::from_utf8(it).ok());
            let password = decoded.as_deref().and_then(|pair| Some(pair.split_once(':')?.1));
            let secret = |text: &&str| text.len() > 3;
            secrets.extend(
                [Some(encoded), password].into_iter().flatten().filter(secret).map(str::to_owned),
            );
        }
    }
    secrets
}
