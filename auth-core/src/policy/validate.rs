//! Validation of rules that are written by hand. The attributes validate theirs before, with more
//! precise messages.

use crate::identity::grants::GrantKind;
use crate::policy::comparison::{BEYOND_FLOATS, Comparison, LEAST_FLOAT, Operand, Operator};
use crate::policy::grant_value::is_same;
use crate::policy::requirement::{Grant, Requirement};
use crate::policy::rule::Rule;
use crate::request::network::Network;

const NO_VALUE: &str = "a requirement without a value is never met: name at least one value";

impl Rule {
    /// Returns the first mistake of this rule.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        match self {
            Self::All([]) | Self::Any([]) => {
                Some("an empty `any` or `all` is never met: name at least one requirement")
            }
            Self::All(rules) | Self::Any(rules) => {
                let mut rest: &[Self] = rules;
                while let [rule, tail @ ..] = rest {
                    if let Some(mistake) = rule.mistake() {
                        return Some(mistake);
                    }
                    rest = tail;
                }
                None
            }
            Self::Named(named) if named.inputs.checks > 0 => Some(
                "a policy with `check(…)` cannot be named in a rule: \
                 the check sees the arguments of one handler",
            ),
            Self::Named(named) => named.rule.mistake(),
            Self::Requirement(requirement) => requirement.mistake(),
        }
    }
}

impl Requirement {
    const fn mistake(&self) -> Option<&'static str> {
        match self {
            Self::Acr(classes) => match texts_mistake(classes) {
                None if has_space(classes) => {
                    Some("an `acr` with a space is two of them: challenges list them so")
                }
                mistake => mistake,
            },
            Self::Issuer(issuers) => texts_mistake(issuers),
            Self::Comparison(comparison) => comparison.mistake(),
            Self::Grant(grant) => grant.mistake(),
            Self::Ip(networks) => networks_mistake(networks),
            Self::MaxAge(0) => {
                Some("a `max_age` of 0 s is never met: write a duration such as \"15m\"")
            }
            Self::Authenticated
            | Self::Check(_)
            | Self::Empty(_)
            | Self::MaxAge(_)
            | Self::Never => None,
        }
    }
}

impl Grant {
    const fn mistake(&self) -> Option<&'static str> {
        let is_scope = matches!(self.kind, GrantKind::Scope);
        let (mut value, mut rest) = (&self.first, self.others);
        loop {
            if let Some(mistake) = name_mistake(value.name(), is_scope) {
                return Some(mistake);
            }
            let mut others = rest;
            while let [other, tail @ ..] = others {
                if is_same(value.name(), other.name()) {
                    return Some(
                        "duplicate value among the alternatives of one requirement: \
                         leave one out",
                    );
                }
                // The names differ. To compare them again would exceed the compiler's limit for
                // constants in a list of some hundred names.
                if value.lists(other.name()) || other.lists(value.name()) {
                    return Some(
                        "one alternative of a requirement implies another: \
                         leave out the one that implies",
                    );
                }
                others = tail;
            }
            let [next, tail @ ..] = rest else { return None };
            (value, rest) = (next, tail);
        }
    }
}

impl Comparison {
    /// Returns the first mistake of this comparison.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        let Self { left, operator, right } = self;
        if !left.is_of_caller() && !right.is_of_caller() {
            return Some("a comparison without a claim or the subject says nothing of the caller");
        }
        if left.is_subject_claim() || right.is_subject_claim() {
            return Some("`claim.sub` is the subject of any issuer: write `subject`");
        }
        if left.is_same_claim(right) {
            return Some("both sides are the same claim: compare it with something else");
        }
        if left.is_beyond_claims() || right.is_beyond_claims() {
            return Some("a number beyond those of 64 bits is compared with no claim");
        }
        match (left, operator, right) {
            (Operand::Claim([]), ..) | (_, _, Operand::Claim([])) => Some("a claim without a name"),
            (Operand::Text(text), ..) | (_, _, Operand::Text(text)) if text.is_empty() => {
                Some("a comparison with the empty text never holds")
            }
            (_, Operator::Equal, _) | (Operand::Claim(_), Operator::Contains, _) => None,
            (_, Operator::Contains, _) => Some("only a claim can contain something"),
            _ if left.has_order() && right.has_order() => None,
            _ => Some("only numbers have an order"),
        }
    }
}

impl Operand {
    /// Returns `true` for an operand that tells one caller from another.
    const fn is_of_caller(&self) -> bool {
        matches!(self, Self::Claim(_) | Self::Subject)
    }

    /// SECURITY: `sub` alone names users of every issuer (S40).
    const fn is_subject_claim(&self) -> bool {
        matches!(self, Self::Claim([name]) if is_same(name, "sub"))
    }

    /// Returns `true` for a number that no claim is compared with.
    const fn is_beyond_claims(&self) -> bool {
        match *self {
            Self::Float(value) => !(value >= LEAST_FLOAT && value < BEYOND_FLOATS),
            Self::Integer(value) => value < i64::MIN as i128 || value > u64::MAX as i128,
            _ => false,
        }
    }

    /// Returns `true` for a number, or a claim that may be one.
    const fn has_order(&self) -> bool {
        matches!(self, Self::Claim(_) | Self::Float(_) | Self::Integer(_))
    }

    const fn is_same_claim(&self, other: &Self) -> bool {
        let (Self::Claim(left), Self::Claim(right)) = (self, other) else { return false };
        let (mut left, mut right): (&[&str], &[&str]) = (left, right);
        loop {
            match (left, right) {
                ([], []) => return true,
                ([one, left_tail @ ..], [another, right_tail @ ..]) if is_same(one, another) => {
                    (left, right) = (left_tail, right_tail);
                }
                _ => return false,
            }
        }
    }
}

const fn texts_mistake(texts: &[&str]) -> Option<&'static str> {
    if texts.is_empty() {
        return Some(NO_VALUE);
    }
    let mut rest = texts;
    while let [text, tail @ ..] = rest {
        if let Some(mistake) = name_mistake(text, false) {
            return Some(mistake);
        }
        let mut others = tail;
        while let [other, tail @ ..] = others {
            if is_same(text, other) {
                return Some(
                    "duplicate value among the alternatives of one requirement: leave one out",
                );
            }
            others = tail;
        }
        rest = tail;
    }
    None
}

const fn has_space(texts: &[&str]) -> bool {
    let mut rest = texts;
    while let [text, tail @ ..] = rest {
        let mut bytes = text.as_bytes();
        while let [byte, others @ ..] = bytes {
            if *byte == b' ' {
                return true;
            }
            bytes = others;
        }
        rest = tail;
    }
    false
}

const fn networks_mistake(networks: &[Network]) -> Option<&'static str> {
    if networks.is_empty() {
        return Some(NO_VALUE);
    }
    let mut rest = networks;
    while let [network, tail @ ..] = rest {
        if network.is_impossible() {
            return Some("a network's prefix is longer than its address");
        }
        rest = tail;
    }
    None
}

const fn name_mistake(name: &str, is_scope: bool) -> Option<&'static str> {
    if name.is_empty() {
        return Some("an empty value is never met: write the value that the caller must have");
    }
    if is_scope && !is_scope_token(name) {
        return Some(
            "a scope is one word of visible ASCII without `\"` and `\\` (RFC 6749, section 3.3)",
        );
    }
    None
}

/// Returns `true` for a `scope-token`: `%x21 / %x23-5B / %x5D-7E`
/// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
pub(crate) const fn is_scope_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if rest.is_empty() {
        return false;
    }
    while let [byte, tail @ ..] = rest {
        if !matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E) {
            return false;
        }
        rest = tail;
    }
    true
}
