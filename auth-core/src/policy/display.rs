//! Rules in print, in the language of the attribute.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::policy::comparison::{Comparison, Operand, Operator};
use crate::policy::grant_value::GrantValue;
use crate::policy::requirement::Requirement;
use crate::policy::rule::Rule;

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(rules) => write_group(f, "all", rules),
            Self::Any(rules) => write_group(f, "any", rules),
            Self::Named(named) if f.alternate() => named.rule.fmt(f),
            Self::Named(named) => f.write_str(short_name((named.name)())),
            Self::Requirement(requirement) => requirement.fmt(f),
        }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({self})")
    }
}

fn write_group(f: &mut Formatter<'_>, keyword: &str, rules: &[Rule]) -> fmt::Result {
    write!(f, "{keyword}(")?;
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        rule.fmt(f)?;
    }
    f.write_char(')')
}

/// Returns the last part of a type's path: the name of a policy in an attribute.
fn short_name(path: &'static str) -> &'static str {
    path.rsplit("::").next().unwrap_or(path)
}

impl Display for Requirement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Acr(classes) => write_alternatives(f, "acr", classes.iter().map(Quoted)),
            Self::Authenticated => f.write_str("authenticated"),
            // A string in the expression may have several lines.
            Self::Check(check) => write!(f, "check({})", check.text.replace('\n', "\\n")),
            Self::Comparison(comparison) => comparison.fmt(f),
            Self::Empty(keyword) => write!(f, "{keyword}()"),
            Self::Grant(grant) if f.alternate() => {
                let mut names: Vec<&'static str> = Vec::new();
                for name in grant.values().flat_map(GrantValue::names) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                write_alternatives(f, grant.kind.keyword(), names.iter().map(Quoted))
            }
            Self::Grant(grant) => write_alternatives(f, grant.kind.keyword(), grant.values()),
            Self::Ip(networks) => {
                write_alternatives(f, "ip", networks.iter().map(|network| format!("\"{network}\"")))
            }
            Self::Issuer(issuers) => write_alternatives(f, "issuer", issuers.iter().map(Quoted)),
            Self::MaxAge(seconds) => write!(f, "max_age = \"{}\"", Duration(*seconds)),
            Self::Never => f.write_str("never"),
        }
    }
}

impl fmt::Debug for Requirement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Requirement({self})")
    }
}

/// Prints the name in tokens. The name of the enum's variant would not help the caller.
impl Display for GrantValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Quoted(&self.name()).fmt(f)
    }
}

fn write_alternatives(
    f: &mut Formatter<'_>,
    keyword: &str,
    alternatives: impl Iterator<Item = impl Display>,
) -> fmt::Result {
    write!(f, "{keyword} =")?;
    for (index, alternative) in alternatives.enumerate() {
        let bar = if index > 0 { " |" } else { "" };
        write!(f, "{bar} {alternative}")?;
    }
    Ok(())
}

/// A string as a literal.
struct Quoted<'a>(&'a &'static str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Seconds, in the largest unit that divides them.
struct Duration(u64);

impl Display for Duration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
        let (size, unit) =
            units.into_iter().find(|(size, _)| self.0.is_multiple_of(*size)).unwrap_or((1, "s"));
        write!(f, "{}{unit}", self.0 / size)
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let operator = match self.operator {
            Operator::Above => ">",
            Operator::AtLeast => ">=",
            Operator::AtMost => "<=",
            Operator::Below => "<",
            Operator::Contains => "contains",
            Operator::Equal => "==",
        };
        write!(f, "{} {operator} {}", self.left, self.right)
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Claim(names) => {
                f.write_str("claim")?;
                names.iter().try_for_each(|name| {
                    if is_name(name) { write!(f, ".{name}") } else { write!(f, "[{name:?}]") }
                })
            }
            // With a point also for a whole number, which would otherwise be read as an integer.
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Integer(value) => value.fmt(f),
            Self::Path(name)
                if name.chars().all(|letter| letter == '_' || letter.is_alphanumeric()) =>
            {
                write!(f, "path.{name}")
            }
            Self::Path(name) => write!(f, "path[{name:?}]"),
            Self::Subject => f.write_str("subject"),
            Self::Text(value) => write!(f, "{value:?}"),
        }
    }
}

/// Returns `true` for a claim's name that can follow a dot.
fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && name != "_"
}
