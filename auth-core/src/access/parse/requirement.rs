//! Reads requirements and groups of them.

use std::net::IpAddr;

use crate::access::parse::cursor::{Cursor, RuleError};
use crate::access::parse::{check, operand};
use crate::policy::{GrantValue, Rule};
use crate::request::Network;

/// Maximum depth of groups in groups.
const DEPTH: u8 = 64;

const EXPECTED: &str = "a requirement such as `role = \"admin\"`";

/// Reads the requirements of an attribute, whose commas mean `all`. `option` takes each word that
/// is an option.
pub(super) fn attribute(
    cursor: &mut Cursor<'_>,
    option: &mut dyn FnMut(&str) -> bool,
) -> Result<Rule, RuleError> {
    let start = *cursor;
    let mut state = State { checks: 0, depth: 0 };
    let mut rules = state.list(cursor, option)?;
    let rule = match rules.pop() {
        Some(rule) if rules.is_empty() => rule,
        last => {
            rules.extend(last);
            Rule::all(rules.leak())
        }
    };
    match rule.mistake() {
        Some(mistake) => Err(start.error(mistake)),
        None => Ok(rule),
    }
}

/// The state of a reader.
struct State {
    /// The number of checks so far.
    checks: usize,
    /// The number of groups around this place.
    depth: u8,
}

impl State {
    /// Reads requirements between commas, up to the end or a parenthesis.
    fn list(
        &mut self,
        cursor: &mut Cursor<'_>,
        option: &mut dyn FnMut(&str) -> bool,
    ) -> Result<Vec<Rule>, RuleError> {
        let mut rules = Vec::new();
        while !cursor.rest().is_empty() && !cursor.rest().starts_with(')') {
            let mut ahead = *cursor;
            if option(ahead.word()) {
                *cursor = ahead;
            } else {
                rules.push(self.requirement(cursor)?);
            }
            if !cursor.takes(",") {
                break;
            }
        }
        Ok(rules)
    }

    fn requirement(&mut self, cursor: &mut Cursor<'_>) -> Result<Rule, RuleError> {
        let start = *cursor;
        Ok(match cursor.word() {
            "all" => Rule::all(self.group(cursor)?),
            "any" => Rule::any(self.group(cursor)?),
            "authenticated" => Rule::authenticated(),
            "never" => Rule::never(),
            "check" => {
                let text = check::expression(cursor)?;
                let index = self.checks;
                self.checks = index.saturating_add(1);
                Rule::check(index, text.to_owned().leak())
            }
            "role" => Rule::any_role(grants(cursor)?),
            "scope" => Rule::any_scope(grants(cursor)?),
            "permission" => Rule::any_permission(grants(cursor)?),
            "group" => Rule::any_group(grants(cursor)?),
            "acr" => Rule::acr(texts(cursor)?),
            "issuer" => Rule::issuer(texts(cursor)?),
            "ip" => Rule::ip(values(cursor, network)?),
            "max_age" => {
                cursor.expect("=")?;
                Rule::max_age(seconds(cursor)?)
            }
            "" | "claim" | "path" | "subject" | "true" | "false" => {
                *cursor = start;
                Rule::compare(operand::comparison(cursor, EXPECTED)?)
            }
            "not" => return Err(start.error("there is no `not`: a rule says who is let in")),
            word if word.starts_with(|first: char| first.is_ascii_digit()) => {
                *cursor = start;
                Rule::compare(operand::comparison(cursor, EXPECTED)?)
            }
            word if word.starts_with(char::is_uppercase) || cursor.rest().starts_with("::") => {
                return Err(start.error(
                    "a policy's name is not data: write its rule, or print the rule with `{:#}`",
                ));
            }
            _ => return Err(start.expected(EXPECTED)),
        })
    }

    fn group(&mut self, cursor: &mut Cursor<'_>) -> Result<&'static [Rule], RuleError> {
        cursor.expect("(")?;
        // SECURITY: each group takes some of the stack, here and in the evaluator.
        if self.depth == DEPTH {
            return Err(cursor.error("more than 64 groups in one another"));
        }
        self.depth = self.depth.saturating_add(1);
        let rules = self.list(cursor, &mut |_| false)?;
        self.depth = self.depth.saturating_sub(1);
        cursor.expect(")")?;
        Ok(rules.leak())
    }
}

/// Reads `= value | value`.
fn values<T>(
    cursor: &mut Cursor<'_>,
    value: impl Fn(&mut Cursor<'_>) -> Result<T, RuleError>,
) -> Result<&'static [T], RuleError> {
    cursor.expect("=")?;
    let mut values = vec![value(cursor)?];
    while cursor.takes("|") {
        values.push(value(cursor)?);
    }
    Ok(values.leak())
}

fn texts(cursor: &mut Cursor<'_>) -> Result<&'static [&'static str], RuleError> {
    values(cursor, |cursor| Ok(&*cursor.string()?.leak()))
}

fn grants(cursor: &mut Cursor<'_>) -> Result<&'static [GrantValue], RuleError> {
    values(cursor, |cursor| Ok(GrantValue::literal(cursor.string()?.leak())))
}

/// Reads a network. Bits behind the prefix may be set, as in a rule that is written by hand.
fn network(cursor: &mut Cursor<'_>) -> Result<Network, RuleError> {
    let start = *cursor;
    let text = cursor.string()?;
    if let Ok(network) = text.parse() {
        return Ok(network);
    }
    let parts = text.split_once('/').and_then(|(address, prefix)| {
        let prefix = prefix.bytes().all(|byte| byte.is_ascii_digit()).then_some(prefix)?;
        Some((address.parse().ok()?, prefix.parse().ok()?))
    });
    match parts {
        Some((IpAddr::V4(address), prefix)) => Ok(Network::v4(address.octets(), prefix)),
        Some((IpAddr::V6(address), prefix)) => Ok(Network::v6(address.segments(), prefix)),
        None => Err(start.expected("a network such as `\"10.0.0.0/8\"`")),
    }
}

/// Reads a duration such as `"15m"`.
fn seconds(cursor: &mut Cursor<'_>) -> Result<u64, RuleError> {
    let start = *cursor;
    let text = cursor.string()?;
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    units
        .into_iter()
        .find_map(|(unit, size)| {
            let number = text.strip_suffix(unit)?;
            let number = number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)?;
            number.parse::<u64>().ok()?.checked_mul(size)
        })
        .ok_or_else(|| start.expected("a duration such as `\"15m\"`"))
}
