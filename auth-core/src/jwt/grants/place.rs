//! A place of roles, permissions or groups, and the form of the value there.

/// A place in the claims, and the form of its value.
///
/// A place is the name of one claim, or a JSON pointer
/// ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)), which starts with `/`. Array indices are
/// not supported. `https://acme.example/roles` is the claim of that name. `/realm_access/roles` is
/// the member `roles` of the claim `realm_access`. For a name that starts with `/`, write a pointer
/// with `~1` for each `/` in the name.
///
/// A string converts into a place with the usual form: one string, which is never split, or a list
/// of strings.
///
/// ```
/// use auth_core::jwt::{Claim, Jwt};
///
/// let builder = Jwt::builder()
///     .roles("/realm_access/roles")
///     // {"admin": {"org-1": "acme.example"}}: the role `admin`
///     .roles(Claim::keys("urn:zitadel:iam:org:project:roles"))
///     // "read,write"
///     .permissions(Claim::split("/o/permissions", ','));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Claim {
    pub(crate) place: Box<str>,
    pub(crate) form: Form,
}

/// The form of the value at a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    /// An object. Its keys are the grants.
    Keys,
    /// A string that contains several grants, with this separator.
    Split(char),
    /// A string, which is one grant, or a list of strings.
    Strings,
}

impl Claim {
    fn new(place: impl Into<Box<str>>, form: Form) -> Self {
        Self { place: place.into(), form }
    }

    /// Returns a place with an object. Each key is a grant if its value is `true` or an object.
    ///
    /// A key with the value `false` or `null` is none. Another value rejects the token.
    #[must_use]
    pub fn keys(place: impl Into<Box<str>>) -> Self {
        Self::new(place, Form::Keys)
    }

    /// Returns a place with a string that contains several grants, with `separator` between them.
    ///
    /// Spaces around a grant are removed, and empty ones are ignored. A value that is no string
    /// rejects the token.
    #[must_use]
    pub fn split(place: impl Into<Box<str>>, separator: char) -> Self {
        Self::new(place, Form::Split(separator))
    }
}

impl From<&str> for Claim {
    fn from(place: &str) -> Self {
        Self::new(place, Form::Strings)
    }
}

impl From<String> for Claim {
    fn from(place: String) -> Self {
        Self::new(place, Form::Strings)
    }
}

impl From<Box<str>> for Claim {
    fn from(place: Box<str>) -> Self {
        Self::new(place, Form::Strings)
    }
}
