//! The way of a decision that hangs on checks.

use super::*;
use crate::guard::proof::Verdict;
use crate::policy::Policy;
use crate::policy::rule::Rule;

/// `any(role = "admin", all(scope = "write", check(a)), check(b))`
struct Edit;

impl Policy for Edit {
    const RULE: Rule = Rule::any(&[
        Rule::role("admin"),
        Rule::all(&[Rule::scope("write"), Rule::check(0, "a")]),
        Rule::check(1, "b"),
    ]);
}

fn identity(role: &str, scope: &str) -> Identity {
    Identity::builder("issuer", "alice").role(role).scope(scope).build().unwrap()
}

#[test]
fn what_is_won_already_asks_nothing() {
    let pending = identity("admin", "write").pending::<Edit>().unwrap();
    assert!(pending.asks(0).is_none() && pending.asks(1).is_none());
    assert!(pending.settle().is_ok());
}

#[test]
fn checks_run_in_order_and_only_while_needed() {
    let mut pending = identity("user", "write").pending::<Edit>().unwrap();
    assert!(pending.asks(0).is_some() && pending.asks(1).is_none());
    pending.answer(1, Ok(true));
    pending.answer(0, Ok(false));
    assert!(
        pending.asks(0).is_none() && pending.asks(1).is_some(),
        "an answer out of order counts"
    );
    pending.answer(1, Ok(false));
    let rejection = pending.settle().unwrap_err();
    assert_eq!(
        (rejection.status().as_u16(), rejection.denial().unwrap().to_string().as_str()),
        (403, "check(a)")
    );

    let mut pending = identity("user", "write").pending::<Edit>().unwrap();
    pending.answer(0, Ok(true));
    assert!(pending.asks(1).is_none());
    assert!(pending.settle().is_ok());

    let pending = identity("user", "read").pending::<Edit>().unwrap();
    assert!(pending.asks(0).is_none() && pending.asks(1).is_some());
}

#[test]
fn error_or_missing_result_allows_no_request() {
    let mut pending = identity("user", "write").pending::<Edit>().unwrap();
    pending.answer(0, Err("down".into()));
    assert!(
        pending.asks(0).is_none() && pending.asks(1).is_none(),
        "after an error, nothing is asked"
    );
    pending.answer(1, Ok(true));
    let rejection = pending.settle().unwrap_err();
    assert_eq!(rejection.status(), 503);
    assert_eq!(Error::source(&rejection).unwrap().to_string(), "down");
    let pending = identity("user", "write").pending::<Edit>().unwrap();
    assert_eq!(pending.settle().unwrap_err().status(), 503);
    assert_eq!(Facts::anonymous().pending::<Edit>().unwrap_err().status(), 401);
    assert_eq!(Facts::unauthenticated().pending::<Edit>().unwrap_err().status(), 401);
}

#[test]
fn a_check_that_was_not_made_hides_no_missing_scope() {
    struct Write;
    impl Policy for Write {
        const RULE: Rule = Rule::all(&[Rule::scope("write"), Rule::check(0, "a")]);
    }
    let rejection = identity("user", "read").pending::<Write>().unwrap_err();
    assert_eq!(rejection.denial().unwrap().required_scopes(), Some(vec!["write"]));
}

fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

/// All rules of these leaves in this order, of groups in groups.
fn rules(leaves: &[Rule]) -> Vec<Rule> {
    if let [leaf] = leaves {
        return vec![*leaf];
    }
    let mut all = Vec::new();
    for middle in 1..leaves.len() {
        let (left, right) = leaves.split_at(middle);
        for left in rules(left) {
            for right in rules(right) {
                all.push(Rule::all(leak(vec![left, right])));
                all.push(Rule::any(leak(vec![left, right])));
            }
        }
    }
    all
}

fn is_allowed(rule: Rule, identity: &Identity, checks: &[Option<bool>]) -> Option<bool> {
    match rule.decide(&Facts::of(identity).with_checks(checks)) {
        crate::policy::Decision::Allowed => Some(true),
        crate::policy::Decision::Denied(_) => Some(false),
        crate::policy::Decision::Undecided => None,
    }
}

/// Tests every small rule with all answers: a decision without a check does not change, a check is
/// asked for only if the decision depends on it, in order, and two steps decide as one step does.
#[test]
fn decision_in_two_steps_equals_one_and_skips_checks() {
    const HELD: Rule = Rule::role("user");
    const LACKED: Rule = Rule::scope("missing");
    let alice = Identity::builder("issuer", "alice").role("user").build().unwrap();
    let mut asked_in_all = 0;
    for kinds in 0..81_u32 {
        let mut count = 0;
        let leaves: Vec<Rule> = (0..4_u32)
            .map(|place| match kinds / 3_u32.pow(place) % 3 {
                0 => HELD,
                1 => LACKED,
                _ => {
                    count += 1;
                    Rule::check(count - 1, "…")
                }
            })
            .collect();
        for rule in rules(&leaves) {
            let policy = NamedRule {
                name: || "small",
                rule: leak(vec![rule]).first().unwrap(),
                concealed: false,
                inputs: rule.inputs(),
            };
            for answers in 0..1_u32 << count {
                let holds = |index: usize| answers >> index & 1 == 1;
                let known: Vec<_> = (0..count).map(|index| Some(holds(index))).collect();
                let expected = is_allowed(rule, &alice, &known).unwrap();
                let facts = Facts::of(&alice);
                let context = AuthContext::of(None);
                let mut open = match Verdict::new(policy, &facts, context, || None) {
                    Verdict::Allowed(_) => {
                        assert!(expected, "{rule} was won too early");
                        continue;
                    }
                    Verdict::Rejected(_) => {
                        assert!(!expected, "{rule} was lost too early");
                        continue;
                    }
                    Verdict::Open(open) => open,
                };
                for index in 0..count {
                    if open.asks(index).is_some() {
                        asked_in_all += 1;
                        // With the right answers to those that follow, this one decides.
                        let mut rest = open.checks.clone();
                        let decides = (0..1_u32 << count).any(|others| {
                            for (later, answer) in rest.iter_mut().enumerate().skip(index + 1) {
                                *answer = Some(others >> later & 1 == 1);
                            }
                            let mut with = |answer| {
                                rest[index] = Some(answer);
                                is_allowed(rule, &alice, &rest)
                            };
                            with(true) != with(false)
                        });
                        assert!(decides, "{rule} asked for check {index} in vain");
                        open.answer(index, Ok(holds(index)));
                    }
                }
                assert_eq!(open.settle().is_ok(), expected, "{rule} with {answers:b}");
            }
        }
    }
    assert!(asked_in_all > 1_000, "{asked_in_all}");
}
