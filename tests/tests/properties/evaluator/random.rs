//! Random rules and callers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, json};
use tests::reference::{Caller, Facts, Kind, Operand, Operator, Path, Tree, Value};

use super::translated::leak;

pub(crate) const NAMES: [&str; 4] = ["a", "b", "c", "d"];
pub(crate) const ISSUERS: [&str; 3] =
    ["https://issuer.example", "https://staff.example", "internal"];
pub(crate) const CLASSES: [&str; 3] = ["x", "y", "z"];
pub(crate) const AGES: [u64; 3] = [30, 60, 900];
pub(crate) const NETWORKS: [(IpAddr, u8); 5] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(10, 1, 2, 0)), 23),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 7)), 32),
    (IpAddr::V6(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
];
pub(crate) const ADDRESSES: [&str; 7] =
    ["10.1.2.3", "10.1.4.0", "::ffff:10.1.3.255", "192.168.0.7", "fd12::1", "::1", "::10.1.2.3"];
/// In 2027.
pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Role), Just(Kind::Scope), Just(Kind::Permission), Just(Kind::Group)]
}

pub(crate) fn names(least: usize) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(NAMES.to_vec(), least..=3).prop_shuffle()
}

/// Values of a grant: names, and variants that others of the names imply.
pub(crate) fn values() -> impl Strategy<Value = &'static [Value]> {
    let value = |(name, implied_by): (_, Option<Vec<&'static str>>)| match implied_by {
        None => Value::Text(name),
        Some(implied_by) => {
            let implied_by = leak(implied_by.into_iter().filter(|other| *other != name).collect());
            Value::Typed { name, implied_by }
        }
    };
    names(1)
        .prop_flat_map(|names| {
            let implied_by =
                vec(prop::option::weighted(0.3, subsequence(NAMES.to_vec(), 0..=2)), names.len());
            (Just(names), implied_by)
        })
        .prop_map(move |(names, implied_by)| {
            leak(names.into_iter().zip(implied_by).map(value).collect())
        })
}

pub(crate) fn claims() -> impl Strategy<Value = Operand> {
    select(vec![
        Operand::Claim(&["level"]),
        Operand::Claim(&["score"]),
        Operand::Claim(&["name"]),
        Operand::Claim(&["org", "unit"]),
        Operand::Claim(&["list"]),
    ])
}

pub(crate) fn numbers() -> impl Strategy<Value = Operand> {
    select(vec![
        Operand::Integer(3),
        Operand::Integer(9_007_199_254_740_993),
        Operand::Float(3.0),
        Operand::Float(2.5),
        Operand::Float(9_007_199_254_740_992.0),
    ])
}

pub(crate) fn operands() -> impl Strategy<Value = Operand> {
    prop_oneof![
        claims(),
        numbers(),
        select(NAMES.to_vec()).prop_map(Operand::Text),
        select(vec!["id", "team"]).prop_map(Operand::Path),
        any::<bool>().prop_map(Operand::Boolean),
        Just(Operand::Subject),
    ]
}

pub(crate) fn comparisons() -> impl Strategy<Value = Tree> {
    let orders = select(vec![
        Operator::Equal,
        Operator::AtLeast,
        Operator::Above,
        Operator::AtMost,
        Operator::Below,
    ]);
    let parameters = || select(vec!["id", "team"]).prop_map(Operand::Path);
    prop_oneof![
        (claims(), orders.clone(), prop_oneof![claims(), numbers()])
            .prop_map(|(l, o, r)| Tree::Compare(l, o, r)),
        (numbers(), orders, claims()).prop_map(|(l, o, r)| Tree::Compare(l, o, r)),
        (claims(), Just(Operator::Contains), operands())
            .prop_map(|(l, o, r)| Tree::Compare(l, o, r)),
        (claims(), operands()).prop_map(|(l, r)| Tree::Compare(l, Operator::Equal, r)),
        (operands(), claims()).prop_map(|(l, r)| Tree::Compare(l, Operator::Equal, r)),
        parameters().prop_map(|l| Tree::Compare(l, Operator::Equal, Operand::Subject)),
        parameters().prop_map(|r| Tree::Compare(Operand::Subject, Operator::Equal, r)),
    ]
}

/// Rules up to depth 5, empty groups and `never` among them.
pub(crate) fn trees() -> impl Strategy<Value = Tree> {
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
pub(crate) fn json() -> impl Strategy<Value = serde_json::Value> {
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

pub(crate) fn claim_maps() -> impl Strategy<Value = Map<String, serde_json::Value>> {
    let claims = subsequence(vec!["level", "score", "name", "org", "list"], 0..=5);
    (claims, vec(json(), 5))
        .prop_map(|(names, values)| names.into_iter().map(String::from).zip(values).collect())
}

pub(crate) fn callers() -> impl Strategy<Value = Caller> {
    let logins =
        prop_oneof![(-62_i64..=62).prop_map(|ago| NOW - ago), Just(NOW - 900), Just(i64::MIN)];
    let grants = (names(0), names(0), names(0), names(0));
    let rest = (select(ISSUERS.to_vec()), select(NAMES.to_vec()), claim_maps());
    (grants, rest, prop::option::of(select(CLASSES.to_vec())), prop::option::of(logins)).prop_map(
        |((roles, scopes, permissions, groups), (issuer, subject, claims), acr, auth_time)| {
            Caller { roles, scopes, permissions, groups, issuer, subject, claims, acr, auth_time }
        },
    )
}

pub(crate) fn paths() -> impl Strategy<Value = Path> {
    let texts = select(vec!["a", "b", "c", "3", "03", "", "a\u{FFFD}"]);
    prop_oneof![
        1 => Just(Path::Unknown),
        1 => Just(Path::Invalid),
        6 => vec((select(vec!["id", "team", "other"]), texts), 0..=3).prop_map(Path::Parameters),
    ]
}

pub(crate) fn facts() -> impl Strategy<Value = Facts> {
    let addresses = select(ADDRESSES.to_vec()).prop_map(|address| address.parse().unwrap());
    (
        prop::option::weighted(0.9, callers()),
        prop::option::weighted(0.8, addresses),
        prop::option::weighted(0.9, Just(NOW)),
        paths(),
        prop::option::weighted(0.8, select(ISSUERS.to_vec())),
    )
        .prop_map(|(caller, address, now, path, user_issuer)| Facts {
            caller,
            address,
            now,
            path,
            user_issuer,
        })
}
