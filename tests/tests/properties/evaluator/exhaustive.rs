//! On all callers of all small rules: implementation and reference agree.

use std::collections::BTreeMap;

use serde_json::json;
use tests::reference::implementation::Prepared;
use tests::reference::{Caller, Facts, Kind, Operand, Operator, Path, Tree, Value, Ways};

use super::random::{ISSUERS, NETWORKS, NOW};
use super::translated::{leak, rule};

/// The fact that a leaf of a small rule depends on.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Question {
    Grant(u8),
    Issuer,
    Acr,
    Login,
    Address,
    Path,
    Claims,
}

const KINDS: [Kind; 4] = [Kind::Role, Kind::Scope, Kind::Permission, Kind::Group];

/// Leaves over two names of each kind, and what each depends on.
fn small_leaves() -> Vec<(Tree, Option<Question>)> {
    const A: Value = Value::Text("a");
    const B: Value = Value::Text("b");
    const B_BY_A: Value = Value::Typed { name: "b", implied_by: &["a"] };
    const PAIRS: [&[Value]; 3] = [&[A], &[B], &[B_BY_A]];
    let equal = |left, right| Tree::Compare(left, Operator::Equal, right);
    let mut leaves = vec![
        (Tree::Authenticated, None),
        (Tree::Issuer(&ISSUERS[..1]), Some(Question::Issuer)),
        (Tree::Issuer(&ISSUERS[..2]), Some(Question::Issuer)),
        (Tree::Acr(&["x"]), Some(Question::Acr)),
        (Tree::Acr(&["y", "x"]), Some(Question::Acr)),
        (Tree::MaxAge(30), Some(Question::Login)),
        (Tree::MaxAge(60), Some(Question::Login)),
        (Tree::Ip(&NETWORKS[..1]), Some(Question::Address)),
        (Tree::Ip(&NETWORKS[3..4]), Some(Question::Address)),
        (equal(Operand::Path("id"), Operand::Subject), Some(Question::Path)),
        (equal(Operand::Claim(&["name"]), Operand::Path("team")), Some(Question::Path)),
        (equal(Operand::Claim(&["level"]), Operand::Integer(3)), Some(Question::Claims)),
        (
            Tree::Compare(Operand::Claim(&["list"]), Operator::Contains, Operand::Text("a")),
            Some(Question::Claims),
        ),
    ];
    for (index, kind) in (0..).zip(KINDS) {
        leaves
            .extend(PAIRS.map(|values| (Tree::Grant(kind, values), Some(Question::Grant(index)))));
    }
    leaves
}

/// Puts an answer into facts about a known caller.
type Put = Box<dyn Fn(&mut Facts, &mut Caller)>;

/// Every answer to a question.
fn answers(question: Question) -> Vec<Put> {
    fn one(put: impl Fn(&mut Facts, &mut Caller) + 'static) -> Put {
        Box::new(put)
    }
    let subsets: [&[&str]; 4] = [&[], &["a"], &["b"], &["a", "b"]];
    match question {
        Question::Grant(index) => subsets
            .map(|names| {
                one(move |_, caller| {
                    *match KINDS[usize::from(index)] {
                        Kind::Role => &mut caller.roles,
                        Kind::Scope => &mut caller.scopes,
                        Kind::Permission => &mut caller.permissions,
                        Kind::Group => &mut caller.groups,
                    } = names.to_vec();
                })
            })
            .into(),
        Question::Issuer => {
            ISSUERS.map(|issuer| one(move |_, caller| caller.issuer = issuer)).into()
        }
        Question::Acr => [None, Some("x"), Some("y")]
            .map(|class| one(move |_, caller| caller.acr = class))
            .into(),
        Question::Login => [None, Some(61), Some(31), Some(30), Some(-60), Some(-61)]
            .map(|ago| one(move |_, caller| caller.auth_time = ago.map(|ago| NOW - ago)))
            .into(),
        Question::Address => [None, Some("10.1.2.3"), Some("fd00::1")]
            .map(|address: Option<&str>| {
                one(move |facts, _| facts.address = address.map(|address| address.parse().unwrap()))
            })
            .into(),
        Question::Path => {
            let paths: [&[(&str, &str)]; 6] = [
                &[],
                &[("id", "a")],
                &[("team", "b")],
                &[("id", "a"), ("team", "b")],
                &[("id", "b"), ("team", "a")],
                &[("id", "a"), ("id", "a"), ("team", "b")],
            ];
            paths
                .map(|path| {
                    one(move |facts, caller| {
                        facts.path = Path::Parameters(path.to_vec());
                        caller.subject = "a";
                        caller.claims.insert("name".to_owned(), json!("b"));
                    })
                })
                .into()
        }
        Question::Claims => [
            json!({}),
            json!({ "level": 3 }),
            json!({ "list": ["a"] }),
            json!({ "level": 3.0, "list": ["b", "a"] }),
        ]
        .map(|claims| {
            one(move |_, caller| caller.claims.extend(claims.as_object().unwrap().clone()))
        })
        .into(),
    }
}

/// Every caller that answers the questions differently, known and anonymous.
fn small_facts(questions: &[Question]) -> Vec<(Facts, Prepared)> {
    let user_issuer = Some(Caller::default().issuer);
    let start =
        vec![(Facts { now: Some(NOW), user_issuer, ..Facts::default() }, Caller::default())];
    let all = questions.iter().fold(start, |befores, question| {
        let answers = answers(*question);
        let with_each = |(facts, caller): &(Facts, Caller)| {
            let (facts, caller) = (facts.clone(), caller.clone());
            answers
                .iter()
                .map(|answer| {
                    let (mut facts, mut caller) = (facts.clone(), caller.clone());
                    answer(&mut facts, &mut caller);
                    (facts, caller)
                })
                .collect::<Vec<_>>()
        };
        befores.iter().flat_map(with_each).collect()
    });
    // The anonymous ones differ less: by address and path only.
    let anonymous: BTreeMap<String, &Facts> =
        all.iter().map(|(facts, _)| (format!("{facts:?}"), facts)).collect();
    let known =
        all.iter().map(|(facts, caller)| Facts { caller: Some(caller.clone()), ..facts.clone() });
    let callers: Vec<Facts> = known.chain(anonymous.into_values().cloned()).collect();
    callers.into_iter().map(|facts| (facts.clone(), Prepared::new(&facts))).collect()
}

type Group = fn(&'static [Tree]) -> Tree;

/// Returns all trees of three leaves with an `outer` group.
fn trees_of_three(outer: Group, leaves: [Tree; 3]) -> Vec<Tree> {
    let [first, second, third] = leaves;
    let mut trees = vec![outer(leak(leaves.to_vec()))];
    for inner in [Tree::Any as Group, Tree::All] {
        trees.push(outer(leak(vec![inner(leak(vec![first, second])), third])));
        trees.push(outer(leak(vec![first, inner(leak(vec![second, third]))])));
    }
    trees
}

#[test]
fn small_rules_of_any_decide_as_the_reference() {
    compare_small_rules(Tree::Any);
}

#[test]
fn small_rules_of_all_decide_as_the_reference() {
    compare_small_rules(Tree::All);
}

/// Compares all callers of all rules with at most three leaves in an `outer` group.
fn compare_small_rules(outer: Group) {
    let mut cache: BTreeMap<Vec<Question>, Vec<(Facts, Prepared)>> = BTreeMap::new();
    let (mut rules, mut decisions) = (0, 0);
    let mut compare = |trees: Vec<Tree>, questions: [Option<Question>; 3]| {
        let mut questions: Vec<Question> = questions.into_iter().flatten().collect();
        questions.sort();
        questions.dedup();
        let facts = cache.entry(questions).or_insert_with_key(|questions| small_facts(questions));
        for tree in trees {
            let (rule, ways) = (rule(&tree), Ways::of(&tree));
            rules += 1;
            for (facts, prepared) in facts.iter() {
                decisions += 1;
                assert_eq!(prepared.answer(&rule), ways.answer(facts), "{rule} for {facts:?}");
                if facts.caller.is_none() {
                    assert_eq!(
                        prepared.foreseen(&rule),
                        ways.foreseen(facts),
                        "{rule} for {facts:?}"
                    );
                }
            }
        }
    };
    let leaves = small_leaves();
    for &(first, asks_first) in &leaves {
        compare(vec![first], [asks_first, None, None]);
        for &(second, asks_second) in &leaves {
            let pair = leak(vec![first, second]);
            compare(vec![outer(pair)], [asks_first, asks_second, None]);
            for &(third, asks_third) in &leaves {
                compare(
                    trees_of_three(outer, [first, second, third]),
                    [asks_first, asks_second, asks_third],
                );
            }
        }
    }
    println!("{rules} rules, {decisions} decisions");
}
