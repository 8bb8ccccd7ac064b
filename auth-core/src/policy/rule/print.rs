//! Rules in print, in the language of the attribute.

use std::fmt::{self, Display as _, Write as _};

use super::{Node, Rule};

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node() {
            Node::All(rules) => write_group(f, "all", rules),
            Node::Any(rules) => write_group(f, "any", rules),
            Node::Leaf(leaf) => leaf.fmt(f),
            Node::Named(named) if f.alternate() => named.rule.fmt(f),
            Node::Named(named) => f.write_str(short_name((named.name)())),
        }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({self})")
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

/// The last part of a type's path: how the attribute names a policy.
fn short_name(path: &'static str) -> &'static str {
    path.rsplit("::").next().unwrap_or(path)
}
