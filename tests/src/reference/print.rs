//! The print of rules, in the syntax of the language.

use std::fmt::{Display, Formatter, Result};
use std::net::IpAddr;

use super::tree::{Kind, Operand, Operator, Tree, Value};

/// Prints the syntax of the language. `{:#}` expands named policies, and typed values to all names
/// that satisfy them.
impl Display for Tree {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let alternate = out.alternate();
        let list = |children: &[Tree]| {
            let print =
                |child: &Tree| if alternate { format!("{child:#}") } else { child.to_string() };
            children.iter().map(print).collect::<Vec<_>>().join(", ")
        };
        match self {
            Tree::Authenticated => write!(out, "authenticated"),
            Tree::Never => write!(out, "never"),
            Tree::Any(children) => write!(out, "any({})", list(children)),
            Tree::All(children) => write!(out, "all({})", list(children)),
            Tree::Named(_, tree) if alternate => write!(out, "{tree:#}"),
            Tree::Named(name, _) => write!(out, "{name}"),
            Tree::Grant(kind, values) => {
                let keyword = match kind {
                    Kind::Role => "role",
                    Kind::Scope => "scope",
                    Kind::Permission => "permission",
                    Kind::Group => "group",
                };
                if !alternate {
                    return write_alternatives(out, keyword, values.iter());
                }
                let mut names: Vec<&str> = Vec::new();
                for value in *values {
                    let (name, implied_by) = match value {
                        Value::Text(name) => (name, &[][..]),
                        Value::Typed { name, implied_by } => (name, *implied_by),
                    };
                    names.extend(std::iter::once(name).chain(implied_by));
                }
                let mut seen = Vec::new();
                names.retain(|name| {
                    let is_new = !seen.contains(name);
                    seen.push(*name);
                    is_new
                });
                write_alternatives(out, keyword, names.iter().map(|name| format!("{name:?}")))
            }
            Tree::Issuer(issuers) => write_alternatives(
                out,
                "issuer",
                issuers.iter().map(|issuer| format!("{issuer:?}")),
            ),
            Tree::Acr(classes) => {
                write_alternatives(out, "acr", classes.iter().map(|class| format!("{class:?}")))
            }
            Tree::Ip(networks) => {
                let quoted = |(network, bits): &(IpAddr, u8)| format!("\"{network}/{bits}\"");
                write_alternatives(out, "ip", networks.iter().map(quoted))
            }
            Tree::MaxAge(seconds) => {
                let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
                let (size, unit) = units.into_iter().find(|(size, _)| seconds % size == 0).unwrap();
                write!(out, "max_age = \"{}{unit}\"", seconds / size)
            }
            Tree::Compare(left, operator, right) => write!(out, "{left} {operator} {right}"),
        }
    }
}

fn write_alternatives<T: Display>(
    out: &mut Formatter<'_>,
    keyword: &str,
    alternatives: impl Iterator<Item = T>,
) -> Result {
    let alternatives: Vec<String> =
        alternatives.map(|alternative| format!(" {alternative}")).collect();
    write!(out, "{keyword} ={}", alternatives.join(" |"))
}

impl Display for Value {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Value::Text(name) | Value::Typed { name, .. } => write!(out, "{name:?}"),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Operand::Claim(names) => {
                write!(out, "claim")?;
                names.iter().try_for_each(|name| {
                    if is_identifier(name) {
                        write!(out, ".{name}")
                    } else {
                        write!(out, "[{name:?}]")
                    }
                })
            }
            Operand::Path(name) => write!(out, "path.{name}"),
            Operand::Subject => write!(out, "subject"),
            Operand::Text(text) => write!(out, "{text:?}"),
            Operand::Integer(number) => write!(out, "{number}"),
            Operand::Float(number) => write!(out, "{number:?}"),
            Operand::Boolean(truth) => write!(out, "{truth}"),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let first =
        name.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    first && name != "_" && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

impl Display for Operator {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let text = match self {
            Operator::Equal => "==",
            Operator::AtLeast => ">=",
            Operator::Above => ">",
            Operator::AtMost => "<=",
            Operator::Below => "<",
            Operator::Contains => "contains",
        };
        write!(out, "{text}")
    }
}
