//! Presets: the settings for the tokens of known providers, as data.

mod presets;
pub(crate) mod setting;

use std::fmt;

use self::setting::Setting;

/// A preset: the settings that the access tokens of one provider need.
///
/// [`JwtBuilder::provider`](crate::jwt::JwtBuilder::provider) applies it. A preset sets neither the
/// issuer, nor the audience, nor keys: the application names them itself. It prints as the calls
/// that it stands for, the settings needed at the provider, and the evidence for them.
///
/// A preset accepts ID tokens only if its name ends in `_id_tokens`, or if the provider writes no
/// other token ([`firebase`](Self::firebase)).
///
/// ```
/// use auth_core::jwt::Provider;
///
/// let text = Provider::cognito().to_string();
/// assert!(text.starts_with(
///     "Amazon Cognito\n    .audience_claim(\"client_id\")\n    .groups(\"cognito:groups\")\n"
/// ));
/// assert!(text.contains("evidence: documented, https://docs.aws.amazon.com/cognito/"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "it has an effect only in `JwtBuilder::provider`"]
pub struct Provider {
    pub(crate) name: &'static str,
    pub(crate) settings: Vec<Setting>,
    /// The settings needed at the provider, in words.
    needed: &'static str,
    evidence: Evidence,
}

/// The evidence for a preset, with the address of its source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Evidence {
    /// The provider documents its tokens.
    Documented(&'static str),
    /// The code of the provider was read.
    FromSource(&'static str),
    /// Tokens of a running server were recorded.
    Recorded(&'static str),
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        for setting in &self.settings {
            writeln!(f, "    {setting}")?;
        }
        if self.settings.is_empty() {
            writeln!(f, "    (the defaults)")?;
        }
        writeln!(f, "at the provider: {}", self.needed)?;
        write!(f, "evidence: {}", self.evidence)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documented(url) => write!(f, "documented, {url}"),
            Self::FromSource(url) => write!(f, "from source, {url}"),
            Self::Recorded(url) => write!(f, "recorded, {url}"),
        }
    }
}
