//! Variants of an example caller, for generated tests.

use serde_json::Value;

use crate::access::compare::draft::{Draft, SUBJECT};
use crate::identity::grants::GrantKind;

/// The subject of a caller in place of the one that a rule names.
const OTHER_SUBJECT: &str = "mallory";

impl Draft {
    /// Returns an authenticated caller without grants. Its subject is none of those in `drafts`.
    pub(crate) fn stranger(drafts: &[Self]) -> Self {
        let names_subject = drafts.iter().any(|draft| draft.subject.is_some());
        let subject = names_subject.then(|| OTHER_SUBJECT.to_owned());
        Self { is_known: true, subject, ..Self::default() }
    }

    /// Returns the caller with its subject among the facts, if a rule of `drafts` compares it.
    /// Otherwise a caller whom the rule admits by name would read like any caller.
    pub(crate) fn named_among(mut self, drafts: &[Self]) -> Self {
        let names_subject = drafts.iter().any(|draft| draft.subject.is_some());
        if self.is_known && names_subject {
            self.subject.get_or_insert_with(|| SUBJECT.to_owned());
        }
        self
    }

    /// Returns the request without credentials.
    pub(crate) fn anonymous(&self) -> Self {
        Self { address: self.address, path: self.path.clone(), ..Self::default() }
    }

    /// Returns the caller with one fact less, for each fact. The credentials stay.
    pub(crate) fn with_one_less(&self) -> Vec<Self> {
        let mut variants = Vec::new();
        let mut add = |change: &dyn Fn(&mut Self)| {
            let mut variant = self.clone();
            change(&mut variant);
            variants.push(variant);
        };
        for place in 0..self.grants.len() {
            add(&|draft| {
                draft.grants.remove(place);
            });
        }
        for place in 0..self.claims.len() {
            add(&|draft| {
                draft.claims.remove(place);
            });
        }
        if self.issuer.is_some() {
            add(&|draft| draft.issuer = None);
        }
        if self.subject.is_some() {
            add(&|draft| draft.subject = Some(OTHER_SUBJECT.to_owned()));
        }
        if self.acr.is_some() {
            add(&|draft| draft.acr = None);
        }
        if self.age.is_some() {
            add(&|draft| draft.age = None);
        }
        if self.address.is_some() {
            add(&|draft| draft.address = None);
        }
        variants
    }

    /// Returns the grants of the caller.
    pub(crate) fn grants(&self) -> &[(GrantKind, &'static str)] {
        &self.grants
    }

    /// Adds a grant.
    pub(crate) fn with_grant(mut self, grant: (GrantKind, &'static str)) -> Self {
        self.grants.push(grant);
        self
    }

    /// Returns the path parameters of the request.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.path.iter().map(|(name, value)| (*name, &**value))
    }

    /// Changes a path parameter. The subject and the claims that had its value have the new one.
    pub(crate) fn with_parameter(mut self, name: &str, value: &str) -> Self {
        let Some((_, place)) = self.path.iter_mut().find(|(parameter, _)| *parameter == name)
        else {
            return self;
        };
        let old = std::mem::replace(place, value.to_owned());
        if self.subject.as_ref() == Some(&old) {
            self.subject = Some(value.to_owned());
        }
        for (_, claim) in &mut self.claims {
            let elements = match claim {
                Value::Array(list) => list.as_mut_slice(),
                one => std::slice::from_mut(one),
            };
            for element in elements.iter_mut().filter(|element| element.as_str() == Some(&*old)) {
                *element = value.into();
            }
        }
        self
    }

    /// Makes the login of the caller as recent as possible: a test takes time.
    pub(crate) fn just_logged_in(mut self) -> Self {
        self.age = self.age.map(|_| 0);
        self
    }
}
