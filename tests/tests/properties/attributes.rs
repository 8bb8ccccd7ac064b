//! Two thousand attributes in every spelling: their rules, their text, and the decisions for random
//! callers agree with the reference. `build` writes the attributes.

use std::collections::BTreeMap;

use auth_core::policy::Rule;
use serde_json::{Map, Value as Json, json};
use tests::reference::implementation::Prepared;
use tests::reference::{Answer, Caller, Facts, Path, Ways, holds};

/// The types that the rules name. `build/material.rs` has their names and implications.
pub(crate) mod types {
    #[derive(Clone, Copy, Debug, auth_core::Role)]
    #[role(rename_all = "kebab-case")]
    pub(crate) enum Role {
        #[role(implies = [Editor])]
        Admin,
        #[role("content-editor", implies = [Viewer])]
        Editor,
        Viewer,
        #[role(implies = [Viewer])]
        ChiefAuditor,
    }

    #[derive(Clone, Copy, Debug, auth_core::Scope)]
    pub(crate) enum Scope {
        #[scope("posts:all", implies = [Write])]
        All,
        #[scope("posts:write", implies = [Read])]
        Write,
        #[scope("posts:read")]
        Read,
    }

    #[derive(Clone, Copy, Debug, auth_core::Permission)]
    #[permission(rename_all = "SCREAMING_SNAKE_CASE")]
    pub(crate) enum Permission {
        MoveHouse,
        #[permission(implies = [MoveHouse])]
        PaintHouse,
        #[permission("own", implies = [MoveHouse, PaintHouse])]
        Own,
    }

    #[derive(Clone, Copy, Debug, auth_core::Group)]
    pub(crate) enum Group {
        #[group("all staff")]
        Staff,
        #[group(implies = [Staff])]
        Board,
    }
}

/// The rules.
pub(crate) mod generated {
    #![allow(dead_code, unreachable_pub, unused_imports, clippy::pedantic)]

    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    use tests::reference::{Kind, Operand, Operator, Tree, Value};

    pub(crate) use super::types::{self, Group, Permission, Role, Scope};

    /// One rule, in all its forms.
    pub struct Case {
        /// The attribute.
        pub source: &'static str,
        /// The expected print.
        pub printed: &'static str,
        /// The expected tree.
        pub tree: Tree,
        /// The rule of the attribute.
        pub rule: auth_core::policy::Rule,
        /// The rule of the attribute in its plainest spelling.
        pub again: auth_core::policy::Rule,
    }

    include!(concat!(env!("OUT_DIR"), "/semantics.rs"));
}

use generated::{
    CASES, CLASSES, Case, FIXED_SEED, FRESH_SEED, GROUPS, ISSUERS, PERMISSIONS, ROLES, SCOPES,
};

const CALLERS: usize = 300;
/// In 2027.
const NOW: i64 = 1_800_000_000;

fn announced() {
    println!(
        "seeds: {FIXED_SEED}, {FRESH_SEED} (SEMANTICS_SEED={FRESH_SEED} builds the same rules again)"
    );
}

#[test]
fn attribute_prints_its_rule() {
    announced();
    for Case { source, printed, tree, rule, again } in &CASES {
        assert_eq!(tree.to_string(), *printed, "the two references differ for {source}");
        assert_eq!(rule.to_string(), *printed, "{source}");
        assert_eq!(again.to_string(), *printed, "{source}");
        let expanded = format!("{tree:#}");
        assert_eq!(format!("{rule:#}"), expanded, "{source}");
        assert_eq!(format!("{again:#}"), expanded, "{source}");
    }
}

#[test]
fn attribute_and_reference_decide_alike() {
    announced();
    let mut random = Random(FIXED_SEED);
    let mut facts: Vec<Facts> = (0..CALLERS / 2).map(|_| random_facts(&mut random)).collect();
    random = Random(FRESH_SEED);
    facts.extend((0..CALLERS / 2).map(|_| random_facts(&mut random)));
    let prepared: Vec<Prepared> = facts.iter().map(Prepared::new).collect();

    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for Case { source, tree, rule, again, .. } in &CASES {
        let ways = Ways::of(tree);
        for (facts, prepared) in facts.iter().zip(&prepared) {
            let answer = prepared.answer(rule);
            assert_eq!(answer, ways.answer(facts), "#[{source}], {rule}\nfor {facts:#?}");
            *told.entry(name(&answer)).or_default() += 1;
        }
        // The rest needs fewer callers.
        for (facts, prepared) in facts.iter().zip(&prepared).step_by(10) {
            let expected = ways.answer(facts);
            assert_eq!(
                holds(tree, facts),
                expected == Answer::Allowed,
                "the two references differ for {tree}"
            );
            assert_eq!(prepared.answer(again), expected, "#[require({rule})]\nfor {facts:#?}");
            assert_eq!(
                prepared.foreseen(rule),
                ways.foreseen(facts),
                "#[{source}], {rule}\nfor {facts:#?}"
            );
        }
    }
    println!("{told:?}");
    for outcome in ["allowed", "unauthorized", "forbidden", "step-up", "insufficient scope"] {
        let share = told.get(outcome).copied().unwrap_or(0) * 100 / (CASES.len() * CALLERS);
        assert!(share >= 1, "{outcome}: {share} % of {told:?}");
    }
}

#[test]
fn every_kind_of_requirement_is_there() {
    let forms = "authenticated|any(|all(|role =|scope =|permission =|group =|issuer =|acr =|max_age =|ip =|Role::|Scope::|\
        Permission::|Group::|Policy|claim.|claim[|path.|subject| == | >= | > | <= | < | contains | true| false| -|.0| \"";
    for form in forms.split('|') {
        let is_in = |case: &&Case| {
            case.printed.contains(form) || case.source.replace(' ', "").contains(form)
        };
        let rules = CASES.iter().filter(is_in).count();
        assert!(rules >= 20, "{form}: {rules} rules");
    }
}

fn name(answer: &Answer) -> &'static str {
    match answer {
        Answer::Allowed => "allowed",
        Answer::Unauthorized => "unauthorized",
        Answer::Forbidden { .. } => "forbidden",
        Answer::StepUp { .. } => "step-up",
        Answer::InsufficientScope { .. } => "insufficient scope",
    }
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// Each of them with that chance.
    fn some(&mut self, list: &[&'static str], percent: usize) -> Vec<&'static str> {
        list.iter().copied().filter(|_| self.chance(percent)).collect()
    }
}

/// Random callers and requests. Some lack nearly all facts, some none, some only one kind of
/// fact.
fn random_facts(random: &mut Random) -> Facts {
    let plenty = [5, 50, 95, 100];
    let (grants, scopes, facts) =
        (random.pick(&plenty), random.pick(&[0, 20, 60, 95]), random.pick(&plenty));
    let subject = random.pick(&["alice", "alice", "alice", "7", "bob"]);
    let caller = Caller {
        roles: random.some(ROLES, grants),
        scopes: random.some(SCOPES, scopes),
        permissions: random.some(PERMISSIONS, grants),
        groups: random.some(GROUPS, grants),
        issuer: random.pick(&ISSUERS[..3]),
        subject,
        claims: random_claims(random, facts),
        acr: random
            .chance(60)
            .then(|| if random.chance(10) { "unheard of" } else { random.pick(CLASSES) }),
        auth_time: random.chance(60).then(|| random_login(random)),
    };
    let addresses = [
        "10.1.2.3",
        "10.255.0.1",
        "::ffff:10.1.0.0",
        "192.0.2.128",
        "192.0.2.127",
        "203.0.113.7",
        "203.0.113.6",
        "fd12:3456::1",
        "fe00::1",
        "2001:db8::7:ffff",
        "2001:db8::8:0",
        "::1",
        "::10.1.2.3",
    ];
    Facts {
        caller: (!random.chance(8)).then_some(caller),
        address: random.chance(90).then(|| random.pick(&addresses).parse().unwrap()),
        now: random.chance(95).then_some(NOW),
        path: random_path(random, subject, facts),
        user_issuer: random.chance(80).then(|| random.pick(&ISSUERS[..3])),
    }
}

fn random_login(random: &mut Random) -> i64 {
    let ago = [
        -61, -60, -1, 0, 30, 31, 60, 61, 899, 900, 901, 3_600, 3_601, 86_400, 86_401, 604_801,
        9_999_999,
    ];
    match random.below(40) {
        0 => i64::MIN,
        1 => i64::MAX,
        _ => NOW - random.pick(&ago),
    }
}

/// Returns a path with matching parameters, with that chance, else a random path.
fn random_path(random: &mut Random, subject: &'static str, percent: usize) -> Path {
    match random.below(50) {
        0 => return Path::Unknown,
        1 => return Path::Invalid,
        _ => {}
    }
    let mut parameters = Vec::new();
    for (name, text) in [("user_id", subject), ("tenant", "x1"), ("type", "gold"), ("n7", "7")] {
        if random.chance(percent) {
            parameters.push((name, text));
        } else if random.chance(70) {
            let texts =
                ["alice", "bob", "x1", "7", "gold", "", "Alice", "ali\u{FFFD}ce", "true", "blue"];
            parameters.push((name, random.pick(&texts)));
        }
        if random.chance(5) {
            parameters.push((name, text));
        }
    }
    Path::Parameters(parameters)
}

/// Claims that most comparisons of the rules hold for, each with that chance; else anything.
fn random_claims(random: &mut Random, percent: usize) -> Map<String, Json> {
    let good = json!({
        "level": 5, "score": 2.5, "department": "finance", "home": "x1", "tenant": "x1", "verified": true, "self": "alice", "größe": 5.0,
        "org": { "unit": "x1", "active": true, "list": ["finance", "x1", "alice", 5, 2.5, false] },
        "quota": { "used": 9_007_199_254_740_993_i64, "limit": 18_446_744_073_709_551_615_u64 },
        "teams": ["blue", "gold", "7", 7, 3.0, true, "größe", "a \"b\" \\ {c}", 9_007_199_254_740_993_i64, ["red"], null, ""],
        "https://acme.example/tier": "gold", "a": { "type": { "b c": 3 } }, "x\"y": { "z": { "7": "7" } },
    });
    let mut claims = Map::new();
    for (name, value) in good.as_object().unwrap() {
        if random.chance(percent) {
            claims.insert(name.clone(), value.clone());
        } else if random.chance(80) {
            claims.insert(name.clone(), random_json(random, name));
        }
    }
    claims
}

fn random_json(random: &mut Random, name: &str) -> Json {
    let scalars = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-0.0),
        json!(3),
        json!(3.0),
        json!(5.0),
        json!(-3),
        json!(0.1),
        json!(0.100_000_000_000_000_02),
        json!(9_007_199_254_740_992_i64),
        json!(9_007_199_254_740_993_i64),
        json!(9_007_199_254_740_994.0),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(9_223_372_036_854_775_808.0),
        json!(u64::MAX),
        json!(18_446_744_073_709_551_616.0),
        json!(1e300),
        json!(""),
        json!("3"),
        json!("x1"),
        json!("alice"),
        json!("gold"),
        json!("Gold"),
        json!("true"),
        json!({}),
        json!([]),
    ];
    let mut scalar = || random.pick(&scalars);
    match name {
        "org" => {
            json!({ "unit": scalar(), "active": scalar(), "list": [scalar(), scalar(), [scalar()]] })
        }
        "quota" => json!({ "used": scalar(), "limit": scalar() }),
        "a" => json!({ "type": { "b c": scalar() } }),
        "x\"y" => json!({ "z": { "7": scalar() } }),
        "teams" => json!([scalar(), scalar(), scalar(), { "blue": scalar() }]),
        _ => scalar(),
    }
}

// The rules are shared by all threads.
const _: () = {
    const fn shared<T: Sync>() {}
    shared::<Rule>();
};
