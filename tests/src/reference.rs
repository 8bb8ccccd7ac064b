//! Answers authorization rules by brute force, as the reference that the real evaluator is compared with.
//!
//! Limit: [`answer`] walks every way into a tree that does not hold, one at a time and without
//! pruning, so skip trees for which [`ways`] exceeds 100,000.

use std::fmt::{Display, Formatter, Result};
use std::iter::once;

/// What sort of thing a caller is granted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A role.
    Role,
    /// A scope.
    Scope,
    /// A permission.
    Permission,
    /// A group.
    Group,
}

/// A rule.
#[derive(Clone, Debug)]
pub enum Tree {
    /// The caller is known.
    Authenticated,
    /// The caller was granted at least one of the names as that kind.
    Grant(Kind, Vec<&'static str>),
    /// At least one child holds.
    Any(Vec<Tree>),
    /// There are children and every one of them holds.
    All(Vec<Tree>),
    /// Holds for nobody.
    Never,
}

/// What a known caller was granted; an anonymous caller is no `Caller` at all.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The roles granted.
    pub roles: Vec<&'static str>,
    /// The scopes granted.
    pub scopes: Vec<&'static str>,
    /// The permissions granted.
    pub permissions: Vec<&'static str>,
    /// The groups granted.
    pub groups: Vec<&'static str>,
}

/// What a caller is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// The rule holds.
    Allowed,
    /// The caller is anonymous and somebody else might be allowed.
    Unauthorized,
    /// More than scopes is missing, or the rule can hold for nobody.
    Forbidden {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
    },
    /// Only scopes are missing.
    InsufficientScope {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
        /// The scopes that the cheapest way in takes, those already held included.
        scopes: Vec<&'static str>,
    },
}

/// Whether the rule holds for the caller.
pub fn holds(tree: &Tree, caller: Option<&Caller>) -> bool {
    match tree {
        Tree::Authenticated => caller.is_some(),
        Tree::Grant(kind, names) => names.iter().any(|name| granted(*kind, caller).contains(name)),
        Tree::Any(children) => children.iter().any(|child| holds(child, caller)),
        Tree::All(children) => !children.is_empty() && children.iter().all(|child| holds(child, caller)),
        Tree::Never => false,
    }
}

/// What the caller is told about the rule.
pub fn answer(tree: &Tree, caller: Option<&Caller>) -> Answer {
    let possible = possible(tree);
    if holds(tree, caller) {
        return Answer::Allowed;
    }
    if caller.is_none() && possible {
        return Answer::Unauthorized;
    }
    let cost = |way: &Vec<&Tree>| {
        let unmet = || way.iter().filter(|leaf| !holds(leaf, caller));
        let scopes = unmet().filter(|leaf| matches!(leaf, Tree::Grant(Kind::Scope, _))).count();
        (unmet().count() - scopes, scopes)
    };
    // `min_by_key` keeps the first of equals; every tree has at least one way in.
    let way = ways_in(tree).min_by_key(cost).unwrap();
    let unmet = way.iter().filter(|leaf| !holds(leaf, caller)).map(|leaf| leaf.to_string()).collect();
    if cost(&way).0 > 0 || !possible {
        return Answer::Forbidden { unmet };
    }
    let mut scopes = Vec::new();
    for leaf in way {
        let Tree::Grant(Kind::Scope, names) = leaf else { continue };
        let held = names.iter().find(|name| granted(Kind::Scope, caller).contains(name));
        // A scope leaf without names has no first name, and so adds none.
        if let Some(&name) = held.or(names.first())
            && !scopes.contains(&name)
        {
            scopes.push(name);
        }
    }
    Answer::InsufficientScope { unmet, scopes }
}

/// How many ways in [`answer`] would walk (at most `u128::MAX`).
pub fn ways(tree: &Tree) -> u128 {
    match tree {
        Tree::Any(children) if !children.is_empty() => {
            children.iter().map(ways).fold(0, u128::saturating_add)
        }
        Tree::All(children) => children.iter().map(ways).fold(1, u128::saturating_mul),
        _ => 1,
    }
}

/// The ways in, each a list of leaves in source order, in the order in which choices were written.
fn ways_in(tree: &Tree) -> Box<dyn Iterator<Item = Vec<&Tree>> + '_> {
    match tree {
        Tree::Any(children) if !children.is_empty() => Box::new(children.iter().flat_map(ways_in)),
        Tree::All(children) if !children.is_empty() => {
            let start: Box<dyn Iterator<Item = Vec<&Tree>>> = Box::new(once(Vec::new()));
            children.iter().fold(start, |befores, child| {
                Box::new(
                    befores.flat_map(move |before| {
                        ways_in(child).map(move |way| [before.clone(), way].concat())
                    }),
                )
            })
        }
        leaf => Box::new(once(vec![leaf])),
    }
}

/// Whether the rule could hold for anybody: whether it holds with every leaf true that can be.
fn possible(tree: &Tree) -> bool {
    match tree {
        Tree::Authenticated => true,
        Tree::Grant(_, names) => !names.is_empty(),
        Tree::Any(children) => children.iter().any(possible),
        Tree::All(children) => !children.is_empty() && children.iter().all(possible),
        Tree::Never => false,
    }
}

/// What the caller was granted of one kind: nothing if anonymous.
fn granted(kind: Kind, caller: Option<&Caller>) -> &[&'static str] {
    match (kind, caller) {
        (_, None) => &[],
        (Kind::Role, Some(caller)) => &caller.roles,
        (Kind::Scope, Some(caller)) => &caller.scopes,
        (Kind::Permission, Some(caller)) => &caller.permissions,
        (Kind::Group, Some(caller)) => &caller.groups,
    }
}

impl Display for Tree {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let list = |children: &[Tree]| children.iter().map(Tree::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Tree::Authenticated => write!(out, "authenticated"),
            Tree::Never => write!(out, "never"),
            Tree::Any(children) => write!(out, "any({})", list(children)),
            Tree::All(children) => write!(out, "all({})", list(children)),
            Tree::Grant(kind, names) => {
                let keyword = match kind {
                    Kind::Role => "role",
                    Kind::Scope => "scope",
                    Kind::Permission => "permission",
                    Kind::Group => "group",
                };
                let names: Vec<String> = names.iter().map(|name| format!(" {name:?}")).collect();
                write!(out, "{keyword} ={}", names.join(" |"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree::{All, Any, Authenticated, Grant, Never};
    use super::*;

    fn role(name: &'static str) -> Tree {
        Grant(Kind::Role, vec![name])
    }

    fn scope(name: &'static str) -> Tree {
        Grant(Kind::Scope, vec![name])
    }

    fn nobody_special() -> Caller {
        Caller::default()
    }

    fn forbidden(unmet: &[&str]) -> Answer {
        Answer::Forbidden { unmet: unmet.iter().map(|leaf| leaf.to_string()).collect() }
    }

    fn insufficient(unmet: &[&str], scopes: &[&'static str]) -> Answer {
        let unmet = unmet.iter().map(|leaf| leaf.to_string()).collect();
        Answer::InsufficientScope { unmet, scopes: scopes.to_vec() }
    }

    #[test]
    fn grants_match_exactly_and_within_their_kind() {
        let caller = Caller { roles: vec!["admin"], groups: vec!["staff"], ..Caller::default() };
        assert!(holds(&Grant(Kind::Role, vec!["root", "admin"]), Some(&caller)));
        assert!(holds(&Grant(Kind::Group, vec!["staff"]), Some(&caller)));
        assert!(!holds(&Grant(Kind::Permission, vec!["admin"]), Some(&caller)));
        assert!(!holds(&role("Admin"), Some(&caller)));
        assert!(!holds(&role("adm"), Some(&caller)));
        assert!(!holds(&role("admin"), None));
    }

    #[test]
    fn empty_lists_and_never_hold_for_nobody() {
        for tree in [Any(vec![]), All(vec![]), Grant(Kind::Role, vec![]), Never] {
            assert!(!holds(&tree, Some(&nobody_special())));
            assert_eq!(answer(&tree, None), forbidden(&[&tree.to_string()]));
            assert_eq!(answer(&tree, Some(&nobody_special())), forbidden(&[&tree.to_string()]));
        }
    }

    #[test]
    fn authenticated_tells_known_from_anonymous() {
        assert_eq!(answer(&Authenticated, Some(&nobody_special())), Answer::Allowed);
        assert_eq!(answer(&Authenticated, None), Answer::Unauthorized);
        assert_eq!(answer(&Any(vec![Never, scope("s")]), None), Answer::Unauthorized);
    }

    #[test]
    fn an_impossible_tree_is_forbidden_even_if_only_scopes_are_missing() {
        let tree = All(vec![Authenticated, scope("s"), Grant(Kind::Scope, vec![])]);
        assert_eq!(answer(&tree, None), forbidden(&["authenticated", r#"scope = "s""#, "scope ="]));
        assert_eq!(answer(&tree, Some(&nobody_special())), forbidden(&[r#"scope = "s""#, "scope ="]));
    }

    #[test]
    fn many_scopes_are_cheaper_than_one_role() {
        let tree = Any(vec![role("r"), All(vec![scope("a"), scope("b")])]);
        let expected = insufficient(&[r#"scope = "a""#, r#"scope = "b""#], &["a", "b"]);
        assert_eq!(answer(&tree, Some(&nobody_special())), expected);
    }

    #[test]
    fn the_earliest_of_equally_cheap_ways_is_told() {
        let tree = Any(vec![All(vec![role("a"), scope("s")]), role("b"), role("c")]);
        assert_eq!(answer(&tree, Some(&nobody_special())), forbidden(&[r#"role = "b""#]));
    }

    #[test]
    fn unmet_leaves_are_repeated_but_scopes_are_not() {
        let tree = All(vec![scope("s"), Authenticated, scope("s"), Grant(Kind::Scope, vec!["t", "s"])]);
        let expected =
            insufficient(&[r#"scope = "s""#, r#"scope = "s""#, r#"scope = "t" | "s""#], &["s", "t"]);
        assert_eq!(answer(&tree, Some(&nobody_special())), expected);
    }

    #[test]
    fn scopes_name_the_first_one_held_of_a_met_leaf() {
        let caller = Caller { scopes: vec!["c", "b"], roles: vec!["r"], ..Caller::default() };
        let tree =
            All(vec![role("r"), Grant(Kind::Scope, vec!["a", "b", "c"]), Grant(Kind::Scope, vec!["x", "y"])]);
        assert_eq!(answer(&tree, Some(&caller)), insufficient(&[r#"scope = "x" | "y""#], &["b", "x"]));
    }

    #[test]
    fn a_grant_held_makes_a_longer_way_cheaper() {
        let caller = Caller { roles: vec!["b"], ..Caller::default() };
        let tree = Any(vec![role("a"), All(vec![role("b"), scope("s")])]);
        assert_eq!(answer(&tree, Some(&caller)), insufficient(&[r#"scope = "s""#], &["s"]));
    }

    #[test]
    fn a_way_through_an_empty_list_counts_as_one_leaf() {
        let tree = Any(vec![All(vec![]), role("r")]);
        assert_eq!(answer(&tree, Some(&nobody_special())), forbidden(&["all()"]));
        let tree = Any(vec![role("r"), Grant(Kind::Scope, vec![])]);
        assert_eq!(answer(&tree, Some(&nobody_special())), insufficient(&["scope ="], &[]));
    }

    #[test]
    fn ways_are_listed_with_the_first_choice_most_significant() {
        let tree = All(vec![Any(vec![role("a"), role("b")]), Any(vec![]), Any(vec![role("c"), role("d")])]);
        let listed: Vec<String> =
            ways_in(&tree).map(|way| All(way.into_iter().cloned().collect()).to_string()).collect();
        let expected = [
            r#"all(role = "a", any(), role = "c")"#,
            r#"all(role = "a", any(), role = "d")"#,
            r#"all(role = "b", any(), role = "c")"#,
            r#"all(role = "b", any(), role = "d")"#,
        ];
        assert_eq!(listed, expected);
        assert_eq!(ways(&tree), 4);
        assert_eq!((ways(&Any(vec![])), ways(&All(vec![])), ways(&Never)), (1, 1, 1));
    }

    #[test]
    fn trees_are_printed() {
        let tree = Any(vec![
            All(vec![Grant(Kind::Permission, vec!["a\"b", "c"]), Grant(Kind::Group, vec!["g"])]),
            Grant(Kind::Role, vec![]),
            Any(vec![]),
            All(vec![]),
            Authenticated,
            Never,
        ]);
        let expected =
            r#"any(all(permission = "a\"b" | "c", group = "g"), role =, any(), all(), authenticated, never)"#;
        assert_eq!(tree.to_string(), expected);
    }
}
