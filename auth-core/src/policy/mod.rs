//! Rules as data, and the evaluator that decides them.
//!
//! A [`Rule`] is decided on [`Facts`]. The [`Decision`] lists unmet requirements in a [`Denial`]. A
//! type with a rule is a [`Policy`].

use std::any::type_name;
use std::marker::PhantomData;

use crate::policy::rule::NamedRule;

/// A rule in a constant of its own: its lists live for ever only there.
#[cfg(test)]
macro_rules! rule {
    ($rule:expr) => {{
        const RULE: $crate::policy::Rule = $rule;
        RULE
    }};
}

pub(crate) mod comparison;
pub(crate) mod decision;
pub(crate) mod denial;
mod display;
pub(crate) mod evaluate;
pub(crate) mod explanation;
pub(crate) mod facts;
pub(crate) mod grant_value;
pub(crate) mod grants_table;
mod inputs;
#[cfg(auth_core_mutants)]
pub(crate) mod mutants;
pub(crate) mod name;
pub(crate) mod requirement;
pub(crate) mod rule;
#[cfg(test)]
mod tests;
pub(crate) mod validate;

pub use self::comparison::{Comparison, Operand, Operator};
pub use self::decision::Decision;
pub use self::denial::{Denial, StepUp};
pub use self::explanation::Explanation;
pub use self::facts::Facts;
pub use self::grant_value::{GrantValue, Hierarchy};
pub use self::grants_table::{GrantsTable, TablePermission, TableRole};
pub use self::requirement::Requirement;
pub use self::rule::Rule;

/// A named rule.
///
/// `policy!` and `#[require(…)]` write implementations. A rule that no request can satisfy by
/// mistake (an empty `all`, an empty role) does not compile where the policy is used.
///
/// ```
/// use auth_core::{Identity, Policy};
/// use auth_core::policy::Rule;
///
/// struct CanPublish;
///
/// impl Policy for CanPublish {
///     const RULE: Rule = Rule::any(&[Rule::role("editor"), Rule::role("admin")]);
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
    /// Rule that a request must satisfy.
    const RULE: Rule;

    /// `true` if every rejection looks like a route that does not exist. The option `conceal` sets
    /// it. Default: `false`.
    const CONCEALED: bool = false;

    /// The first line of the handler's doc comments, or an empty text.
    #[doc(hidden)]
    const DOC: &'static str = "";

    /// Returns the full name in logs.
    #[doc(hidden)]
    #[must_use]
    fn name() -> &'static str {
        type_name::<Self>()
    }

    /// Passes the policies of the handler's next attributes to `add`, with `true` if enforced.
    #[doc(hidden)]
    fn below(_add: &mut dyn FnMut(NamedRule, bool)) {}
}

/// The policy of a handler with an attribute that did not compile. Allows no request.
#[derive(Clone, Copy, Debug)]
pub struct Never;

impl Policy for Never {
    const RULE: Rule = Rule::never();
}

/// Returns the rule of policy `P` with its name, validated when the program is compiled.
pub(crate) const fn named<P: Policy>() -> NamedRule {
    Validated::<P>::WITHOUT_CHECKS
}

/// Returns the rule of policy `P` for a handler that evaluates the rule's checks.
pub(crate) const fn named_with_checks<P: Policy>() -> NamedRule {
    Validated::<P>::NAMED
}

impl Rule {
    /// Requires the rule of policy `P`: `CanPublish`. It prints as the policy's name.
    ///
    /// The options of the policy have no effect: they belong to the attribute that they stand in.
    #[must_use]
    pub const fn policy<P: Policy>() -> Self {
        Self::Named(&Validated::<P>::UNCHECKED)
    }
}

/// Does not compile for a rule with a mistake.
#[expect(
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "in a constant, a panic is the compiler's error"
)]
pub const fn check(rule: &Rule) {
    if let Some(mistake) = rule.mistake() {
        // SECURITY: a hand-written `all(&[])` must not become "all rules of an empty list hold".
        panic!("{}", mistake);
    }
}

struct Validated<P>(PhantomData<P>);

impl<P: Policy> Validated<P> {
    const RULE: &'static Rule = &P::RULE;

    const UNCHECKED: NamedRule = NamedRule {
        name: P::name,
        rule: Self::RULE,
        concealed: P::CONCEALED,
        inputs: Self::RULE.inputs(),
    };

    const NAMED: NamedRule = {
        check(Self::RULE);
        Self::UNCHECKED
    };

    const WITHOUT_CHECKS: NamedRule = {
        // SECURITY: no code would evaluate the checks.
        assert!(
            Self::UNCHECKED.inputs.checks == 0,
            "a rule with `check(…)` is decided in the handler that it stands on: \
             call `identity.pending()`"
        );
        Self::NAMED
    };
}
