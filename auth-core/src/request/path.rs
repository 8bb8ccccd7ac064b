//! Path parameters, decoded as the extractors of handlers decode them.

use std::fmt;

/// The path parameters of one request, percent-decoded as by the framework's own extractor.
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
    /// `true` if no route is matched yet, so that parameters may be missing.
    unrouted: bool,
}

impl PathParameters {
    /// Creates path parameters from pairs of name and decoded value.
    pub fn new<N: Into<Box<str>>, V: Into<Box<str>>>(
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let parameters =
            parameters.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { parameters, invalid: false, unrouted: false }
    }

    /// Creates the parameters of a path that is not valid UTF-8 once it is decoded.
    ///
    /// None of them can be compared.
    #[must_use]
    pub const fn invalid() -> Self {
        Self { parameters: Vec::new(), invalid: true, unrouted: false }
    }

    /// Marks parameters that are read before a route is matched.
    pub(crate) fn unrouted(mut self) -> Self {
        self.unrouted = true;
        self
    }

    /// Returns the value of the only parameter with this name.
    ///
    /// # Errors
    ///
    /// [`PathError`] if there is none, if nested routers have two, or if the value is not valid
    /// UTF-8, which U+FFFD in the value shows.
    pub fn get(&self, name: &str) -> Result<&str, PathError> {
        if self.invalid {
            return Err(PathError::Invalid);
        }
        let mut found = self.parameters.iter().filter(|(parameter, _)| **parameter == *name);
        match (found.next(), found.next()) {
            (None, _) if self.unrouted => Err(PathError::Unrouted),
            (None, _) => Err(PathError::Missing),
            // SECURITY: of two parameters with one name, the guard could compare one and the
            // handler use the other one.
            (Some(_), Some(_)) => Err(PathError::Several),
            (Some((_, value)), None) if value.contains(char::REPLACEMENT_CHARACTER) => {
                Err(PathError::Invalid)
            }
            (Some((_, value)), None) => Ok(value),
        }
    }
}

impl fmt::Debug for PathParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.parameters.iter().map(|(name, value)| (name, value))).finish()
    }
}

/// Reason for which a path parameter cannot be compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PathError {
    /// The value is not valid UTF-8.
    Invalid,
    /// The route has no such parameter. The rule or the route is misspelt.
    Missing,
    /// Nested routers have more than one such parameter.
    Several,
    /// The rule is decided before a route is matched: in a fallback, or in outer middleware.
    Unrouted,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "is not valid UTF-8",
            Self::Missing => "is not in the route: compare the rule's spelling with the route's",
            Self::Unrouted => {
                "is not known where the rule is decided, since no route is matched there: put the \
                 rule on the handler, or on middleware inside of the route (actix-web: `.wrap(…)` \
                 on the scope or the resource, not on the `App`)"
            }
            Self::Several => {
                "stands more than once in the route: give nested routers different names"
            }
        })
    }
}

impl std::error::Error for PathError {}
