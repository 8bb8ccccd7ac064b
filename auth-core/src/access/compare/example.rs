//! Example callers: facts that the evaluator can decide a rule on.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;

use crate::access::compare::draft::{Draft, NOW};
use crate::access::compare::fact::Fact;
use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::evaluate::{Truth, evaluate, holds};
use crate::policy::{Facts, GrantsTable, Requirement, Rule};
use crate::request::PathParameters;

/// A request that one of two rules allows and the other one rejects. Prints itself as "a caller
/// with …". The evaluator has decided both rules on it.
#[derive(Clone, Debug)]
pub struct Example {
    /// Results of checks that make no difference.
    assumed: HashMap<&'static str, bool>,
    draft: Draft,
    identity: Option<Identity>,
    path: PathParameters,
}

impl Example {
    /// Creates the request with these facts. Checks have no effect but those in the facts and in
    /// `assumed`. `None` if no caller can have the facts.
    pub(super) fn new(facts: &[Fact], assumed: &HashMap<&'static str, bool>) -> Option<Self> {
        let draft = Draft::of(facts);
        let identity = if draft.is_known { Some(draft.identity()?) } else { None };
        let path = draft.path();
        Some(Self { assumed: assumed.clone(), draft, identity, path })
    }

    /// Returns the identity of the caller. `None` for a request without credentials.
    #[must_use]
    pub const fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Returns the client address, if the rules depend on it.
    #[must_use]
    pub const fn address(&self) -> Option<IpAddr> {
        self.draft.address
    }

    /// Returns the path parameters that the rules depend on.
    #[must_use]
    pub const fn path(&self) -> &PathParameters {
        &self.path
    }

    /// Returns `true` if the caller needs no other facts: every authenticated caller, or every
    /// caller.
    #[cfg(feature = "access-page")]
    pub(crate) fn is_any(&self) -> bool {
        self.draft.parts().is_empty()
    }

    /// Returns the grants of the caller. Each stands beside the other facts, in words.
    pub(crate) fn grants(&self) -> impl Iterator<Item = (GrantKind, &'static str, Vec<String>)> {
        self.draft.grants.iter().map(|(kind, name)| {
            let mut others = self.draft.clone();
            others.grants.retain(|grant| *grant != (*kind, *name));
            (*kind, *name, others.parts())
        })
    }

    /// Returns the roles of a table that have permissions of this caller, with these permissions.
    /// Each stands beside the other facts, in words.
    pub(crate) fn roles_in<'t>(
        &self,
        table: &'t GrantsTable,
    ) -> impl Iterator<Item = (&'t str, Vec<&'static str>, Vec<String>)> {
        table.all_roles().into_iter().filter_map(|role| {
            let is_by = |(kind, name): &(GrantKind, &'static str)| {
                *kind == GrantKind::Permission && table.roles(name).contains(&role)
            };
            let by = self.draft.grants.iter().filter(|grant| is_by(grant)).map(|(_, name)| *name);
            let by: Vec<_> = by.collect();
            let mut others = self.draft.clone();
            others.grants.retain(|grant| !is_by(grant) && *grant != (GrantKind::Role, role));
            (!by.is_empty()).then(|| (role, by, others.parts()))
        })
    }

    #[cfg(feature = "testing")]
    pub(crate) const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Returns `true` if the request meets `requirement`, which is no check.
    pub(super) fn meets(&self, requirement: &Requirement) -> bool {
        holds(requirement, &self.facts()) == Truth::Yes
    }

    /// Returns `true` if `rule` allows the request.
    pub(super) fn satisfies(&self, rule: &Rule) -> bool {
        let mut results = Vec::new();
        rule.each_requirement(&mut |requirement| {
            if let Requirement::Check(check) = requirement {
                results.resize(results.len().max(check.index.saturating_add(1)), None);
                let result = self.draft.checks.contains(&(check.text, true))
                    || self.assumed.get(check.text) == Some(&true);
                results.iter_mut().skip(check.index).take(1).for_each(|it| *it = Some(result));
            }
        });
        evaluate(rule, &self.facts().with_checks(&results)) == Truth::Yes
    }

    fn facts(&self) -> Facts<'_> {
        let facts = self.identity.as_ref().map_or(Facts::anonymous(), Facts::of);
        let facts = facts.with_now(NOW).with_path(&self.path);
        self.draft.address.map_or(facts, |address| facts.with_address(address))
    }
}

impl Display for Example {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}
