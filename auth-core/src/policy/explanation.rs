//! The explanation of a denial: the rule as a tree with the truth of each part, for developers.

use std::fmt;

use crate::policy::denial::Denial;
use crate::policy::evaluate::Truth;
use crate::policy::requirement::{Remedy, Requirement};
use crate::policy::rule::Rule;

/// The explanation of a denial for developers: the rule as a tree, in which ✔ marks the parts that
/// hold, ✘ those that do not hold, and ? those that were not evaluated. The last line has the
/// smallest change that would let the caller in.
///
/// It names the whole rule: it belongs in logs and tests, never in a response.
///
/// ```
/// use auth_core::Identity;
/// use auth_core::policy::{Decision, Facts, Rule};
///
/// const RULE: Rule = Rule::any(&[
///     Rule::role("admin"),
///     Rule::all(&[Rule::role("editor"), Rule::scope("posts:write")]),
/// ]);
/// let alice = Identity::builder("https://issuer.example", "alice").role("editor").build()?;
/// let Decision::Denied(denial) = RULE.decide(&Facts::of(&alice)) else { unreachable!() };
/// assert_eq!(
///     denial.explain().to_string(),
///     r#"✘ any
///   ✘ role = "admin"
///   ✘ all
///     ✔ role = "editor"
///     ✘ scope = "posts:write"
/// needed: a token with scope = "posts:write""#
/// );
/// # Ok::<(), auth_core::identity::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a>(&'a Denial);

impl Denial {
    /// Returns an explanation for developers: the rule as a tree, and the smallest change that
    /// would let the caller in. It names the whole rule: never send it in a response.
    #[must_use]
    pub fn explain(&self) -> Explanation<'_> {
        Explanation(self)
    }
}

/// A line of the tree.
struct Line {
    depth: usize,
    truth: Truth,
    text: String,
}

/// Appends the lines of `rule`, and returns its truth.
fn lay_out(
    rule: &Rule,
    depth: usize,
    truths: &mut impl Iterator<Item = Truth>,
    lines: &mut Vec<Line>,
) -> Truth {
    let text = match rule {
        Rule::All([_, ..]) => "all".to_owned(),
        Rule::Any([_, ..]) => "any".to_owned(),
        rule => rule.to_string(),
    };
    let place = lines.len();
    lines.push(Line { depth, truth: Truth::Unknown, text });
    let mut part = |rule| lay_out(rule, depth + 1, truths, lines);
    let truth = match rule {
        Rule::All(rules @ [_, ..]) => rules.iter().map(part).min(),
        Rule::Any(rules @ [_, ..]) => rules.iter().map(part).max(),
        Rule::Named(named) => Some(part(named.rule)),
        Rule::All([]) | Rule::Any([]) | Rule::Requirement(_) => truths.next(),
    };
    let truth = truth.unwrap_or(Truth::Unknown);
    if let Some(line) = lines.get_mut(place) {
        line.truth = truth;
    }
    truth
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        let (rule, truths) = self.0.truths();
        lay_out(rule, 0, &mut truths.iter().copied(), &mut lines);
        for Line { depth, truth, text } in lines {
            let mark = match truth {
                Truth::No => '✘',
                Truth::Unknown => '?',
                Truth::Yes => '✔',
            };
            writeln!(f, "{:indent$}{mark} {text}", "", indent = 2 * depth)?;
        }
        let is_hopeless =
            |unmet: &Requirement| matches!(unmet, Requirement::Empty(_) | Requirement::Never);
        if self.0.unmet().iter().any(is_hopeless) {
            return f.write_str("needed: another rule, because this one allows no request");
        }
        let means = match self.0.remedy() {
            Remedy::None => "",
            Remedy::Scopes => "a token with ",
            Remedy::StepUp => "a new login with ",
        };
        write!(f, "needed: {means}{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::Identity;
    use crate::policy::{Decision, Facts, Policy, Rule};

    struct CanEdit;

    impl Policy for CanEdit {
        const RULE: Rule = Rule::all(&[Rule::role("editor"), Rule::check(0, "is_draft")]);
    }

    fn explain(rule: Rule, facts: &Facts<'_>) -> String {
        let Decision::Denied(denial) = rule.decide(facts) else { panic!("{rule} is not denied") };
        denial.explain().to_string()
    }

    #[test]
    fn check_that_was_not_evaluated_has_a_question_mark() {
        let rule = rule!(Rule::all(&[Rule::policy::<CanEdit>(), Rule::acr(&["mfa"])]));
        let editor = Identity::builder("i", "alice").role("editor").build().unwrap();
        assert_eq!(
            explain(rule, &Facts::of(&editor)),
            "✘ all\n  ? CanEdit\n    ? all\n      ✔ role = \"editor\"\n      ? check(is_draft)\n  \
             ✘ acr = \"mfa\"\nneeded: a new login with acr = \"mfa\""
        );
    }

    #[test]
    fn marks_of_groups_follow_from_their_parts() {
        let rule = rule!(Rule::all(&[
            Rule::any(&[Rule::role("a"), Rule::role("b")]),
            Rule::role("c"),
            Rule::scope("d"),
        ]));
        let alice = Identity::builder("i", "alice").role("b").build().unwrap();
        assert_eq!(
            explain(rule, &Facts::of(&alice)),
            "✘ all\n  ✔ any\n    ✘ role = \"a\"\n    ✔ role = \"b\"\n  ✘ role = \"c\"\n  ✘ scope = \
             \"d\"\nneeded: role = \"c\", scope = \"d\""
        );
    }

    #[test]
    fn rule_that_allows_no_request_is_named() {
        let rule = rule!(Rule::any(&[Rule::all(&[]), Rule::never()]));
        assert_eq!(
            explain(rule, &Facts::anonymous()),
            "✘ any\n  ✘ all()\n  ✘ never\nneeded: another rule, because this one allows no request"
        );
    }
}
