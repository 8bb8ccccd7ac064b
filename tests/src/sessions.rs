//! Callers of the decision tables with sessions: `id-` and the name of the caller.

use auth_core::authn::AuthenticationError;
use auth_core::sessions::{SessionId, Sessions};
use auth_core::time::Timestamp;

use crate::callers::CallerBook;

const NAME: &str = "__Host-session";

/// Returns an authenticator for the cookie `__Host-session`.
pub(crate) fn of(book: &CallerBook) -> Sessions {
    let book = book.clone();
    let store = move |id: SessionId| {
        let book = book.clone();
        async move {
            book.wait().await;
            let Some(name) = id.expose().strip_prefix("id-") else { return Ok(None) };
            match book.look_up(name) {
                Ok(identity) => Ok(Some(identity)),
                Err(AuthenticationError::Unavailable { .. }) => Err("connection refused"),
                Err(AuthenticationError::Expired) => Ok(Some(expired())),
                Err(_) => Ok(None),
            }
        }
    };
    Sessions::cookie("https://issuer.example", NAME, store).realm("app")
}

fn expired() -> auth_core::Identity {
    let identity = auth_core::Identity::builder("https://issuer.example", "expired");
    identity.expires_at(Timestamp::from_secs(1_000_000)).build().unwrap()
}

/// Returns the values of cookies that no log may show.
pub(crate) fn ids(headers: &[(String, String)]) -> Vec<String> {
    let cookies = headers.iter().filter(|(name, _)| name == "cookie");
    let values = cookies.flat_map(|(_, line)| line.split(';')).filter_map(|it| it.split_once('='));
    values.map(|(_, value)| value.trim().to_owned()).filter(|value| value.contains("id-")).collect()
}
