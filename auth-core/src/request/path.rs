//! Path parameters: what the route found in the path, decoded as the handler's own extractor would see it.

use std::fmt;

/// The path parameters of one request, as the framework's typed extractor sees them: fully percent-decoded.
///
/// ```
/// use auth_core::request::PathParameters;
///
/// let path = PathParameters::new([("team", "blue"), ("id", "7"), ("id", "8")]);
/// assert_eq!(path.get("team"), Ok("blue"));
/// assert!(path.get("id").is_err() && path.get("user").is_err());
/// ```
#[derive(Clone, Default, Eq, PartialEq)]
pub struct PathParameters {
    parameters: Vec<(Box<str>, Box<str>)>,
    invalid: bool,
    /// Whether the route may have parameters that are not known yet.
    unrouted: bool,
}

impl PathParameters {
    /// Parameters as pairs of name and decoded text.
    pub fn new<N: Into<Box<str>>, T: Into<Box<str>>>(
        parameters: impl IntoIterator<Item = (N, T)>,
    ) -> Self {
        let parameters =
            parameters.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        Self { parameters, invalid: false, unrouted: false }
    }

    /// A path that is not valid UTF-8 once it is decoded: none of its parameters can be compared.
    #[must_use]
    pub const fn invalid() -> Self {
        Self { parameters: Vec::new(), invalid: true, unrouted: false }
    }

    /// Says that no route is matched yet: a parameter that is missing may be one of the route's.
    pub(crate) fn unrouted(mut self) -> Self {
        self.unrouted = true;
        self
    }

    /// The text of the one parameter called `name`.
    ///
    /// # Errors
    ///
    /// [`PathError`] if there is none, if nested routers have two, or if it was not valid UTF-8 (U+FFFD stands for what was not).
    pub fn get(&self, name: &str) -> Result<&str, PathError> {
        if self.invalid {
            return Err(PathError::Invalid);
        }
        let mut found = self.parameters.iter().filter(|(parameter, _)| **parameter == *name);
        match (found.next(), found.next()) {
            (None, _) if self.unrouted => Err(PathError::Unrouted),
            (None, _) => Err(PathError::Missing),
            // SECURITY: of two parameters of one name, the guard might compare the one and the handler use the other.
            (Some(_), Some(_)) => Err(PathError::Several),
            (Some((_, text)), None) if text.contains(char::REPLACEMENT_CHARACTER) => {
                Err(PathError::Invalid)
            }
            (Some((_, text)), None) => Ok(text),
        }
    }
}

impl fmt::Debug for PathParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.parameters.iter().map(|(name, text)| (name, text))).finish()
    }
}

/// Why a path parameter cannot be compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PathError {
    /// Its text was not valid UTF-8.
    Invalid,
    /// The route has no such parameter: the rule or the route is misspelt.
    Missing,
    /// Nested routers have more than one such parameter.
    Several,
    /// The rule is decided where no route is matched: in a fallback, or in middleware outside of the routing.
    Unrouted,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "is not valid UTF-8",
            Self::Missing => "is not in the route: compare the rule's spelling with the route's",
            Self::Unrouted => {
                "is not known where the rule is decided, since no route is matched there: put the rule on the handler, or on \
                 middleware inside of the route (actix-web: `.wrap(…)` on the scope or the resource, not on the `App`)"
            }
            Self::Several => "stands more than once in the route: give nested routers different names",
        })
    }
}

impl std::error::Error for PathError {}
