//! A policy whose rule stands in text: what the attributes write.

use std::marker::PhantomData;

use crate::policy::Policy;
use crate::policy::grant_value::Variants;
use crate::policy::rule::{Parts, Rule, read};

/// A policy whose rule is a text in the language of the attribute, without escapes.
///
/// The compiler takes a constant of one literal for granted, while it looks at each part of any other several times: an attribute
/// costs it a fraction of the time so. Rules that are too large or have what no text can say are written as trees, in a [`Policy`].
///
/// ```compile_fail
/// use auth_core::{Identity, macro_support::Written};
///
/// struct Editors;
///
/// impl Written for Editors {
///     const TEXT: &'static str = "role = editor | admin"; // error: this text is no rule
/// }
///
/// fn main() {
///     let alice = Identity::builder("https://issuer.example", "alice").build().unwrap();
///     let _ = alice.check::<Editors>();
/// }
/// ```
pub trait Written: 'static {
    /// What must hold.
    const TEXT: &'static str;

    /// See [`Policy::CONCEALED`].
    const CONCEALED: bool = false;

    /// Names the typed values of the text in its order.
    #[must_use]
    fn variants(of: Variants) -> Variants {
        of
    }
}

// What is no policy lacks a rule, whatever it would be written in.
#[diagnostic::do_not_recommend]
impl<W: Written> Policy for W {
    const RULE: Rule = Tree::<W>::RULE;
    const CONCEALED: bool = W::CONCEALED;
}

/// The rule of `W`. Each level refers to the one below, which is a constant of its own.
struct Tree<W>(PhantomData<W>);

impl<W: Written> Tree<W> {
    const PARTS: &'static Parts = &match read(W::TEXT) {
        Some(parts) => parts,
        // SECURITY: half a rule might let in whom the whole one refuses.
        None => panic!(
            "this text is no rule: write an attribute, and use the same release of both crates"
        ),
    };
    const RULE: Rule = {
        let below = if Self::PARTS.levels() > 1 { first::<W>() } else { &[] };
        Self::PARTS.rule(below, W::variants)
    };
    const FIRST: &'static [Rule] = {
        let below = if Self::PARTS.levels() > 2 { second::<W>() } else { &[] };
        &Self::PARTS.level(1, below, W::variants)
    };
    const SECOND: &'static [Rule] = {
        let below = if Self::PARTS.levels() > 3 { third::<W>() } else { &[] };
        &Self::PARTS.level(2, below, W::variants)
    };
    const THIRD: &'static [Rule] = &Self::PARTS.level(3, &[], W::variants);
}

// Functions, since the compiler evaluates what a constant names even where it does not come there, and most rules have few levels.
const fn first<W: Written>() -> &'static [Rule] {
    Tree::<W>::FIRST
}

const fn second<W: Written>() -> &'static [Rule] {
    Tree::<W>::SECOND
}

const fn third<W: Written>() -> &'static [Rule] {
    Tree::<W>::THIRD
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Identity;
    use crate::policy::grant_value::{GrantValue, IsRole, IsScope, IsValue};
    use crate::policy::{Decision, Facts};

    struct Admin;

    impl IsValue for Admin {
        fn value(&self) -> GrantValue {
            GrantValue::new("admin", &["admin", "root"])
        }
    }

    impl IsRole for Admin {}

    struct Write;

    impl IsValue for Write {
        fn value(&self) -> GrantValue {
            GrantValue::new("posts:write", &["posts:write"])
        }
    }

    impl IsScope for Write {}

    /// Who is let in by a rule of two typed values, if the policy names these.
    fn let_in<W: Written>() -> [bool; 4] {
        [
            (None, None),
            (Some("root"), None),
            (None, Some("posts:write")),
            (Some("root"), Some("posts:write")),
        ]
        .map(|(role, scope)| {
            let mut identity = Identity::builder("https://issuer.example", "alice");
            if let Some(role) = role {
                identity = identity.role(role);
            }
            if let Some(scope) = scope {
                identity = identity.scope(scope);
            }
            let identity = identity.build().unwrap();
            matches!(W::RULE.decide(&Facts::of(&identity)), Decision::Allowed)
        })
    }

    macro_rules! written {
        ($name:ident, $text:literal $(, $kind:ident $variant:ident)*) => {
            struct $name;

            impl Written for $name {
                const TEXT: &'static str = $text;

                fn variants(of: Variants) -> Variants {
                    of$(.$kind($variant))*
                }
            }
        };
    }

    #[test]
    fn typed_values_are_found_by_their_places() {
        written!(Both, "all(role = a::Admin, scope = Write)", role Admin, scope Write);
        written!(Either, "any(scope = Write, role = Admin)", scope Write, role Admin);
        assert_eq!(let_in::<Both>(), [false, false, false, true]);
        assert_eq!(let_in::<Either>(), [false, true, true, true]);
        assert_eq!(Both::RULE.to_string(), r#"all(role = "admin", scope = "posts:write")"#);
    }

    #[test]
    fn each_level_refers_to_the_one_below() {
        written!(Flat, "authenticated");
        written!(Two, r#"any(role = "a", role = "b")"#);
        written!(Three, r#"all(any(role = "a", role = "b"), any(role = "c", role = "d"))"#);
        written!(
            Four,
            r#"any(role = "a", all(role = "b", any(role = "c", role = "d")), role = "e")"#
        );
        let printed = [Flat::RULE, Two::RULE, Three::RULE, Four::RULE].map(|rule| rule.to_string());
        assert_eq!(printed, [Flat::TEXT, Two::TEXT, Three::TEXT, Four::TEXT]);
    }

    /// Only the macro writes both, and in one order. Should they ever differ, nobody is let in by it.
    #[test]
    fn typed_value_of_another_kind_is_held_by_no_caller() {
        written!(Unnamed, "any(role = Admin, scope = Write)");
        written!(OneUnnamed, "any(role = Admin, scope = Write)", role Admin);
        written!(Turned, "any(role = Admin, scope = Write)", scope Write, role Admin);
        assert_eq!(let_in::<Unnamed>(), [false; 4]);
        assert_eq!(let_in::<OneUnnamed>(), [false, true, false, true]);
        assert_eq!(let_in::<Turned>(), [false; 4]);
        assert_eq!(Unnamed::RULE.to_string(), "any(never, never)");
    }
}
