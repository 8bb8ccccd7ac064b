//! The issuer of tokens: one name, or a template for the tenants of a provider.

use std::sync::Arc;

/// The issuer of tokens: one name, or a template with one part in braces, which stands for the
/// name of a tenant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Issuer {
    text: Arc<str>,
    template: Option<Template>,
}

/// The text of a template before and after the tenant.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Template {
    prefix: Box<str>,
    suffix: Box<str>,
}

impl Issuer {
    /// Creates an issuer from its text. A text with other braces than one pair is one name.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.into(), template: Template::new(text) }
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Returns whether the text is a template.
    pub(crate) fn is_template(&self) -> bool {
        self.template.is_some()
    }

    /// Returns the tenant in the name of an issuer, if the name fits the template.
    pub(crate) fn tenant<'n>(&self, name: &'n str) -> Option<&'n str> {
        self.template.as_ref()?.tenant(name)
    }

    /// Returns whether `name` is this issuer, or one of its tenants.
    pub(crate) fn is(&self, name: &str) -> bool {
        match &self.template {
            None => *self.text == *name,
            Some(template) => template.tenant(name).is_some(),
        }
    }

    /// Returns whether one name could be both issuers.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        match (&self.template, &other.template) {
            (None, _) => other.is(&self.text),
            (Some(_), None) => self.is(&other.text),
            (Some(one), Some(two)) => {
                (one.prefix.starts_with(&*two.prefix) || two.prefix.starts_with(&*one.prefix))
                    && (one.suffix.ends_with(&*two.suffix) || two.suffix.ends_with(&*one.suffix))
            }
        }
    }
}

impl Template {
    fn new(text: &str) -> Option<Self> {
        let (prefix, rest) = text.split_once('{')?;
        let (_, suffix) = rest.split_once('}')?;
        let has_more = [prefix, suffix].iter().any(|part| part.contains(['{', '}']));
        (!has_more).then(|| Self { prefix: prefix.into(), suffix: suffix.into() })
    }

    /// SECURITY: with a slash in it, the tenant of one provider could be a path that another tenant
    /// chooses. A tenant has letters, digits, `-`, `_` and `.` only.
    fn tenant<'n>(&self, name: &'n str) -> Option<&'n str> {
        let tenant = name.strip_prefix(&*self.prefix)?.strip_suffix(&*self.suffix)?;
        let fits = !tenant.is_empty()
            && tenant.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        fits.then_some(tenant)
    }
}

/// The callers that a setting of an `Auth` concerns.
#[derive(Clone, Debug)]
pub(crate) enum CallersOf {
    /// The application's users.
    UserIssuer,
    /// The callers of another issuer.
    Issuer(Issuer),
}

impl CallersOf {
    /// Returns whether the setting concerns the callers of `issuer`.
    ///
    /// SECURITY: `alice` of another issuer is another caller (S40).
    pub(crate) fn has(&self, issuer: &str, user_issuer: Option<&str>) -> bool {
        match self {
            Self::UserIssuer => user_issuer == Some(issuer),
            // A name with braces is also the name of one issuer.
            Self::Issuer(named) => **named.text() == *issuer || named.is(issuer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_takes_one_tenant_in_its_place() {
        let issuer = Issuer::new("https://login.example/{tenantid}/v2.0");
        assert_eq!(issuer.tenant("https://login.example/a-1/v2.0"), Some("a-1"));
        for name in [
            "https://login.example//v2.0",
            "https://login.example/v2.0",
            "https://login.example/a/b/v2.0",
            "https://login.example/a/v2.0/",
            "https://login.example/a/v2",
            "https://login.example/{tenantid}/v2.0",
            "https://login.example/a%2fb/v2.0",
            "https://login.example/a?/v2.0",
            "https://login.example.evil.example/a/v2.0",
            "http://login.example/a/v2.0",
            "",
        ] {
            assert_eq!(issuer.tenant(name), None, "{name}");
            assert!(!issuer.is(name), "{name}");
        }
    }

    #[test]
    fn text_with_other_braces_is_one_name() {
        for text in ["https://a.example", "https://{a}.{b}", "https://}{", "https://{a", "a}"] {
            let issuer = Issuer::new(text);
            assert!(!issuer.is_template() && issuer.is(text), "{text}");
        }
    }

    #[test]
    fn overlap_is_found_both_ways() {
        let overlaps = |one: &str, two: &str| {
            let (one, two) = (Issuer::new(one), Issuer::new(two));
            assert_eq!(one.overlaps(&two), two.overlaps(&one));
            one.overlaps(&two)
        };
        assert!(overlaps("https://a/{t}/v2", "https://a/1/v2"));
        assert!(overlaps("https://a/{t}", "https://a/{t}-x"));
        assert!(overlaps("https://a", "https://a"));
        assert!(!overlaps("https://a/{t}/v2", "https://a/1/v1"));
        assert!(!overlaps("https://a/{t}/v2", "https://b/{t}/v2"));
        assert!(!overlaps("https://a", "https://a/"));
    }
}
