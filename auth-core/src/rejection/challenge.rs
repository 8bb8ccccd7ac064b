//! Challenges: the values of `WWW-Authenticate` headers.

use std::fmt::{self, Write as _};

use http::HeaderValue;

use crate::policy::denial::StepUp;
use crate::request::scheme::Scheme;

/// A challenge: the scheme to authenticate with, and the error of the attempt
/// ([RFC 9110 §11.3](https://www.rfc-editor.org/rfc/rfc9110#section-11.3),
/// [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
///
/// ```
/// use auth_core::Policy;
/// use auth_core::policy::{Facts, Rule};
///
/// struct CanWrite;
///
/// impl Policy for CanWrite {
///     const RULE: Rule = Rule::scope("posts:write");
/// }
///
/// let rejection = Facts::anonymous().check::<CanWrite>().unwrap_err();
/// assert_eq!(rejection.challenges()[0].to_string(), r#"Bearer realm="api""#);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Challenge {
    scheme: Scheme,
    parameters: Vec<(&'static str, String)>,
}

/// The `error` of a challenge (RFC 6750 §3.1, RFC 9470 §3), with one fixed description each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ChallengeError {
    ExpiredToken,
    InsufficientScope,
    InsufficientUserAuthentication,
    InvalidRequest,
    InvalidToken,
}

impl ChallengeError {
    // Neither string may contain `"` or `\` (RFC 6750 §3).
    fn code_and_description(self) -> (&'static str, &'static str) {
        match self {
            Self::ExpiredToken => ("invalid_token", "The access token expired"),
            Self::InsufficientScope => (
                "insufficient_scope",
                "The request requires higher privileges than the access token provides",
            ),
            Self::InsufficientUserAuthentication => (
                "insufficient_user_authentication",
                "The request requires another or a more recent login",
            ),
            Self::InvalidRequest => {
                ("invalid_request", "The request presents more than one set of credentials")
            }
            Self::InvalidToken => ("invalid_token", "The access token is invalid"),
        }
    }
}

impl Challenge {
    pub(crate) fn new(scheme: Scheme, realm: &str) -> Self {
        let mut parameters = vec![("realm", realm.to_owned())];
        if scheme == Scheme::BASIC {
            // Without it, some browsers encode a password in Latin-1 (RFC 7617 §2.1).
            parameters.push(("charset", "UTF-8".to_owned()));
        }
        Self { scheme, parameters }
    }

    pub(crate) fn with_error(mut self, error: ChallengeError) -> Self {
        let (code, description) = error.code_and_description();
        self.parameters.push(("error", code.to_owned()));
        self.parameters.push(("error_description", description.to_owned()));
        self
    }

    /// Adds the URL of the resource's metadata (RFC 9728 §5.1).
    pub(crate) fn with_resource_metadata(mut self, url: &str) -> Self {
        self.parameters.push(("resource_metadata", url.to_owned()));
        self
    }

    /// Adds the requested kind and age of login (RFC 9470 §3).
    pub(crate) fn with_step_up(mut self, step_up: &StepUp) -> Self {
        if !step_up.acr_values.is_empty() {
            self.parameters.push(("acr_values", step_up.acr_values.join(" ")));
        }
        if let Some(seconds) = step_up.max_age {
            self.parameters.push(("max_age", seconds.to_string()));
        }
        self
    }

    pub(crate) fn with_scopes(mut self, scopes: &[&str]) -> Self {
        if !scopes.is_empty() {
            self.parameters.push(("scope", scopes.join(" ")));
        }
        self
    }

    /// Returns the scheme that the client should use.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the value of a parameter such as `realm`, `error` or `scope`, without quotes.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, value) =
            self.parameters.iter().find(|(parameter, _)| parameter.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    pub(crate) fn to_value(&self) -> HeaderValue {
        // Most challenges fit, so most 401s allocate once.
        let mut text = String::with_capacity(64);
        let written = write!(text, "{self}").ok().and_then(|()| HeaderValue::try_from(text).ok());
        // `Display` writes visible ASCII and spaces only. If that were wrong, the bare scheme would
        // still be a challenge.
        written.unwrap_or_else(|| HeaderValue::from_static(self.scheme.as_str()))
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scheme.fmt(f)?;
        for (index, (name, value)) in self.parameters.iter().enumerate() {
            let separator = if index > 0 { ", " } else { " " };
            write!(f, "{separator}{name}=\"")?;
            write_quoted(f, value)?;
            f.write_char('"')?;
        }
        Ok(())
    }
}

/// Writes the inside of a quoted-string (RFC 9110 §5.6.4).
fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        match character {
            // SECURITY: an unescaped quote in a realm ends the value, and the rest of the realm
            // becomes parameters. Escaped (RFC 9110 §5.6.4).
            '"' | '\\' => {
                f.write_char('\\')?;
                f.write_char(character)?;
            }
            ' '..='~' => f.write_char(character)?,
            // SECURITY: a line break starts another header (response splitting). Replaced (RFC 9110
            // §5.5).
            _ => f.write_char('?')?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s5_free_string_is_escaped_and_quoted() {
        let challenge = Challenge::new(Scheme::BEARER, "a \"b\" \\ c\r\nSet-Cookie: d\u{e9}");
        assert_eq!(challenge.to_value(), r#"Bearer realm="a \"b\" \\ c??Set-Cookie: d?""#);
    }

    #[test]
    fn parameter_is_found_by_its_name_in_any_case() {
        let challenge = Challenge::new(Scheme::BEARER, "a \"b\"").with_scopes(&["x", "y"]);
        assert_eq!(challenge.parameter("Realm"), Some("a \"b\""));
        assert_eq!(challenge.parameter("scope"), Some("x y"));
        assert_eq!(challenge.parameter("error"), None);
        assert_eq!(challenge.scheme(), Scheme::BEARER);
    }

    #[test]
    fn s50_basic_challenge_asks_for_utf_8() {
        let challenge = Challenge::new(Scheme::BASIC, "metrics");
        assert_eq!(challenge.to_value(), r#"Basic realm="metrics", charset="UTF-8""#);
    }

    #[test]
    fn s5_parameters_are_unique_and_comma_separated() {
        let challenge = Challenge::new(Scheme::BEARER, "api")
            .with_error(ChallengeError::InsufficientScope)
            .with_scopes(&["a", "b"]);
        assert_eq!(
            challenge.to_string(),
            "Bearer realm=\"api\", error=\"insufficient_scope\", \
             error_description=\"The request requires higher privileges than the access token \
             provides\", scope=\"a b\""
        );
    }

    #[test]
    fn s12_errors_and_descriptions_keep_their_alphabet() {
        use ChallengeError::{
            ExpiredToken, InsufficientScope, InsufficientUserAuthentication, InvalidRequest,
            InvalidToken,
        };
        let errors = [
            ExpiredToken,
            InsufficientScope,
            InsufficientUserAuthentication,
            InvalidRequest,
            InvalidToken,
        ];
        for error in errors {
            let (code, description) = error.code_and_description();
            let allowed = |byte: u8| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
            assert!(code.bytes().chain(description.bytes()).all(allowed), "{error:?}");
        }
    }
}
