//! Rejections of callers that lack grants.

use super::*;

#[test]
fn impossible_tree_without_scopes_is_forbidden() {
    let tree = tree!(All(&[Authenticated, scope(A), scope(&[])]));
    assert_eq!(
        answer(&tree, &anonymous()),
        forbidden(&["authenticated", r#"scope = "a""#, "scope ="])
    );
    assert_eq!(answer(&tree, &nobody_special()), forbidden(&[r#"scope = "a""#, "scope ="]));
}

#[test]
fn scopes_cost_less_than_logins_and_logins_than_roles() {
    let tree = tree!(Any(&[role(A), MFA, All(&[scope(A), scope(B)])]));
    let expected = insufficient(&[r#"scope = "a""#, r#"scope = "b""#], &["a", "b"]);
    assert_eq!(answer(&tree, &nobody_special()), expected);
    let tree = tree!(Any(&[role(A), All(&[MFA, Tree::MaxAge(60)])]));
    let expected = Answer::StepUp {
        unmet: texts(&[r#"acr = "mfa" | "hwk""#, r#"max_age = "1m""#]),
        acr_values: vec!["mfa", "hwk"],
        max_age: Some(60),
        scopes: vec![],
    };
    assert_eq!(answer(&tree, &nobody_special()), expected);
}

#[test]
fn step_up_names_all_factors_of_the_way() {
    let tree = tree!(All(&[
        Tree::MaxAge(900),
        MFA,
        scope(A),
        scope(B),
        Tree::Acr(&["hwk", "pwd"]),
        Tree::MaxAge(60),
        Tree::MaxAge(30)
    ]));
    let login = Caller { auth_time: Some(950), scopes: vec!["b"], ..Caller::default() };
    let facts = Facts { now: Some(1_000), ..known(login) };
    let unmet = [
        r#"acr = "mfa" | "hwk""#,
        r#"scope = "a""#,
        r#"acr = "hwk" | "pwd""#,
        r#"max_age = "30s""#,
    ];
    let expected = Answer::StepUp {
        unmet: texts(&unmet),
        acr_values: vec!["mfa", "hwk", "pwd"],
        max_age: Some(30),
        scopes: vec!["a", "b"],
    };
    assert_eq!(answer(&tree, &facts), expected);
}

#[test]
fn earliest_of_equally_cheap_ways_is_told() {
    let tree = tree!(Any(&[All(&[role(A), scope(A)]), role(B), role(C)]));
    assert_eq!(answer(&tree, &nobody_special()), forbidden(&[r#"role = "b""#]));
}

#[test]
fn unmet_leaves_are_repeated_but_scopes_are_not() {
    let tree = tree!(All(&[
        scope(A),
        Authenticated,
        scope(A),
        scope(&[Value::Text("b"), Value::Text("a")])
    ]));
    let expected =
        insufficient(&[r#"scope = "a""#, r#"scope = "a""#, r#"scope = "b" | "a""#], &["a", "b"]);
    assert_eq!(answer(&tree, &nobody_special()), expected);
}

#[test]
fn scopes_name_the_first_one_held_of_a_met_leaf() {
    const ABC: &[Value] =
        &[Value::Text("a"), Value::Typed { name: "b", implied_by: &["x"] }, Value::Text("c")];
    let caller = Caller { scopes: vec!["c", "x"], roles: vec!["a"], ..Caller::default() };
    let tree = tree!(All(&[role(A), scope(ABC), scope(D)]));
    assert_eq!(answer(&tree, &known(caller)), insufficient(&[r#"scope = "d""#], &["x", "d"]));
}

#[test]
fn grant_held_makes_a_longer_way_cheaper() {
    let caller = Caller { roles: vec!["b"], ..Caller::default() };
    let tree = tree!(Any(&[role(A), All(&[role(B), scope(A)])]));
    assert_eq!(answer(&tree, &known(caller)), insufficient(&[r#"scope = "a""#], &["a"]));
}

#[test]
fn way_through_an_empty_list_counts_as_one_leaf() {
    let tree = tree!(Any(&[All(&[]), role(A)]));
    assert_eq!(answer(&tree, &nobody_special()), forbidden(&["all()"]));
    let tree = tree!(Any(&[role(A), scope(&[])]));
    assert_eq!(answer(&tree, &nobody_special()), insufficient(&["scope ="], &[]));
}

#[test]
fn ways_are_listed_by_their_first_choice() {
    let tree = tree!(All(&[
        Any(&[role(A), role(B)]),
        Any(&[]),
        Tree::Named("CorD", &Any(&[role(C), role(D)]))
    ]));
    let listed = Ways::of(&tree);
    let printed = |way: &Vec<usize>| {
        way.iter().map(|&place| listed.leaves[place].1.as_str()).collect::<Vec<_>>().join(", ")
    };
    let expected = [
        r#"role = "a", any(), role = "c""#,
        r#"role = "a", any(), role = "d""#,
        r#"role = "b", any(), role = "c""#,
        r#"role = "b", any(), role = "d""#,
    ];
    assert_eq!(listed.ways.iter().map(printed).collect::<Vec<_>>(), expected);
    assert_eq!(ways(&tree), 4);
    assert_eq!((ways(&Any(&[])), ways(&All(&[])), ways(&Never)), (1, 1, 1));
}
