//! Random rules and callers: implementation and reference agree, and more facts never deny.

use std::net::IpAddr;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tests::reference::implementation::Prepared;
use tests::reference::{Answer, Facts, Foreseen, Kind, Path, Ways, holds, ways};

use super::random::{ADDRESSES, CLASSES, NAMES, NOW, callers, facts, json, kinds, trees};
use super::translated::rule;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() }
}

/// One fact that was absent, and now is there.
#[derive(Clone, Debug)]
enum More {
    Grant(Kind, &'static str),
    Claim(&'static str, serde_json::Value),
    Acr(&'static str),
    AuthTime(i64),
    Address(IpAddr),
    Now,
    Parameter(&'static str, &'static str),
}

fn more() -> impl Strategy<Value = More> {
    prop_oneof![
        8 => (kinds(), select(NAMES.to_vec())).prop_map(|(kind, name)| More::Grant(kind, name)),
        4 => (select(vec!["level", "score", "name", "org", "list"]), json())
            .prop_map(|(name, value)| More::Claim(name, value)),
        1 => select(CLASSES.to_vec()).prop_map(More::Acr),
        1 => (NOW - 60..NOW + 60).prop_map(More::AuthTime),
        1 => select(ADDRESSES.to_vec()).prop_map(|address| More::Address(address.parse().unwrap())),
        1 => Just(More::Now),
        2 => (select(vec!["id", "team"]), select(NAMES.to_vec()))
            .prop_map(|(name, text)| More::Parameter(name, text)),
    ]
}

/// Returns the facts and one more. Present facts stay unchanged.
fn with(mut facts: Facts, more: More) -> Facts {
    match more {
        More::Address(address) => _ = facts.address.get_or_insert(address),
        More::Now => facts.now = Some(NOW),
        More::Parameter(name, text) => match &mut facts.path {
            Path::Unknown => facts.path = Path::Parameters(vec![(name, text)]),
            Path::Parameters(parameters) if parameters.iter().all(|(other, _)| *other != name) => {
                parameters.push((name, text));
            }
            Path::Parameters(_) | Path::Invalid => {}
        },
        More::Grant(kind, name) => {
            // The anonymous request becomes an authenticated one.
            let caller = facts.caller.get_or_insert_default();
            match kind {
                Kind::Role => caller.roles.push(name),
                Kind::Scope => caller.scopes.push(name),
                Kind::Permission => caller.permissions.push(name),
                Kind::Group => caller.groups.push(name),
            }
        }
        More::Claim(name, value) => {
            facts.caller.get_or_insert_default().claims.entry(name).or_insert(value);
        }
        More::Acr(class) => _ = facts.caller.get_or_insert_default().acr.get_or_insert(class),
        More::AuthTime(time) => {
            facts.caller.get_or_insert_default().auth_time.get_or_insert(time);
        }
    }
    facts
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn evaluator_and_reference_agree(tree in trees(), facts in vec(facts(), 8)) {
        prop_assume!(ways(&tree) <= 20_000);
        let rule = rule(&tree);
        prop_assert_eq!(rule.to_string(), tree.to_string());
        let ways = Ways::of(&tree);
        for facts in &facts {
            let prepared = Prepared::new(facts);
            let expected = ways.answer(facts);
            // The two halves of the reference agree as well: its tree and its ways.
            prop_assert_eq!(holds(&tree, facts), expected == Answer::Allowed);
            prop_assert_eq!(prepared.answer(&rule), expected, "{} for {:?}", rule, facts);
            prop_assert_eq!(prepared.foreseen(&rule), ways.foreseen(facts), "{} for {:?}", rule, facts);
        }
    }

    #[test]
    fn what_is_decided_without_the_caller_stays_so(tree in trees(), facts in facts(), caller in callers()) {
        let rule = rule(&tree);
        let foreseen = Prepared::new(&facts).foreseen(&rule);
        for caller in [None, facts.caller.clone(), Some(caller)] {
            let finally = Prepared::new(&Facts { caller, ..facts.clone() }).answer(&rule);
            match foreseen {
                Foreseen::Allowed => prop_assert_eq!(finally, Answer::Allowed),
                Foreseen::Denied => prop_assert_ne!(finally, Answer::Allowed),
                Foreseen::Undecided => {}
            }
        }
    }

    #[test]
    fn one_fact_more_never_turns_allowed_into_denied(tree in trees(), facts in facts(), more in more()) {
        let rule = rule(&tree);
        if Prepared::new(&facts).answer(&rule) == Answer::Allowed {
            let richer = with(facts, more);
            prop_assert_eq!(Prepared::new(&richer).answer(&rule), Answer::Allowed, "{} for {:?}", rule, richer);
        }
    }
}
