//! Random rules for tests, from a small vocabulary, so that two of them often meet.

use crate::policy::{Comparison, GrantValue, Operand, Operator, Rule};
use crate::request::Network;

pub(super) const NAMES: [&str; 5] = ["admin", "editor", "viewer", "a b", "x\"\\\n"];
pub(super) const SCOPES: [&str; 3] = ["posts:write", "posts:read", "admin"];
pub(super) const TEXTS: [&str; 3] = ["urn:mfa", "https://issuer.example", "blue"];
pub(super) const CHECKS: [&str; 4] =
    ["post.author == subject", "f(\")\", ')', 'a')", "g(r#\"(\"#)", "h(\"two\nlines\")"];
pub(super) const CLAIMS: [&[&str]; 5] =
    [&["level"], &["team"], &["org"], &["org", "level"], &["https://acme.example/a b"]];
pub(super) const PATHS: [&str; 3] = ["id", "größe", "*rest"];

const TYPED: [GrantValue; 3] = [
    GrantValue::new("viewer", &["viewer", "editor", "admin"]),
    GrantValue::new("editor", &["editor", "admin"]),
    GrantValue::new("admin", &["admin"]),
];

/// A generator of pseudo-random numbers (xorshift64).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(usize::MAX) % limit
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns an element of `list`, which is not empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let place = self.below(list.len());
        list.iter().copied().nth(place).unwrap_or_else(|| unreachable!("an empty list"))
    }

    /// Returns one to three different elements.
    fn some<T: Copy + PartialEq>(&mut self, list: &[T]) -> &'static [T] {
        let mut taken = vec![self.pick(list)];
        for _ in 0..self.below(3) {
            let one = self.pick(list);
            if !taken.contains(&one) {
                taken.push(one);
            }
        }
        taken.leak()
    }

    /// Returns a rule without mistakes.
    pub(super) fn rule(&mut self, depth: usize) -> Rule {
        loop {
            let rule = self.any_rule(depth);
            if rule.mistake().is_none() {
                return number_checks(&rule, &mut 0);
            }
        }
    }

    /// Returns a rule with this number of requirements.
    pub(super) fn rule_of(&mut self, requirements: usize) -> Rule {
        if requirements == 1 {
            return self.rule(0);
        }
        let first = 1 + self.below(requirements - 1);
        let rules = vec![self.rule_of(first), self.rule_of(requirements - first)].leak();
        let rule = if self.chance(50) { Rule::all(rules) } else { Rule::any(rules) };
        number_checks(&rule, &mut 0)
    }

    /// Returns `rule` with some parts exchanged, left out or doubled.
    pub(super) fn mutation(&mut self, rule: &Rule) -> Rule {
        let rule = self.mutate(rule);
        number_checks(&rule, &mut 0)
    }

    fn mutate(&mut self, rule: &Rule) -> Rule {
        let (is_all, rules) = match rule {
            Rule::All(rules) => (true, *rules),
            Rule::Any(rules) => (false, *rules),
            _ if self.chance(15) => return self.rule(0),
            _ => return *rule,
        };
        let mut rules: Vec<Rule> = rules.iter().map(|rule| self.mutate(rule)).collect();
        if rules.len() > 1 && self.chance(10) {
            rules.remove(self.below(rules.len()));
        }
        if self.chance(10) {
            rules.push(self.rule(1));
        }
        if self.chance(20) {
            rules.reverse();
        }
        let is_all = if self.chance(5) { !is_all } else { is_all };
        if is_all { Rule::all(rules.leak()) } else { Rule::any(rules.leak()) }
    }

    fn any_rule(&mut self, depth: usize) -> Rule {
        if depth == 0 || self.chance(30) {
            return self.leaf();
        }
        let count = 1 + self.below(4);
        let rules: &[Rule] = (0..count).map(|_| self.rule(depth - 1)).collect::<Vec<_>>().leak();
        if self.chance(50) { Rule::all(rules) } else { Rule::any(rules) }
    }

    fn leaf(&mut self) -> Rule {
        let literals = |names: &[&'static str]| -> &'static [GrantValue] {
            names.iter().copied().map(GrantValue::literal).collect::<Vec<_>>().leak()
        };
        match self.below(14) {
            0 => Rule::authenticated(),
            1 => Rule::any_role(literals(self.some(&NAMES))),
            2 => Rule::any_role(vec![self.pick(&TYPED)].leak()),
            3 => Rule::any_scope(literals(self.some(&SCOPES))),
            4 => Rule::any_permission(literals(self.some(&NAMES))),
            5 => Rule::any_group(literals(self.some(&NAMES))),
            6 => Rule::issuer(self.some(&TEXTS)),
            7 => Rule::acr(self.some(&TEXTS)),
            8 => Rule::max_age(self.pick(&[1, 60, 900, 90_061])),
            9 => Rule::check(0, self.pick(&CHECKS)),
            10 => Rule::ip(self.networks()),
            _ => Rule::compare(self.comparison()),
        }
    }

    fn networks(&mut self) -> &'static [Network] {
        let networks = [
            Network::v4([10, 0, 0, 0], 8),
            Network::v4([10, 0, 0, 0], 9),
            Network::v4([10, 128, 0, 0], 9),
            Network::v4([10, 1, 2, 3], 32),
            Network::v4([10, 1, 2, 3], 16),
            Network::v4([0; 4], 0),
            Network::v6([0xfd00, 0, 0, 0, 0, 0, 0, 0], 8),
            Network::v6([0; 8], 0),
        ];
        self.some(&networks)
    }

    fn comparison(&mut self) -> Comparison {
        let operators = [
            Operator::Above,
            Operator::AtLeast,
            Operator::AtMost,
            Operator::Below,
            Operator::Contains,
            Operator::Equal,
            Operator::Equal,
        ];
        let mut operand = || match self.below(10) {
            0 => Operand::Boolean(self.chance(50)),
            1 => Operand::Float(self.pick(&[2.5, 3.0, 3.000_000_000_000_000_4, 1e19, -0.5])),
            2 => Operand::Integer(self.pick(&[2, 3, 4, -7, 1 << 60, (1 << 60) + 1])),
            3 => Operand::Path(self.pick(&PATHS)),
            4 => Operand::Subject,
            5 => Operand::Text(self.pick(&TEXTS)),
            _ => Operand::Claim(self.pick(&CLAIMS)),
        };
        let (left, right) = (operand(), operand());
        Comparison::new(left, self.pick(&operators), right)
    }
}

fn number_checks(rule: &Rule, next: &mut usize) -> Rule {
    let mut each = |rules: &[Rule]| -> &'static [Rule] {
        rules.iter().map(|rule| number_checks(rule, next)).collect::<Vec<_>>().leak()
    };
    match rule {
        Rule::All(rules) => Rule::All(each(rules)),
        Rule::Any(rules) => Rule::Any(each(rules)),
        Rule::Requirement(crate::policy::Requirement::Check(check)) => {
            *next += 1;
            Rule::check(*next - 1, check.text)
        }
        other => *other,
    }
}
