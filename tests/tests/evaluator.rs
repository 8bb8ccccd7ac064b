//! The evaluator against a reference that was written independently: on random rules and callers, and on all callers of
//! all small rules.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use auth_core::{Comparison, Network, Rule};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, json};
use tests::reference::implementation::Prepared;
use tests::reference::{
    Answer, Caller, Facts, Foreseen, Kind, Operand, Operator, Path, Tree, Value, Ways, holds, ways,
};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const ISSUERS: [&str; 3] = ["https://issuer.example", "https://staff.example", "internal"];
const CLASSES: [&str; 3] = ["x", "y", "z"];
const AGES: [u64; 3] = [30, 60, 900];
const NETWORKS: [(IpAddr, u8); 5] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(10, 1, 2, 0)), 23),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 7)), 32),
    (IpAddr::V6(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
];
const ADDRESSES: [&str; 7] =
    ["10.1.2.3", "10.1.4.0", "::ffff:10.1.3.255", "192.168.0.7", "fd12::1", "::1", "::10.1.2.3"];
/// In 2027.
const NOW: i64 = 1_800_000_000;

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Role), Just(Kind::Scope), Just(Kind::Permission), Just(Kind::Group)]
}

fn names(least: usize) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(NAMES.to_vec(), least..=3).prop_shuffle()
}

/// Values of a grant: names, and variants that others of the names imply.
fn values() -> impl Strategy<Value = &'static [Value]> {
    let value = |(name, implied_by): (_, Option<Vec<&'static str>>)| match implied_by {
        None => Value::Text(name),
        Some(implied_by) => {
            let implied_by = leak(implied_by.into_iter().filter(|other| *other != name).collect());
            Value::Typed { label: "Type::Variant", name, implied_by }
        }
    };
    names(1)
        .prop_flat_map(|names| {
            let implied_by =
                vec(prop::option::weighted(0.3, subsequence(NAMES.to_vec(), 0..=2)), names.len());
            (Just(names), implied_by)
        })
        .prop_map(move |(names, implied_by)| leak(names.into_iter().zip(implied_by).map(value).collect()))
}

fn claims() -> impl Strategy<Value = Operand> {
    select(vec![
        Operand::Claim(&["level"]),
        Operand::Claim(&["score"]),
        Operand::Claim(&["name"]),
        Operand::Claim(&["org", "unit"]),
        Operand::Claim(&["list"]),
    ])
}

fn numbers() -> impl Strategy<Value = Operand> {
    select(vec![
        Operand::Integer(3),
        Operand::Integer(9_007_199_254_740_993),
        Operand::Float(3.0),
        Operand::Float(2.5),
        Operand::Float(9_007_199_254_740_992.0),
    ])
}

fn operands() -> impl Strategy<Value = Operand> {
    prop_oneof![
        claims(),
        numbers(),
        select(NAMES.to_vec()).prop_map(Operand::Text),
        select(vec!["id", "team"]).prop_map(Operand::Path),
        any::<bool>().prop_map(Operand::Boolean),
        Just(Operand::Subject),
    ]
}

fn comparisons() -> impl Strategy<Value = Tree> {
    let orders =
        select(vec![Operator::Equal, Operator::AtLeast, Operator::Above, Operator::AtMost, Operator::Below]);
    let parameters = || select(vec!["id", "team"]).prop_map(Operand::Path);
    prop_oneof![
        (claims(), orders.clone(), prop_oneof![claims(), numbers()])
            .prop_map(|(l, o, r)| Tree::Compare(l, o, r)),
        (numbers(), orders, claims()).prop_map(|(l, o, r)| Tree::Compare(l, o, r)),
        (claims(), Just(Operator::Contains), operands()).prop_map(|(l, o, r)| Tree::Compare(l, o, r)),
        (claims(), operands()).prop_map(|(l, r)| Tree::Compare(l, Operator::Equal, r)),
        (operands(), claims()).prop_map(|(l, r)| Tree::Compare(l, Operator::Equal, r)),
        parameters().prop_map(|l| Tree::Compare(l, Operator::Equal, Operand::Subject)),
        parameters().prop_map(|r| Tree::Compare(Operand::Subject, Operator::Equal, r)),
    ]
}

/// Rules up to depth 5, empty groups and `never` among them.
fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        16 => (kinds(), values()).prop_map(|(kind, values)| Tree::Grant(kind, values)),
        2 => Just(Tree::Authenticated),
        1 => Just(Tree::Never),
        2 => subsequence(ISSUERS.to_vec(), 1..=2).prop_map(|issuers| Tree::Issuer(leak(issuers))),
        4 => subsequence(CLASSES.to_vec(), 1..=2).prop_shuffle().prop_map(|classes| Tree::Acr(leak(classes))),
        4 => select(AGES.to_vec()).prop_map(Tree::MaxAge),
        3 => subsequence(NETWORKS.to_vec(), 1..=2).prop_shuffle().prop_map(|networks| Tree::Ip(leak(networks))),
        6 => comparisons(),
    ];
    leaf.prop_recursive(5, 48, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..=4).prop_map(|trees| Tree::Any(leak(trees))),
            vec(inner, 0..=4).prop_map(|trees| Tree::All(leak(trees)))
        ]
    })
}

/// JSON that a claim may be.
fn json() -> impl Strategy<Value = serde_json::Value> {
    select(vec![
        json!(null),
        json!(true),
        json!(2),
        json!(3),
        json!(3.0),
        json!(2.5),
        json!(9_007_199_254_740_993_i64),
        json!(9_007_199_254_740_992.0),
        json!(""),
        json!("a"),
        json!("b"),
        json!("3"),
        json!({ "unit": "a" }),
        json!({ "unit": 3 }),
        json!([]),
        json!(["a", 3, true, null, "", ["b"], { "c": "c" }]),
        json!(["b", 2.5, false, 9_007_199_254_740_993_i64]),
    ])
}

fn claim_maps() -> impl Strategy<Value = Map<String, serde_json::Value>> {
    let claims = subsequence(vec!["level", "score", "name", "org", "list"], 0..=5);
    (claims, vec(json(), 5))
        .prop_map(|(names, values)| names.into_iter().map(String::from).zip(values).collect())
}

fn callers() -> impl Strategy<Value = Caller> {
    let logins = prop_oneof![(-62_i64..=62).prop_map(|ago| NOW - ago), Just(NOW - 900), Just(i64::MIN)];
    let grants = (names(0), names(0), names(0), names(0));
    let rest = (select(ISSUERS.to_vec()), select(NAMES.to_vec()), claim_maps());
    (grants, rest, prop::option::of(select(CLASSES.to_vec())), prop::option::of(logins)).prop_map(
        |((roles, scopes, permissions, groups), (issuer, subject, claims), acr, auth_time)| Caller {
            roles,
            scopes,
            permissions,
            groups,
            issuer,
            subject,
            claims,
            acr,
            auth_time,
        },
    )
}

fn paths() -> impl Strategy<Value = Path> {
    let texts = select(vec!["a", "b", "c", "3", "", "a\u{FFFD}"]);
    prop_oneof![
        1 => Just(Path::Unknown),
        1 => Just(Path::Invalid),
        6 => vec((select(vec!["id", "team", "other"]), texts), 0..=3).prop_map(Path::Parameters),
    ]
}

fn facts() -> impl Strategy<Value = Facts> {
    let addresses = select(ADDRESSES.to_vec()).prop_map(|address| address.parse().unwrap());
    (
        prop::option::weighted(0.9, callers()),
        prop::option::weighted(0.8, addresses),
        prop::option::weighted(0.9, Just(NOW)),
        paths(),
        prop::option::weighted(0.5, select(ISSUERS.to_vec())),
    )
        .prop_map(|(caller, address, now, path, user_issuer)| Facts {
            caller,
            address,
            now,
            path,
            user_issuer,
        })
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
        Tree::Named(..) => unreachable!("only macros name rules"),
        Tree::Issuer(issuers) => Rule::issuer(issuers),
        Tree::Acr(classes) => Rule::acr(classes),
        Tree::MaxAge(age) => Rule::max_age(*age),
        Tree::Ip(networks) => Rule::ip(leak(networks.iter().map(network).collect())),
        Tree::Compare(left, operator, right) => {
            let operator = match operator {
                Operator::Equal => auth_core::Operator::Equal,
                Operator::AtLeast => auth_core::Operator::AtLeast,
                Operator::Above => auth_core::Operator::Above,
                Operator::AtMost => auth_core::Operator::AtMost,
                Operator::Below => auth_core::Operator::Below,
                Operator::Contains => auth_core::Operator::Contains,
            };
            Rule::compare(Comparison::new(operand(*left), operator, operand(*right)))
        }
        Tree::Grant(kind, values) => {
            let texts = values.iter().map(|value| match value {
                Value::Text(name) => Some(*name),
                Value::Typed { .. } => None,
            });
            if let Some(names) = texts.collect() {
                let names = leak(names);
                return match kind {
                    Kind::Role => Rule::role(names),
                    Kind::Scope => Rule::scope(names),
                    Kind::Permission => Rule::permission(names),
                    Kind::Group => Rule::group(names),
                };
            }
            let values = values.iter().map(|value| match *value {
                Value::Text(name) => auth_core::Value::literal(name),
                Value::Typed { label, name, implied_by } => auth_core::Value::new(label, name, implied_by),
            });
            let values = leak(values.collect());
            match kind {
                Kind::Role => Rule::role_values(values),
                Kind::Scope => Rule::scope_values(values),
                Kind::Permission => Rule::permission_values(values),
                Kind::Group => Rule::group_values(values),
            }
        }
    }
}

fn network((address, bits): &(IpAddr, u8)) -> Network {
    match address {
        IpAddr::V4(address) => Network::v4(address.octets(), *bits),
        IpAddr::V6(address) => Network::v6(address.segments(), *bits),
    }
}

fn operand(operand: Operand) -> auth_core::Operand {
    match operand {
        Operand::Claim(names) => auth_core::Operand::Claim(names),
        Operand::Path(name) => auth_core::Operand::Path(name),
        Operand::Subject => auth_core::Operand::Subject,
        Operand::Text(text) => auth_core::Operand::Text(text),
        Operand::Integer(number) => auth_core::Operand::Integer(number),
        Operand::Float(number) => auth_core::Operand::Float(number),
        Operand::Boolean(truth) => auth_core::Operand::Boolean(truth),
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() }
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

/// The facts and one more; whatever is there already stays as it is.
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
            // Who was nobody is now somebody.
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

/// What a small rule's leaf depends on.
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
    const B_BY_A: Value = Value::Typed { label: "Type::B", name: "b", implied_by: &["a"] };
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
        leaves.extend(PAIRS.map(|values| (Tree::Grant(kind, values), Some(Question::Grant(index)))));
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
        Question::Issuer => ISSUERS.map(|issuer| one(move |_, caller| caller.issuer = issuer)).into(),
        Question::Acr => {
            [None, Some("x"), Some("y")].map(|class| one(move |_, caller| caller.acr = class)).into()
        }
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
        .map(|claims| one(move |_, caller| caller.claims.extend(claims.as_object().unwrap().clone())))
        .into(),
    }
}

/// Every caller that answers the questions differently, known and anonymous.
fn small_facts(questions: &[Question]) -> Vec<(Facts, Prepared)> {
    let start = vec![(Facts { now: Some(NOW), ..Facts::default() }, Caller::default())];
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
    let known = all.iter().map(|(facts, caller)| Facts { caller: Some(caller.clone()), ..facts.clone() });
    let callers: Vec<Facts> = known.chain(anonymous.into_values().cloned()).collect();
    callers.into_iter().map(|facts| (facts.clone(), Prepared::new(&facts))).collect()
}

/// All trees of three leaves.
fn trees_of_three(leaves: [Tree; 3]) -> Vec<Tree> {
    let [first, second, third] = leaves;
    let groups: [fn(&'static [Tree]) -> Tree; 2] = [Tree::Any, Tree::All];
    let mut trees = Vec::new();
    for outer in groups {
        trees.push(outer(leak(leaves.to_vec())));
        for inner in groups {
            trees.push(outer(leak(vec![inner(leak(vec![first, second])), third])));
            trees.push(outer(leak(vec![first, inner(leak(vec![second, third]))])));
        }
    }
    trees
}

#[test]
fn evaluator_and_reference_agree_on_all_callers_of_all_small_rules() {
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
                    assert_eq!(prepared.foreseen(&rule), ways.foreseen(facts), "{rule} for {facts:?}");
                }
            }
        }
    };
    let leaves = small_leaves();
    for &(first, asks_first) in &leaves {
        compare(vec![first], [asks_first, None, None]);
        for &(second, asks_second) in &leaves {
            let pair = leak(vec![first, second]);
            compare(vec![Tree::Any(pair), Tree::All(pair)], [asks_first, asks_second, None]);
            for &(third, asks_third) in &leaves {
                compare(trees_of_three([first, second, third]), [asks_first, asks_second, asks_third]);
            }
        }
    }
    println!("{rules} rules, {decisions} decisions");
}
