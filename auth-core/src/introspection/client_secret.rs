//! Credentials of this service at the introspection endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

/// The characters that a form encodes. Some servers decode none of the others.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Credentials of this service at the endpoint. Their memory is overwritten when they are dropped.
pub(super) enum ClientSecret {
    /// The value of `Authorization`.
    Basic(Zeroizing<String>),
    /// Members of the form.
    Form(Zeroizing<String>),
}

impl ClientSecret {
    /// Returns the credentials for HTTP Basic, each part encoded as in a form (RFC 6749 §2.3.1).
    pub(super) fn basic(id: &str, secret: &str) -> Self {
        let pair = joined(&["", id, ":", secret]);
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        Self::Basic(Zeroizing::new(["Basic ", &encoded].concat()))
    }

    /// Returns the credentials as members of the form.
    pub(super) fn form(id: &str, secret: &str) -> Self {
        Self::Form(joined(&["&client_id=", id, "&client_secret=", secret]))
    }

    /// Returns the body of the request about a token, and adds the header with the credentials.
    pub(super) fn form_about(&self, token: &str, headers: &mut HeaderMap) -> Vec<u8> {
        let mut form = joined(&["token=", token, "&token_type_hint=access_token", ""]);
        match self {
            Self::Basic(value) => {
                // Base64 is always a value.
                if let Ok(mut value) = HeaderValue::from_str(value) {
                    value.set_sensitive(true);
                    headers.insert(AUTHORIZATION, value);
                }
            }
            Self::Form(members) => form.push_str(members),
        }
        std::mem::take(&mut *form).into_bytes()
    }
}

/// Joins texts, of which each second one is encoded.
fn joined(parts: &[&str]) -> Zeroizing<String> {
    // An encoded byte takes three. With this capacity, no copy stays behind in the memory.
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let mut joined = Zeroizing::new(String::with_capacity(len.saturating_mul(3)));
    for pair in parts.chunks(2) {
        if let [text, value] = pair {
            joined.push_str(text);
            joined.extend(utf8_percent_encode(value, ENCODED));
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(secret: &ClientSecret, token: &str) -> (String, Option<String>) {
        let mut headers = HeaderMap::new();
        let body = String::from_utf8(secret.form_about(token, &mut headers)).unwrap();
        assert!(!format!("{headers:?}").contains("Basic"));
        let value = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        (body, value)
    }

    #[test]
    fn s54_parts_of_the_client_are_form_encoded() {
        // The characters of RFC 6749, appendix B.
        let (id, secret) = ("1f:x", " %&+\u{a3}\u{20ac}-._~");
        let (body, value) = sent(&ClientSecret::basic(id, secret), "a+/b=");
        assert_eq!(body, "token=a%2B%2Fb%3D&token_type_hint=access_token");
        let encoded = "1f%3Ax:%20%25%26%2B%C2%A3%E2%82%AC-._%7E";
        assert_eq!(value, Some(format!("Basic {}", STANDARD.encode(encoded))));
        let (body, value) = sent(&ClientSecret::form(id, secret), "t");
        assert_eq!(
            body,
            "token=t&token_type_hint=access_token\
             &client_id=1f%3Ax&client_secret=%20%25%26%2B%C2%A3%E2%82%AC-._%7E"
        );
        assert_eq!(value, None);
    }
}
