//! Rules as text, in the language of `#[require(…)]`.
//
// A rule of a program is constant data, and a rule that is read is too: its lists are never freed.
// So there is one type of rules, one evaluator and one printer.

mod check;
mod cursor;
mod operand;
mod report;
mod requirement;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use crate::access::attribute::Access;
use crate::access::parse::cursor::Cursor;
use crate::policy::Rule;

pub use self::cursor::RuleError;
pub use self::report::ReportError;

/// Reads a rule in the language of `#[require(…)]`. Names of policies and typed values are not
/// data: `{:#}` prints a rule without them.
///
/// The memory of the rule is never freed. Read files of the application, and no input of clients.
///
/// ```
/// use auth_core::policy::Rule;
///
/// let rule: Rule = r#"any(role = "admin", path.id == subject)"#.parse()?;
/// assert_eq!(rule.to_string(), r#"any(role = "admin", path.id == subject)"#);
///
/// let mistake = r#"any(role = "admin", CanPublish)"#.parse::<Rule>().unwrap_err();
/// assert_eq!(mistake.column(), 21);
/// # Ok::<(), auth_core::access::RuleError>(())
/// ```
///
/// # Errors
///
/// [`RuleError`] for any other text, and for a rule that does not compile in an attribute because
/// no request could satisfy it, such as `all()`.
impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let mut cursor = Cursor::new(text);
        let rule = requirement::attribute(&mut cursor, &mut |_| false)?;
        ends(cursor)?;
        Ok(rule)
    }
}

/// Reads an attribute as [`Access`] prints it. Its memory is never freed.
///
/// # Errors
///
/// [`RuleError`] for any other text.
impl FromStr for Access {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let mut cursor = Cursor::new(text);
        let access = if cursor.takes("#[public(") {
            Self::public(cursor.string()?.leak())
        } else {
            cursor.expect("#[require(")?;
            let (mut is_concealed, mut is_observed) = (false, false);
            let rule = requirement::attribute(&mut cursor, &mut |word| {
                match word {
                    "conceal" => is_concealed = true,
                    "report_only" => is_observed = true,
                    _ => return false,
                }
                true
            })?;
            let access = Self::required(rule);
            let access = if is_concealed { access.concealed() } else { access };
            if is_observed { access.report_only() } else { access }
        };
        cursor.expect(")]")?;
        ends(cursor)?;
        Ok(access)
    }
}

fn ends(cursor: Cursor<'_>) -> Result<(), RuleError> {
    if cursor.rest().is_empty() { Ok(()) } else { Err(cursor.expected("the end")) }
}
