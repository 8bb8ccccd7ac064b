//! The evaluator against a reference that was written independently, on random rules and callers.

use auth_core::{Decision, Facts, Identity, Rule};
use proptest::collection::vec;
use proptest::prelude::*;
use tests::reference::{Answer, Caller, Kind, Tree, answer, holds, ways};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Role), Just(Kind::Scope), Just(Kind::Permission), Just(Kind::Group)]
}

fn names(least: usize) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(NAMES.to_vec(), least..=3).prop_shuffle()
}

/// Rules up to depth 5, empty groups and `never` among them.
fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        12 => (kinds(), names(1)).prop_map(|(kind, names)| Tree::Grant(kind, names)),
        2 => Just(Tree::Authenticated),
        1 => Just(Tree::Never),
    ];
    leaf.prop_recursive(5, 48, 4, |inner| {
        prop_oneof![vec(inner.clone(), 0..=4).prop_map(Tree::Any), vec(inner, 0..=4).prop_map(Tree::All)]
    })
}

fn callers() -> impl Strategy<Value = Option<Caller>> {
    let known = (names(0), names(0), names(0), names(0))
        .prop_map(|(roles, scopes, permissions, groups)| Caller { roles, scopes, permissions, groups });
    prop_oneof![1 => Just(None), 9 => known.prop_map(Some)]
}

fn leak<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

fn rule(tree: &Tree) -> Rule {
    match tree {
        Tree::Authenticated => Rule::authenticated(),
        Tree::Never => Rule::never(),
        Tree::Any(trees) => Rule::any(leak(trees.iter().map(rule).collect())),
        Tree::All(trees) => Rule::all(leak(trees.iter().map(rule).collect())),
        Tree::Grant(kind, names) => {
            let names = leak(names.clone());
            match kind {
                Kind::Role => Rule::role(names),
                Kind::Scope => Rule::scope(names),
                Kind::Permission => Rule::permission(names),
                Kind::Group => Rule::group(names),
            }
        }
    }
}

fn identity(caller: &Caller) -> Identity {
    let mut identity = Identity::builder("https://issuer.example", "somebody");
    for role in &caller.roles {
        identity = identity.role(*role);
    }
    for scope in &caller.scopes {
        identity = identity.scope(*scope);
    }
    for permission in &caller.permissions {
        identity = identity.permission(*permission);
    }
    for group in &caller.groups {
        identity = identity.group(*group);
    }
    identity.build().unwrap()
}

/// What the implementation says, in the words of the reference.
fn decided(rule: &Rule, identity: Option<&Identity>) -> Answer {
    // As for a request: what is lost whoever is calling is lost before credentials are looked at.
    let lost = matches!(rule.decide(&Facts::unauthenticated()), Decision::Denied(_));
    match rule.decide(&identity.map_or(Facts::anonymous(), Facts::of)) {
        Decision::Allowed => Answer::Allowed,
        Decision::Undecided => panic!("{rule} is undecided with the caller known"),
        Decision::Denied(_) if identity.is_none() && !lost => Answer::Unauthorized,
        Decision::Denied(denial) => {
            let unmet = denial.unmet().iter().map(ToString::to_string).collect();
            match denial.required_scopes() {
                Some(scopes) => Answer::InsufficientScope { unmet, scopes },
                None => Answer::Forbidden { unmet },
            }
        }
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn evaluator_and_reference_agree(tree in trees(), callers in vec(callers(), 8)) {
        prop_assume!(ways(&tree) <= 20_000);
        let rule = rule(&tree);
        prop_assert_eq!(rule.to_string(), tree.to_string());
        for caller in &callers {
            let identity = caller.as_ref().map(identity);
            let expected = answer(&tree, caller.as_ref());
            prop_assert_eq!(decided(&rule, identity.as_ref()), expected, "{} for {:?}", rule, caller);
        }
    }

    #[test]
    fn what_is_decided_without_the_caller_stays_so(tree in trees(), caller in callers()) {
        let rule = rule(&tree);
        let identity = caller.as_ref().map(identity);
        let finally = rule.decide(&identity.as_ref().map_or(Facts::anonymous(), Facts::of));
        match rule.decide(&Facts::unauthenticated()) {
            Decision::Allowed => prop_assert!(matches!(finally, Decision::Allowed)),
            Decision::Denied(_) => prop_assert!(matches!(finally, Decision::Denied(_))),
            Decision::Undecided => {}
        }
    }

    #[test]
    fn one_grant_more_never_turns_allowed_into_denied(
        tree in trees(), caller in callers(), kind in kinds(), name in proptest::sample::select(NAMES.to_vec())
    ) {
        let mut richer = caller.clone().unwrap_or_default();
        match kind {
            Kind::Role => richer.roles.push(name),
            Kind::Scope => richer.scopes.push(name),
            Kind::Permission => richer.permissions.push(name),
            Kind::Group => richer.groups.push(name),
        }
        if holds(&tree, caller.as_ref()) {
            let decision = rule(&tree).decide(&Facts::of(&identity(&richer)));
            prop_assert!(matches!(decision, Decision::Allowed));
        }
    }
}
