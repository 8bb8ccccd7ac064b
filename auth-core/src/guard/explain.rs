//! Log events about causes of a denial that only the application or the issuer can remove.

use tracing::{Level, event};

use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::facts::{Caller, Facts};
use crate::policy::requirement::{Grant, Requirement};
use crate::policy::rule::{NamedRule, Rule};
use crate::rejection::auth_context::AuthContext;
use crate::rejection::mistakes;

/// Logs the causes of a denial that only the application or the issuer can remove.
pub(crate) fn log_causes(policy: NamedRule, facts: &Facts<'_>, context: &AuthContext) {
    if names_subject(policy.rule) {
        log_unknown_user(policy, facts, context);
    }
    if let Caller::Known(identity) = facts.caller() {
        log_omitted_claims(policy, identity, context);
    }
}

/// Logs, once for each issuer, that no issuer of users is declared and a rule compares `subject`.
pub(crate) fn log_unknown_user(policy: NamedRule, facts: &Facts<'_>, context: &AuthContext) {
    if let (Caller::Known(identity), None) = (facts.caller(), facts.user_issuer())
        && identity.user().is_none()
        && context.causes.is_first("user_issuer", identity.issuer())
    {
        mistakes::no_user_issuer(policy, identity.issuer());
    }
}

fn names_subject(rule: &Rule) -> bool {
    let mut found = false;
    rule.each_requirement(&mut |requirement| {
        if let Requirement::Comparison(comparison) = requirement {
            found |= comparison.names_subject();
        }
    });
    found
}

/// Logs, once for each issuer and claim, that a rule needs a claim that the issuer omitted.
///
/// The issuer lists it in `_claim_names` (OpenID Connect Core §5.6.2). Entra ID does so for a user
/// of more than 200 groups. Such a user is rejected, and a new login does not help.
fn log_omitted_claims(policy: NamedRule, identity: &Identity, context: &AuthContext) {
    let Some(omitted) = identity.claim("_claim_names").and_then(|names| names.as_object()) else {
        return;
    };
    policy.rule.each_requirement(&mut |requirement| {
        let note = |claim: &str, is_present: bool| {
            let issuer = identity.issuer();
            if !is_present
                && omitted.contains_key(claim)
                && context.causes.is_first("overage", &format!("{claim} {issuer}"))
            {
                event!(
                    target: "auth_core",
                    Level::ERROR,
                    claim,
                    issuer,
                    policy = &*policy.public_name(),
                    "the issuer left a claim out of the token, as `_claim_names` tells: let it \
                     write fewer values, \
                     such as the groups that are assigned to the application"
                );
            }
        };
        match requirement {
            Requirement::Grant(Grant { kind: GrantKind::Group, .. }) => {
                note("groups", identity.groups().next().is_some());
            }
            Requirement::Grant(Grant { kind: GrantKind::Permission, .. }) => {
                note("permissions", identity.permissions().next().is_some());
            }
            Requirement::Grant(Grant { kind: GrantKind::Role, .. }) => {
                note("roles", identity.roles().next().is_some());
            }
            Requirement::Comparison(comparison) => {
                comparison
                    .claim_names()
                    .for_each(|name| note(name, identity.claim(name).is_some()));
            }
            _ => {}
        }
    });
}
