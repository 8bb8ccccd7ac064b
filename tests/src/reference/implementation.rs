//! Converts facts for the implementation, and its decisions for the reference.

use auth_core::Identity;
use auth_core::policy::{Decision, Facts, Rule};
use auth_core::request::PathParameters;
use auth_core::time::Timestamp;

use super::{Answer, Caller, Foreseen, Path};

/// The facts in the types of the implementation.
#[derive(Clone, Debug)]
pub struct Prepared {
    identity: Option<Identity>,
    path: Option<PathParameters>,
    facts: super::Facts,
}

impl Prepared {
    /// Converts `facts`.
    pub fn new(facts: &super::Facts) -> Self {
        let path = match &facts.path {
            Path::Unknown => None,
            Path::Invalid => Some(PathParameters::invalid()),
            Path::Parameters(parameters) => Some(PathParameters::new(parameters.iter().copied())),
        };
        Self { identity: facts.caller.as_ref().map(identity), path, facts: facts.clone() }
    }

    /// Returns the facts after authentication.
    pub fn known(&self) -> Facts<'_> {
        self.with(self.identity.as_ref().map_or(Facts::anonymous(), Facts::of))
    }

    /// Returns the facts before authentication.
    pub fn unauthenticated(&self) -> Facts<'_> {
        self.with(Facts::unauthenticated())
    }

    fn with<'a>(&'a self, mut facts: Facts<'a>) -> Facts<'a> {
        if let Some(address) = self.facts.address {
            facts = facts.with_address(address);
        }
        if let Some(now) = self.facts.now {
            facts = facts.with_now(Timestamp::from_secs(now));
        }
        if let Some(path) = &self.path {
            facts = facts.with_path(path);
        }
        if let Some(issuer) = self.facts.user_issuer {
            facts = facts.with_user_issuer(issuer);
        }
        facts
    }

    /// Returns the decision of the implementation.
    pub fn answer(&self, rule: &Rule) -> Answer {
        match rule.decide(&self.known()) {
            Decision::Allowed => Answer::Allowed,
            Decision::Undecided => panic!("{rule} is undecided with the caller known"),
            Decision::Denied(denial) if self.identity.is_some() => told(&denial),
            // As for a request: a rule that no caller meets is rejected before authentication.
            Decision::Denied(_) => match rule.decide(&self.unauthenticated()) {
                Decision::Denied(denial) => told(&denial),
                Decision::Allowed | Decision::Undecided => Answer::Unauthorized,
            },
        }
    }

    /// Returns the result of the implementation before authentication.
    pub fn foreseen(&self, rule: &Rule) -> Foreseen {
        match rule.decide(&self.unauthenticated()) {
            Decision::Allowed => Foreseen::Allowed,
            Decision::Denied(_) => Foreseen::Denied,
            Decision::Undecided => Foreseen::Undecided,
        }
    }
}

fn told(denial: &auth_core::policy::Denial) -> Answer {
    let unmet = denial.unmet().iter().map(ToString::to_string).collect();
    match (denial.step_up(), denial.required_scopes()) {
        (Some(step_up), scopes) => Answer::StepUp {
            unmet,
            acr_values: step_up.acr_values.clone(),
            max_age: step_up.max_age,
            scopes: scopes.unwrap_or_default(),
        },
        (None, Some(scopes)) => Answer::InsufficientScope { unmet, scopes },
        (None, None) => Answer::Forbidden { unmet },
    }
}

fn identity(caller: &Caller) -> Identity {
    let mut identity =
        Identity::builder(caller.issuer, caller.subject).claims(caller.claims.clone());
    if let Some(class) = caller.acr {
        identity = identity.acr(class);
    }
    if let Some(auth_time) = caller.auth_time {
        identity = identity.auth_time(Timestamp::from_secs(auth_time));
    }
    for role in &caller.roles {
        identity = identity.role(*role);
    }
    for scope in &caller.scopes {
        identity = identity.scope(*scope);
    }
    for permission in &caller.permissions {
        identity = identity.permission(*permission);
    }
    for group in &caller.groups {
        identity = identity.group(*group);
    }
    identity.build().unwrap()
}
