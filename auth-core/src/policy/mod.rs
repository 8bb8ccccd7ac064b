//! A rule with a name: a type that stands for it.

use std::any::type_name;
use std::marker::PhantomData;

use crate::policy::rule::NamedRule;

pub(crate) mod comparison;
pub(crate) mod decision;
pub(crate) mod denial;
pub(crate) mod facts;
pub(crate) mod grant_value;
pub(crate) mod name;
pub(crate) mod requirement;
pub(crate) mod rule;
pub(crate) mod written;

pub use self::comparison::{Comparison, Operand, Operator};
pub use self::decision::Decision;
pub use self::denial::{Denial, StepUp};
pub use self::facts::Facts;
pub use self::grant_value::{GrantValue, Hierarchy};
pub use self::requirement::Requirement;
pub use self::rule::Rule;

/// A named rule.
///
/// `policy!` and `#[require(…)]` write implementations. A rule that lets nobody in by mistake (an empty `all`, an empty role) does
/// not compile wherever the policy is used.
///
/// ```
/// use auth_core::{Identity, Policy};
/// use auth_core::policy::Rule;
///
/// struct CanPublish;
///
/// impl Policy for CanPublish {
///     const RULE: Rule = Rule::role(&["editor", "admin"]);
/// }
///
/// let editor = Identity::builder("https://issuer.example", "alice").role("editor").build()?;
/// assert!(editor.check::<CanPublish>().is_ok());
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
///
/// ```compile_fail
/// use auth_core::{Identity, Policy};
/// use auth_core::policy::Rule;
///
/// struct Everybody;
///
/// impl Policy for Everybody {
///     const RULE: Rule = Rule::all(&[]); // error: name at least one requirement
/// }
///
/// fn check(identity: &Identity) {
///     let _ = identity.check::<Everybody>();
/// }
///
/// fn main() {
///     check(&Identity::builder("https://issuer.example", "alice").build().unwrap());
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "no rule is known for `{Self}`",
    note = "write one with `policy! {{ pub {Self} = role = \"admin\"; }}`"
)]
pub trait Policy: 'static {
    /// What must hold.
    const RULE: Rule;

    /// Whether every refusal looks like a route that does not exist: written by the option `conceal`.
    const CONCEALED: bool = false;
}

/// The policy of a handler whose attribute did not compile: nobody passes.
#[derive(Clone, Copy, Debug)]
pub struct Never;

impl Policy for Never {
    const RULE: Rule = Rule::never();
}

/// The rule of policy `P` and the policy's name, checked when the program is compiled.
pub(crate) const fn named<P: Policy>() -> NamedRule {
    Validated::<P>::WITHOUT_CHECKS
}

/// The same for whoever lets the handler make its checks.
pub(crate) const fn named_with_checks<P: Policy>() -> NamedRule {
    Validated::<P>::NAMED
}

impl Rule {
    /// The rule of policy `P`, which prints as the policy's name. Its options stay behind: they belong to the attribute that they
    /// were written in.
    #[must_use]
    pub const fn policy<P: Policy>() -> Self {
        Self::Named(&Validated::<P>::UNCHECKED)
    }
}

/// Refuses to compile a rule that lets nobody in by mistake.
#[expect(
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "in a constant, a panic is the compiler's error"
)]
pub const fn check(rule: &Rule) {
    if let Some(mistake) = rule.mistake() {
        // SECURITY: a hand-written `all(&[])` must not become "everything in an empty list holds".
        panic!("{}", mistake);
    }
}

struct Validated<P>(PhantomData<P>);

impl<P: Policy> Validated<P> {
    const RULE: &'static Rule = &P::RULE;

    const UNCHECKED: NamedRule = NamedRule {
        name: type_name::<P>,
        rule: Self::RULE,
        concealed: P::CONCEALED,
        asks: Self::RULE.asks(),
    };

    const NAMED: NamedRule = {
        check(Self::RULE);
        Self::UNCHECKED
    };

    const WITHOUT_CHECKS: NamedRule = {
        // SECURITY: nobody would make the checks.
        assert!(
            Self::RULE.checks() == 0,
            "a rule with `check(…)` is decided in the handler that it stands on: call `identity.pending()`"
        );
        Self::NAMED
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Editors;

    impl Policy for Editors {
        const RULE: Rule = Rule::role(&["editor"]);
    }

    #[test]
    fn named_policy_prints_its_name_or_its_rule() {
        let rule = rule!(Rule::any(&[Rule::policy::<Editors>(), Rule::role(&["admin"])]));
        assert_eq!(rule.to_string(), r#"any(Editors, role = "admin")"#);
        assert_eq!(format!("{rule:#}"), r#"any(role = "editor", role = "admin")"#);
    }
}
