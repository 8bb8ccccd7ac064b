//! The place of a list of requirements.

use crate::ast::{Group, PolicyEntry};
use crate::errors::Errors;
use crate::keywords::Logic;
use proc_macro2::Span;

/// The place of a list of requirements.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// In the parentheses of `#[require(…)]`: joined as `all`, and the place for options.
    Attribute,
    /// Behind the `=` of a policy: joined as `all`.
    Policy(&'a PolicyEntry),
    Group(&'a Group),
}

impl Place<'_> {
    pub(super) fn logic(self) -> Logic {
        match self {
            Self::Attribute | Self::Policy(_) => Logic::All,
            Self::Group(group) => group.logic,
        }
    }

    /// The place of an error of the list as a whole.
    pub(super) fn note(self, mistakes: &mut Errors, message: impl std::fmt::Display) {
        match self {
            Self::Attribute => mistakes.at_span(Span::call_site(), message),
            Self::Policy(entry) => mistakes.at(&entry.name, message),
            Self::Group(group) => mistakes.at(group, message),
        }
    }

    /// Returns the list's name for messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Attribute => "the attribute",
            Self::Policy(_) => "the policy",
            Self::Group(Group { logic: Logic::Any, .. }) => "`any(…)`",
            Self::Group(Group { logic: Logic::All, .. }) => "`all(…)`",
        }
    }
}
