//! Claims that an issuer left out of a token because they are too long for it.

use tracing::{Level, event};

use crate::identity::Identity;
use crate::identity::grants::GrantKind;
use crate::policy::requirement::Leaf;
use crate::policy::rule::NamedRule;
use crate::rejection::auth_context::AuthContext;

/// Logs, once per issuer and claim, that a rule asks for what the issuer left out of the token.
///
/// The issuer says so in `_claim_names` (OpenID Connect Core §5.6.2): Entra ID does for a user of
/// more than 200 groups. Such a user is refused, and a new login changes nothing.
pub(crate) fn note(policy: NamedRule, identity: &Identity, space: &AuthContext) {
    let Some(left_out) = identity.claim("_claim_names").and_then(|names| names.as_object()) else {
        return;
    };
    policy.rule.each_leaf(&mut |leaf| {
        let note = |claim: &str, is_there: bool| {
            let issuer = identity.issuer();
            if !is_there
                && left_out.contains_key(claim)
                && space.causes.is_first("overage", &format!("{claim} {issuer}"))
            {
                event!(
                    target: "auth_core",
                    Level::ERROR,
                    claim,
                    issuer,
                    policy = &*policy.public_name(),
                    "the issuer left a claim out of the token, as `_claim_names` tells: let it write fewer values, \
                     such as the groups that are assigned to the application"
                );
            }
        };
        match leaf {
            Leaf::Grant(GrantKind::Group, _) => note("groups", identity.groups().next().is_some()),
            Leaf::Grant(GrantKind::Permission, _) => {
                note("permissions", identity.permissions().next().is_some());
            }
            Leaf::Grant(GrantKind::Role, _) => note("roles", identity.roles().next().is_some()),
            Leaf::Comparison(comparison) => {
                comparison.claim_names().for_each(|name| note(name, identity.claim(name).is_some()));
            }
            _ => {}
        }
    });
}
