//! What must hold before a handler runs: a tree of requirements, as constant data.

use std::fmt::{self, Display as _, Write as _};

/// A rule: requirements, combined by [`any`](Self::any) and [`all`](Self::all).
///
/// Rules are constant data. The macros write them; by hand they are built in a `const`. There is no `not`: an absent or
/// unknown fact never opens a door. A rule prints itself in the language of the attribute; `{:#}` writes named policies out.
///
/// ```
/// use auth_core::Rule;
///
/// const RULE: Rule = Rule::any(&[
///     Rule::role(&["admin"]),
///     Rule::all(&[Rule::role(&["editor"]), Rule::scope(&["posts:write"])]),
/// ]);
/// assert_eq!(RULE.to_string(), r#"any(role = "admin", all(role = "editor", scope = "posts:write"))"#);
/// ```
#[derive(Clone, Copy)]
pub struct Rule(Node);

/// The variants of a rule. Private to the crate, so that new ones break nobody.
#[derive(Clone, Copy)]
pub(crate) enum Node {
    All(&'static [Rule]),
    Any(&'static [Rule]),
    Authenticated,
    Grant(GrantKind, &'static [&'static str]),
    Named(NamedRule),
    Never,
}

/// The kinds of things that are granted to a caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum GrantKind {
    Group,
    Permission,
    Role,
    Scope,
}

/// The rule of a policy, and what the policy is called.
#[derive(Clone, Copy)]
pub(crate) struct NamedRule {
    pub(crate) name: fn() -> &'static str,
    pub(crate) rule: &'static Rule,
}

impl Rule {
    /// All of `rules` hold: `all(…)`. Of no rules, nobody is let in.
    #[must_use]
    pub const fn all(rules: &'static [Self]) -> Self {
        Self(Node::All(rules))
    }

    /// At least one of `rules` holds: `any(…)`. Of no rules, nobody is let in.
    #[must_use]
    pub const fn any(rules: &'static [Self]) -> Self {
        Self(Node::Any(rules))
    }

    /// The caller is known: `authenticated`.
    #[must_use]
    pub const fn authenticated() -> Self {
        Self(Node::Authenticated)
    }

    /// The caller belongs to at least one of `groups`: `group = "a" | "b"`.
    #[must_use]
    pub const fn group(groups: &'static [&'static str]) -> Self {
        Self(Node::Grant(GrantKind::Group, groups))
    }

    /// Nobody is let in. No attribute writes it; what could not be compiled ends up behind it.
    #[must_use]
    pub const fn never() -> Self {
        Self(Node::Never)
    }

    /// The caller has at least one of `permissions`: `permission = "a" | "b"`.
    #[must_use]
    pub const fn permission(permissions: &'static [&'static str]) -> Self {
        Self(Node::Grant(GrantKind::Permission, permissions))
    }

    /// The caller has at least one of `roles`: `role = "a" | "b"`.
    #[must_use]
    pub const fn role(roles: &'static [&'static str]) -> Self {
        Self(Node::Grant(GrantKind::Role, roles))
    }

    /// The token carries at least one of `scopes`: `scope = "a" | "b"`.
    #[must_use]
    pub const fn scope(scopes: &'static [&'static str]) -> Self {
        Self(Node::Grant(GrantKind::Scope, scopes))
    }

    pub(crate) const fn named(named: NamedRule) -> Self {
        Self(Node::Named(named))
    }

    pub(crate) const fn node(&self) -> &Node {
        &self.0
    }

    /// What is wrong with this rule: what an attribute would have refused, for rules that are written by hand.
    pub(crate) const fn mistake(&self) -> Option<&'static str> {
        match self.0 {
            Node::All(rules) | Node::Any(rules) => {
                if rules.is_empty() {
                    return Some("an empty `any` or `all` lets nobody in: name at least one requirement");
                }
                let mut rest = rules;
                while let [rule, tail @ ..] = rest {
                    if let Some(mistake) = rule.mistake() {
                        return Some(mistake);
                    }
                    rest = tail;
                }
                None
            }
            Node::Grant(kind, names) => grant_mistake(kind, names),
            Node::Named(named) => named.rule.mistake(),
            Node::Authenticated | Node::Never => None,
        }
    }
}

const fn grant_mistake(kind: GrantKind, names: &[&str]) -> Option<&'static str> {
    if names.is_empty() {
        return Some("a requirement without a value lets nobody in: name at least one value");
    }
    let mut rest = names;
    while let [name, tail @ ..] = rest {
        if name.is_empty() {
            return Some(
                "an empty value lets nobody in: write the name of a role, scope, permission or group",
            );
        }
        if matches!(kind, GrantKind::Scope) && !is_scope_token(name) {
            return Some(
                "a scope is one word of visible ASCII without `\"` and `\\` (RFC 6749, section 3.3)",
            );
        }
        rest = tail;
    }
    None
}

/// `scope-token`: `%x21 / %x23-5B / %x5D-7E` ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
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

impl GrantKind {
    const fn keyword(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Permission => "permission",
            Self::Role => "role",
            Self::Scope => "scope",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({self})")
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(rules) => write_group(f, "all", rules),
            Self::Any(rules) => write_group(f, "any", rules),
            Self::Authenticated => f.write_str("authenticated"),
            Self::Grant(kind, names) => write_grant(f, *kind, names),
            Self::Named(named) if f.alternate() => named.rule.fmt(f),
            Self::Named(named) => f.write_str(short_name((named.name)())),
            Self::Never => f.write_str("never"),
        }
    }
}

fn write_group(f: &mut fmt::Formatter<'_>, keyword: &str, rules: &[Rule]) -> fmt::Result {
    write!(f, "{keyword}(")?;
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        rule.fmt(f)?;
    }
    f.write_char(')')
}

fn write_grant(f: &mut fmt::Formatter<'_>, kind: GrantKind, names: &[&str]) -> fmt::Result {
    write!(f, "{} =", kind.keyword())?;
    for (index, name) in names.iter().enumerate() {
        let bar = if index > 0 { " |" } else { "" };
        write!(f, "{bar} {name:?}")?;
    }
    Ok(())
}

/// The last part of a type's path: how the attribute names a policy.
fn short_name(path: &'static str) -> &'static str {
    path.rsplit("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_prints_itself_in_the_language() {
        const RULE: Rule = Rule::all(&[
            Rule::authenticated(),
            Rule::any(&[Rule::group(&["staff", "a \"b\""]), Rule::permission(&["posts:edit"])]),
        ]);
        let text = r#"all(authenticated, any(group = "staff" | "a \"b\"", permission = "posts:edit"))"#;
        assert_eq!(RULE.to_string(), text);
    }

    #[test]
    fn mistakes_are_found_at_any_depth() {
        let wrong = [
            rule!(Rule::all(&[])),
            rule!(Rule::any(&[Rule::role(&["a"]), Rule::any(&[])])),
            rule!(Rule::all(&[Rule::group(&[])])),
            rule!(Rule::role(&["a", ""])),
            rule!(Rule::scope(&["two words"])),
            rule!(Rule::any(&[Rule::all(&[Rule::scope(&["quote\""])])])),
        ];
        for rule in wrong {
            assert!(rule.mistake().is_some(), "{rule:?}");
        }
        assert_eq!(rule!(Rule::all(&[Rule::role(&["two words"]), Rule::scope(&["a:b"])])).mistake(), None);
    }
}
