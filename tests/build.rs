//! Writes the attributes that `tests/semantics.rs` compares: random rules as source in a random spelling, as trees of the
//! reference, and in print.
//!
//! Half of them come from a fixed seed, half from a fresh one (per build; `SEMANTICS_SEED` sets it).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::path::Path;
use std::time::SystemTime;
use std::{env, fs};

const RULES: usize = 2_000;
const POLICIES: usize = 12;
const FIXED_SEED: u64 = 3;
const MOST_LEAVES: usize = 14;
const MOST_LEVELS: usize = 5;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SEMANTICS_SEED");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let seed = env::var("SEMANTICS_SEED")
        .map_or(now.as_secs(), |seed| seed.parse().expect("SEMANTICS_SEED is a number"));
    let directory = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&directory).join("semantics.rs"), generated(seed)).unwrap();
}

/// The whole file: seeds, what callers may be granted, policies, and one module for each rule.
fn generated(fresh_seed: u64) -> String {
    let mut file =
        format!("pub const FIXED_SEED: u64 = {FIXED_SEED};\npub const FRESH_SEED: u64 = {fresh_seed};\n");
    for kind in KINDS {
        let names: BTreeSet<&str> = values_of(kind).iter().flat_map(Value::names).collect();
        let names: Vec<&str> = names.into_iter().collect();
        writeln!(file, "pub const {}S: &[&str] = &{names:?};", kind.to_uppercase()).unwrap();
    }
    writeln!(file, "pub const ISSUERS: &[&str] = &{ISSUERS:?};\npub const CLASSES: &[&str] = &{CLASSES:?};")
        .unwrap();

    // The policies are the same for both halves.
    let mut random = Random(FIXED_SEED);
    let policies: Vec<Tree> = (0..POLICIES)
        .map(|_| {
            let leaves = random.between(1, 3);
            random_tree(&mut random, leaves, &[])
        })
        .collect();
    for (index, policy) in policies.iter().enumerate() {
        let source = Spelling(&mut random).items(policy, false);
        writeln!(file, "auth_core::policy! {{ pub Policy{index} = {source}; }}").unwrap();
    }

    let mut cases = String::new();
    let mut seen = BTreeSet::new();
    for (seed, rules) in [(FIXED_SEED, 0..RULES / 2), (fresh_seed, RULES / 2..RULES)] {
        let mut random = Random(seed);
        for rule in rules {
            let tree = loop {
                // More small rules than large ones, but no rule twice.
                let leaves = random.between(1, MOST_LEAVES).min(random.between(2, MOST_LEAVES));
                let tree = random_tree(&mut random, leaves, &policies);
                if !matches!(tree, Tree::Named(_)) && seen.insert(printed(&tree)) {
                    break tree;
                }
            };
            let source = Spelling(&mut random).attribute(&tree);
            write_case(&mut file, rule, &source, &tree, &policies);
            write!(cases, "r{rule}::CASE, ").unwrap();
        }
    }
    writeln!(file, "pub static CASES: [Case; {RULES}] = [{cases}];").unwrap();
    file
}

fn write_case(file: &mut String, rule: usize, source: &str, tree: &Tree, policies: &[Tree]) {
    let (printed, expression) = (printed(tree), expression(tree, policies));
    write!(
        file,
        "pub mod r{rule} {{
            use super::*;
            #[auth_core::{source}]
            pub fn a() {{}}
            pub mod again {{
                use super::super::*;
                #[auth_core::require({printed})]
                pub fn a() {{}}
            }}
            pub const CASE: Case = Case {{
                source: {source:?},
                printed: {printed:?},
                tree: {expression},
                rule: <__RequireA as auth_core::Policy>::RULE,
                again: <again::__RequireA as auth_core::Policy>::RULE,
            }};
        }}\n"
    )
    .unwrap();
}

// What rules are made of.

const KINDS: [&str; 4] = ["role", "scope", "permission", "group"];
const ISSUERS: [&str; 4] =
    ["https://issuer.example", "https://staff.example", "internal", "https://a|b.example/\"x\""];
const CLASSES: [&str; 4] = ["mfa", "hwk", "urn:example:silver", "0"];
/// Durations as a rule may spell them, and the seconds that they last; shorter ones first.
const AGES: [(&[&str], u64); 7] = [
    (&["30s"], 30),
    (&["60s", "1m"], 60),
    (&["900s", "15m"], 900),
    (&["1h", "60m", "3600s"], 3_600),
    (&["90m", "5400s"], 5_400),
    (&["24h", "1d", "1440m"], 86_400),
    (&["7d", "168h"], 604_800),
];
/// Networks as a rule may spell them, the first as they print.
const NETWORKS: [&[&str]; 8] = [
    &["10.0.0.0/8"],
    &["10.1.0.0/16"],
    &["192.0.2.128/25"],
    &["203.0.113.7/32", "203.0.113.7"],
    &["fd00::/8", "FD00::/8", "fd00:0:0::/8", "fd00:0:0:0:0:0:0:0/8"],
    &["2001:db8::/32", "2001:0DB8::/32", "2001:db8:0::0/32"],
    &["2001:db8::7:0/112"],
    &["::1/128", "0:0::1/128", "::1"],
];
const TEXTS: [&str; 8] = ["finance", "x1", "gold", "blue", "alice", "7", "größe", "a \"b\" \\ {c}"];
const INTEGERS: [i128; 9] =
    [0, 3, 5, 7, -3, 9_007_199_254_740_993, i64::MIN as i128, i64::MAX as i128, u64::MAX as i128];
const FLOATS: [f64; 9] =
    [0.0, 2.5, 3.0, 5.0, -0.5, 0.1, 1e-7, 9_007_199_254_740_992.0, 18_446_744_073_709_549_568.0];
const PARAMETERS: [&str; 4] = ["user_id", "tenant", "type", "n7"];

const NUMBER_CLAIMS: [&[&str]; 6] =
    [&["größe"], &["level"], &["score"], &["quota", "used"], &["quota", "limit"], &["a", "type", "b c"]];
const TEXT_CLAIMS: [&[&str]; 7] = [
    &["department"],
    &["org", "unit"],
    &["home"],
    &["tenant"],
    &["https://acme.example/tier"],
    &["x\"y", "z", "7"],
    &["self"],
];
const BOOLEAN_CLAIMS: [&[&str]; 2] = [&["verified"], &["org", "active"]];
const ARRAY_CLAIMS: [&[&str]; 2] = [&["teams"], &["org", "list"]];

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(&'static str),
    /// Type, variant, name, and the names of what implies it, in the order of the enums of `tests/semantics.rs`.
    Typed(&'static str, &'static str, &'static str, &'static [&'static str]),
}

impl Value {
    /// The names that satisfy it.
    fn names(&self) -> Vec<&'static str> {
        match self {
            Value::Text(name) => vec![name],
            Value::Typed(_, _, name, implied_by) => [&[*name], *implied_by].concat(),
        }
    }
}

fn values_of(kind: &str) -> Vec<Value> {
    let texts: &[&str] = match kind {
        "role" => &["guest", "Guest", "two words", "quote\"d", "back\\slash", "größe", "br{ace}", "viewer"],
        "scope" => &["a:read", "b:write", "https://api.example/x", "openid", "{}"],
        "permission" => &["edit", "delete", "say \"hi\"", "r#\"no\"#", "\u{1F511}"],
        _ => &["staff", "press", "a|b", "a, b", "// none", "/* none */", ") any("],
    };
    let typed: &[(&str, &str, &str, &[&str])] = match kind {
        "role" => &[
            ("Role", "Admin", "admin", &[]),
            ("Role", "Editor", "content-editor", &["admin"]),
            ("Role", "Viewer", "viewer", &["admin", "content-editor", "chief-auditor"]),
            ("Role", "ChiefAuditor", "chief-auditor", &[]),
        ],
        "scope" => &[
            ("Scope", "All", "posts:all", &[]),
            ("Scope", "Write", "posts:write", &["posts:all"]),
            ("Scope", "Read", "posts:read", &["posts:all", "posts:write"]),
        ],
        "permission" => &[
            ("Permission", "MoveHouse", "MOVE_HOUSE", &["PAINT_HOUSE", "own"]),
            ("Permission", "PaintHouse", "PAINT_HOUSE", &["own"]),
            ("Permission", "Own", "own", &[]),
        ],
        _ => &[("Group", "Staff", "all staff", &["board"]), ("Group", "Board", "board", &[])],
    };
    let texts = texts.iter().map(|name| Value::Text(name));
    let typed = typed.iter().map(|(class, variant, name, by)| Value::Typed(class, variant, name, by));
    // Both sorts about as often.
    texts.chain(typed.clone()).chain(typed).collect()
}

/// Where the path to a typed value may start.
const MODULES: [&str; 7] = ["", "", "", "types::", "self::types::", "crate::types::", "crate::generated::"];
/// The same behind a `|`, where the macro takes `crate` for the option (a mistake, reported): all of them, once it does not.
const MODULES_BEHIND_A_BAR: &[&str] = &MODULES;

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Claim(&'static [&'static str]),
    Path(&'static str),
    Subject,
    Text(&'static str),
    Integer(i128),
    Float(f64),
    Boolean(bool),
}

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Authenticated,
    Grant(&'static str, Vec<Value>),
    Issuer(Vec<&'static str>),
    Acr(Vec<&'static str>),
    /// A place in [`AGES`].
    MaxAge(usize),
    /// Places in [`NETWORKS`].
    Ip(Vec<usize>),
    Compare(Operand, &'static str, Operand),
    /// A policy, by its number.
    Named(usize),
    Any(Vec<Tree>),
    All(Vec<Tree>),
}

// Random rules.

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, least: usize, most: usize) -> usize {
        least + usize::try_from(self.next() % (most - least + 1) as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.between(0, 99) < percent
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.between(0, list.len() - 1)].clone()
    }

    /// Some of the list, each once, in any order.
    fn some<T: Clone + PartialEq>(&mut self, list: &[T], most: usize) -> Vec<T> {
        let mut some = Vec::new();
        for _ in 0..self.between(1, most) {
            let item = self.pick(list);
            if !some.contains(&item) {
                some.push(item);
            }
        }
        some
    }
}

/// A rule that the language allows.
fn random_tree(random: &mut Random, leaves: usize, policies: &[Tree]) -> Tree {
    loop {
        let mut written = Vec::new();
        let all = random.chance(50);
        let tree = random_node(random, leaves, MOST_LEVELS, all, policies, &mut written);
        if is_allowed(&tree, policies) {
            return tree;
        }
    }
}

/// A leaf, or a group (`all` or `any`) of at most so many levels.
fn random_node(
    random: &mut Random,
    leaves: usize,
    levels: usize,
    all: bool,
    policies: &[Tree],
    written: &mut Vec<Tree>,
) -> Tree {
    if leaves == 1 {
        // The same requirement may stand in several branches.
        let leaf = if !written.is_empty() && random.chance(7) {
            random.pick(written)
        } else {
            random_leaf(random, policies)
        };
        written.push(leaf.clone());
        return leaf;
    }
    if leaves == 2 && random.chance(10) {
        // Little may stand beside `authenticated`.
        let address = Tree::Ip(random.some(&[0, 1, 2, 3, 4, 5, 6, 7], 3));
        let children =
            random.pick(&[vec![Tree::Authenticated, address.clone()], vec![address, Tree::Authenticated]]);
        return if all { Tree::All(children) } else { Tree::Any(children) };
    }
    let mut children = Vec::new();
    let mut left = leaves;
    while left > 0 {
        // Not everything in the first child, and single leaves on the last level.
        let most = if children.is_empty() { left - 1 } else { left };
        let share = if levels == 1 || random.chance(40) { 1 } else { random.between(1, most) };
        children.push(random_node(random, share, levels - 1, !all, policies, written));
        left -= share;
    }
    if all { Tree::All(children) } else { Tree::Any(children) }
}

fn random_leaf(random: &mut Random, policies: &[Tree]) -> Tree {
    match random.between(0, 99) {
        0..=12 => random_grant(random, "role"),
        13..=29 => random_grant(random, "scope"),
        30..=37 => random_grant(random, "permission"),
        38..=45 => random_grant(random, "group"),
        46..=50 => Tree::Issuer(random.some(&ISSUERS, 2)),
        51..=59 => Tree::Acr(random.some(&CLASSES, 3)),
        60..=67 => Tree::MaxAge(random.between(0, AGES.len() - 1)),
        68..=74 => Tree::Ip(random.some(&[0, 1, 2, 3, 4, 5, 6, 7], 3)),
        75 => Tree::Authenticated,
        76..=80 if !policies.is_empty() => Tree::Named(random.between(0, policies.len() - 1)),
        _ => random_comparison(random),
    }
}

fn random_grant(random: &mut Random, kind: &'static str) -> Tree {
    Tree::Grant(kind, random.some(&values_of(kind), 3))
}

fn random_comparison(random: &mut Random) -> Tree {
    let number = |random: &mut Random| match random.between(0, 1) {
        0 => Operand::Integer(random.pick(&INTEGERS)),
        _ => Operand::Float(random.pick(&FLOATS)),
    };
    let any_claim = |random: &mut Random| {
        let claims: [&[&[&str]]; 4] = [&NUMBER_CLAIMS, &TEXT_CLAIMS, &BOOLEAN_CLAIMS, &ARRAY_CLAIMS];
        let claims = random.pick(&claims);
        Operand::Claim(random.pick(claims))
    };
    let parameter = |random: &mut Random| Operand::Path(random.pick(&PARAMETERS));
    let text = |random: &mut Random| Operand::Text(random.pick(&TEXTS));
    let text_claim = |random: &mut Random| Operand::Claim(random.pick(&TEXT_CLAIMS));
    let number_claim = |random: &mut Random| Operand::Claim(random.pick(&NUMBER_CLAIMS));
    let (left, operator, right) = match random.between(0, 11) {
        0..=2 => {
            let right = if random.chance(25) { number_claim(random) } else { number(random) };
            (number_claim(random), random.pick(&["==", ">=", ">", "<=", "<"]), right)
        }
        3 => (text_claim(random), "==", text(random)),
        4 => {
            let truth = Operand::Boolean(random.chance(50));
            (Operand::Claim(random.pick(&BOOLEAN_CLAIMS)), "==", truth)
        }
        5 => (any_claim(random), "==", any_claim(random)),
        6 => (text_claim(random), "==", parameter(random)),
        7 => (Operand::Subject, "==", parameter(random)),
        8 => (Operand::Subject, "==", if random.chance(50) { text(random) } else { text_claim(random) }),
        _ => {
            let element = match random.between(0, 6) {
                0 | 1 => text(random),
                2 => number(random),
                3 => Operand::Boolean(random.chance(50)),
                4 => parameter(random),
                5 => Operand::Subject,
                _ => any_claim(random),
            };
            return Tree::Compare(Operand::Claim(random.pick(&ARRAY_CLAIMS)), "contains", element);
        }
    };
    if random.chance(30) {
        Tree::Compare(right, operator, left)
    } else {
        Tree::Compare(left, operator, right)
    }
}

// Which rules the language allows.

/// Nothing in it is repeated or redundant. Some rules that would be allowed do not pass, for the sake of simplicity.
fn is_allowed(tree: &Tree, policies: &[Tree]) -> bool {
    match tree {
        Tree::Any(children) | Tree::All(children) => {
            children.iter().all(|child| is_allowed(child, policies))
                && pairs(children).all(|(one, other)| {
                    !follows(one, other, policies)
                        && !leaves(other, policies)
                            .iter()
                            .any(|leaf| is_leaf(one) && implies(one, leaf) && *leaf != &Tree::Authenticated)
                        && !clash(matches!(tree, Tree::All(_)), one, other)
                        && (matches!(tree, Tree::Any(_)) || hold_together(one, other, policies))
                })
        }
        Tree::Grant(_, values) => {
            pairs(values).all(|(one, other)| !one.names().iter().all(|name| other.names().contains(name)))
        }
        Tree::Ip(networks) => pairs(networks).all(|(one, other)| !is_inside(*one, *other)),
        Tree::Compare(left, _, right) => left != right,
        _ => true,
    }
}

/// All ordered pairs of different places.
fn pairs<T>(list: &[T]) -> impl Iterator<Item = (&T, &T)> {
    list.iter().enumerate().flat_map(move |(i, one)| {
        list.iter().enumerate().filter(move |(j, _)| i != *j).map(move |(_, other)| (one, other))
    })
}

fn is_leaf(tree: &Tree) -> bool {
    !matches!(tree, Tree::Any(_) | Tree::All(_) | Tree::Named(_))
}

fn leaves<'t>(tree: &'t Tree, policies: &'t [Tree]) -> Vec<&'t Tree> {
    match tree {
        Tree::Any(children) | Tree::All(children) => {
            children.iter().flat_map(|child| leaves(child, policies)).collect()
        }
        Tree::Named(policy) => leaves(&policies[*policy], policies),
        leaf => vec![leaf],
    }
}

/// Whether `other` might hold wherever `one` does, as far as one sees without knowing the facts.
fn follows(one: &Tree, other: &Tree, policies: &[Tree]) -> bool {
    ways(one, policies).iter().all(|way| holds_given(other, way, policies))
}

fn ways<'t>(tree: &'t Tree, policies: &'t [Tree]) -> Vec<Vec<&'t Tree>> {
    match tree {
        Tree::Any(children) => children.iter().flat_map(|child| ways(child, policies)).collect(),
        Tree::All(children) => children.iter().fold(vec![vec![]], |befores, child| {
            let ways = ways(child, policies);
            let longer = |before: &Vec<&'t Tree>| -> Vec<_> {
                ways.iter().map(|way| [before.as_slice(), way].concat()).collect()
            };
            befores.iter().flat_map(longer).collect()
        }),
        Tree::Named(policy) => ways(&policies[*policy], policies),
        leaf => vec![vec![leaf]],
    }
}

fn holds_given(tree: &Tree, way: &[&Tree], policies: &[Tree]) -> bool {
    match tree {
        Tree::Any(children) => children.iter().any(|child| holds_given(child, way, policies)),
        Tree::All(children) => children.iter().all(|child| holds_given(child, way, policies)),
        Tree::Named(policy) => holds_given(&policies[*policy], way, policies),
        // An alternative in common is enough: several leaves may cover one another.
        leaf => way.iter().any(|met| implies(met, leaf) || clash(false, met, leaf)),
    }
}

/// Whether the leaf `other` holds wherever the leaf `one` does.
fn implies(one: &Tree, other: &Tree) -> bool {
    match (one, other) {
        // Everything but the address is about the caller.
        (one, Tree::Authenticated) => !matches!(one, Tree::Ip(_)),
        (Tree::Grant(one, values), Tree::Grant(other, others)) => {
            let names: Vec<&str> = others.iter().flat_map(Value::names).collect();
            one == other && values.iter().flat_map(Value::names).all(|name| names.contains(&name))
        }
        (Tree::Issuer(one), Tree::Issuer(other)) | (Tree::Acr(one), Tree::Acr(other)) => {
            one.iter().all(|name| other.contains(name))
        }
        (Tree::MaxAge(one), Tree::MaxAge(other)) => one <= other,
        (Tree::Ip(one), Tree::Ip(other)) => {
            one.iter().all(|one| other.iter().any(|other| is_inside(*one, *other)))
        }
        (Tree::Compare(left, operator, right), Tree::Compare(other_left, other_operator, other_right)) => {
            let same = (left, right) == (other_left, other_right);
            let mirrored = (right, left) == (other_left, other_right);
            let ordered =
                [operator, other_operator].iter().any(|operator| !["==", "contains"].contains(operator));
            let operands = [other_left, other_right];
            let shared = [left, right]
                .iter()
                .any(|operand| matches!(operand, Operand::Claim(_)) && operands.contains(operand));
            same || mirrored || ordered && shared
        }
        _ => false,
    }
}

fn is_inside(one: usize, other: usize) -> bool {
    let ((one, bits), (other, other_bits)) = (network(one), network(other));
    let same = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            one.to_bits().checked_shr(32 - other_bits) == other.to_bits().checked_shr(32 - other_bits)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            one.to_bits().checked_shr(128 - other_bits) == other.to_bits().checked_shr(128 - other_bits)
        }
        _ => false,
    };
    same && bits >= other_bits
}

fn network(place: usize) -> (IpAddr, u32) {
    let (address, bits) = NETWORKS[place][0].split_once('/').unwrap();
    (address.parse().unwrap(), bits.parse().unwrap())
}

/// Whether two leaves beside each other name the same alternative, or can never hold together.
fn clash(all: bool, one: &Tree, other: &Tree) -> bool {
    match (one, other) {
        (Tree::Grant(one, values), Tree::Grant(other, others)) => {
            let names: Vec<&str> = others.iter().flat_map(Value::names).collect();
            one == other && values.iter().flat_map(Value::names).any(|name| names.contains(&name))
        }
        // In `all` they have something in common.
        (Tree::Issuer(_), Tree::Issuer(_)) | (Tree::Acr(_), Tree::Acr(_)) if all => false,
        (Tree::Ip(_), Tree::Ip(_)) if all => true,
        (Tree::Issuer(one), Tree::Issuer(other)) | (Tree::Acr(one), Tree::Acr(other)) => {
            one.iter().any(|name| other.contains(name))
        }
        (Tree::Ip(one), Tree::Ip(other)) => {
            one.iter().any(|one| other.iter().any(|other| is_inside(*one, *other) || is_inside(*other, *one)))
        }
        (Tree::MaxAge(_), Tree::MaxAge(_)) => true,
        _ => false,
    }
}

/// Whether somebody surely could meet both, as far as one sees without knowing the facts.
fn hold_together(one: &Tree, other: &Tree, policies: &[Tree]) -> bool {
    let disjoint = |one: &Vec<&str>, other: &Vec<&str>| !one.iter().any(|name| other.contains(name));
    let exclude = |one: &Tree, other: &Tree| match (one, other) {
        (Tree::Issuer(one), Tree::Issuer(other)) | (Tree::Acr(one), Tree::Acr(other)) => disjoint(one, other),
        (Tree::Ip(_), Tree::Ip(_)) => true,
        (Tree::Compare(_, "contains", _), Tree::Compare(_, "contains", _)) => false,
        (Tree::Compare(left, _, right), Tree::Compare(other_left, _, other_right)) => {
            let others = [other_left, other_right];
            [left, right].into_iter().any(|operand| {
                matches!(operand, Operand::Claim(_) | Operand::Subject) && others.contains(&operand)
            })
        }
        _ => false,
    };
    let others = ways(other, policies);
    ways(one, policies).iter().any(|way| {
        others.iter().any(|others| !way.iter().any(|leaf| others.iter().any(|other| exclude(leaf, other))))
    })
}

// Three forms of a rule.

/// As an expression that makes the reference's tree.
fn expression(tree: &Tree, policies: &[Tree]) -> String {
    let list = |children: &[Tree]| {
        children.iter().map(|child| expression(child, policies)).collect::<Vec<_>>().join(", ")
    };
    let operand = |operand: &Operand| match operand {
        Operand::Claim(names) => format!("Operand::Claim(&{names:?})"),
        Operand::Text(text) => format!("Operand::Text({text:?})"),
        Operand::Integer(number) => format!("Operand::Integer({number})"),
        Operand::Float(number) => format!("Operand::Float({number:?})"),
        Operand::Boolean(truth) => format!("Operand::Boolean({truth})"),
        Operand::Path(name) => format!("Operand::Path({name:?})"),
        Operand::Subject => "Operand::Subject".to_owned(),
    };
    match tree {
        Tree::Authenticated => "Tree::Authenticated".to_owned(),
        Tree::Grant(kind, values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| match value {
                    Value::Text(name) => format!("Value::Text({name:?})"),
                    Value::Typed(class, variant, name, implied_by) => format!(
                        "Value::Typed {{ label: \"{class}::{variant}\", name: {name:?}, implied_by: &{implied_by:?} }}"
                    ),
                })
                .collect();
            format!("Tree::Grant(Kind::{}{}, &[{}])", kind[..1].to_uppercase(), &kind[1..], values.join(", "))
        }
        Tree::Issuer(issuers) => format!("Tree::Issuer(&{issuers:?})"),
        Tree::Acr(classes) => format!("Tree::Acr(&{classes:?})"),
        Tree::MaxAge(place) => format!("Tree::MaxAge({})", AGES[*place].1),
        Tree::Ip(places) => {
            let networks: Vec<String> = places
                .iter()
                .map(|place| match network(*place) {
                    (IpAddr::V4(address), bits) => {
                        format!("(IpAddr::V4(Ipv4Addr::from_bits({})), {bits})", address.to_bits())
                    }
                    (IpAddr::V6(address), bits) => {
                        format!("(IpAddr::V6(Ipv6Addr::from_bits({})), {bits})", address.to_bits())
                    }
                })
                .collect();
            format!("Tree::Ip(&[{}])", networks.join(", "))
        }
        Tree::Compare(left, operator, right) => {
            let operator = match *operator {
                "==" => "Equal",
                ">=" => "AtLeast",
                ">" => "Above",
                "<=" => "AtMost",
                "<" => "Below",
                _ => "Contains",
            };
            format!("Tree::Compare({}, Operator::{operator}, {})", operand(left), operand(right))
        }
        Tree::Named(policy) => {
            format!("Tree::Named(\"Policy{policy}\", &{})", expression(&policies[*policy], policies))
        }
        Tree::Any(children) => format!("Tree::Any(&[{}])", list(children)),
        Tree::All(children) => format!("Tree::All(&[{}])", list(children)),
    }
}

/// As the rule prints itself.
fn printed(tree: &Tree) -> String {
    let quoted =
        |texts: &[&str]| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(" | ");
    let list = |children: &[Tree]| children.iter().map(printed).collect::<Vec<_>>().join(", ");
    match tree {
        Tree::Authenticated => "authenticated".to_owned(),
        Tree::Grant(kind, values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| match value {
                    Value::Text(name) => format!("{name:?}"),
                    Value::Typed(class, variant, ..) => format!("{class}::{variant}"),
                })
                .collect();
            format!("{kind} = {}", values.join(" | "))
        }
        Tree::Issuer(issuers) => format!("issuer = {}", quoted(issuers)),
        Tree::Acr(classes) => format!("acr = {}", quoted(classes)),
        Tree::MaxAge(place) => format!(
            "max_age = {:?}",
            match AGES[*place].1 {
                30 => "30s",
                60 => "1m",
                900 => "15m",
                5_400 => "90m",
                3_600 => "1h",
                86_400 => "1d",
                _ => "7d",
            }
        ),
        Tree::Ip(places) => {
            format!("ip = {}", quoted(&places.iter().map(|place| NETWORKS[*place][0]).collect::<Vec<_>>()))
        }
        Tree::Compare(left, operator, right) => {
            format!("{} {operator} {}", printed_operand(left), printed_operand(right))
        }
        Tree::Named(policy) => format!("Policy{policy}"),
        Tree::Any(children) => format!("any({})", list(children)),
        Tree::All(children) => format!("all({})", list(children)),
    }
}

fn printed_operand(operand: &Operand) -> String {
    match operand {
        Operand::Claim(names) => {
            let dotted =
                |name: &&str| if is_identifier(name) { format!(".{name}") } else { format!("[{name:?}]") };
            format!("claim{}", names.iter().map(dotted).collect::<String>())
        }
        Operand::Path(name) => format!("path.{name}"),
        Operand::Subject => "subject".to_owned(),
        Operand::Text(text) => format!("{text:?}"),
        Operand::Integer(number) => format!("{number}"),
        Operand::Float(number) => format!("{number:?}"),
        Operand::Boolean(truth) => format!("{truth}"),
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

/// A rule as somebody might write it.
struct Spelling<'r>(&'r mut Random);

impl Spelling<'_> {
    /// An attribute behind `#[auth_core::`, up to its `]`.
    fn attribute(&mut self, tree: &Tree) -> String {
        let items = self.items(tree, true);
        let (open, close) = self.0.pick(&[("(", ")"), ("(", ")"), ("(", ")"), ("[", "]"), ("{", "}")]);
        format!("require{open}{items}{close}")
    }

    /// What stands inside the parentheses of an attribute.
    fn items(&mut self, tree: &Tree, with_option: bool) -> String {
        let mut tokens = Vec::new();
        // An option changes nothing of the rule, and stands before or behind it.
        let options: [&[&str]; 3] = [&["conceal"], &["report_only"], &["crate", "=", "::", "auth_core"]];
        let option: Vec<String> = self.0.pick(&options).iter().map(ToString::to_string).collect();
        let place = if with_option { self.0.between(0, 9) } else { 9 };
        if place == 0 {
            tokens.extend(option.clone());
            tokens.push(",".to_owned());
        }
        match tree {
            // The attribute's own commas are `all`; nothing else may stand beside `all(…)`.
            Tree::All(children) if place < 2 || self.0.chance(70) => self.list(children, &mut tokens),
            tree => self.list(std::slice::from_ref(tree), &mut tokens),
        }
        if place == 1 {
            if tokens.last().is_some_and(|last| last != ",") {
                tokens.push(",".to_owned());
            }
            tokens.extend(option);
        }
        let mut text = self.gap();
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 {
                let touches = |char: char| char.is_alphanumeric() || "_\"#".contains(char);
                let (before, after): (&String, &String) = (&tokens[index - 1], token);
                let gap = self.gap();
                // Words and literals side by side would become one token.
                if gap.is_empty() && before.ends_with(touches) && after.starts_with(touches) {
                    text.push(' ');
                }
                text.push_str(&gap);
            }
            text.push_str(token);
        }
        text + &self.gap()
    }

    /// Requirements with commas between them, and perhaps one behind the last.
    fn list(&mut self, children: &[Tree], tokens: &mut Vec<String>) {
        for (index, child) in children.iter().enumerate() {
            if index > 0 {
                tokens.push(",".to_owned());
            }
            self.tree(child, tokens);
        }
        if self.0.chance(25) {
            tokens.push(",".to_owned());
        }
    }

    fn tree(&mut self, tree: &Tree, tokens: &mut Vec<String>) {
        let word = |word: &str, tokens: &mut Vec<String>| tokens.push(word.to_owned());
        match tree {
            Tree::Authenticated => word("authenticated", tokens),
            Tree::Named(policy) => {
                let modules = self.0.pick(&["", "", "crate::generated::"]);
                push_path(&format!("{modules}Policy{policy}"), tokens);
            }
            Tree::Any(children) | Tree::All(children) => {
                word(if matches!(tree, Tree::Any(_)) { "any" } else { "all" }, tokens);
                word("(", tokens);
                self.list(children, tokens);
                word(")", tokens);
            }
            Tree::Grant(kind, values) => {
                for (index, value) in values.iter().enumerate() {
                    before_alternative(kind, index, tokens);
                    match value {
                        Value::Text(name) => tokens.push(self.text(name)),
                        Value::Typed(class, variant, ..) => {
                            let modules =
                                self.0.pick(if index == 0 { &MODULES } else { MODULES_BEHIND_A_BAR });
                            push_path(&format!("{modules}{class}::{variant}"), tokens);
                        }
                    }
                }
            }
            Tree::Issuer(texts) => self.alternatives("issuer", texts, tokens),
            Tree::Acr(texts) => self.alternatives("acr", texts, tokens),
            Tree::MaxAge(place) => {
                let age = self.0.pick(AGES[*place].0);
                self.alternatives("max_age", &[age], tokens);
            }
            Tree::Ip(places) => {
                let texts: Vec<&str> = places.iter().map(|place| self.0.pick(NETWORKS[*place])).collect();
                self.alternatives("ip", &texts, tokens);
            }
            Tree::Compare(left, operator, right) => {
                self.operand(left, tokens);
                word(operator, tokens);
                self.operand(right, tokens);
            }
        }
    }

    fn alternatives(&mut self, keyword: &str, texts: &[&str], tokens: &mut Vec<String>) {
        for (index, text) in texts.iter().enumerate() {
            before_alternative(keyword, index, tokens);
            tokens.push(self.text(text));
        }
    }

    fn operand(&mut self, operand: &Operand, tokens: &mut Vec<String>) {
        match operand {
            Operand::Claim(names) => {
                tokens.push("claim".to_owned());
                for name in *names {
                    // What is not ASCII prints in quotes, but need not be written so.
                    if (is_identifier(name) || *name == "größe") && self.0.chance(80) {
                        tokens.extend([".".to_owned(), self.name(name)]);
                    } else {
                        tokens.extend(["[".to_owned(), self.text(name), "]".to_owned()]);
                    }
                }
            }
            Operand::Path(name) => tokens.extend(["path".to_owned(), ".".to_owned(), self.name(name)]),
            Operand::Subject => tokens.push("subject".to_owned()),
            Operand::Text(text) => tokens.push(self.text(text)),
            Operand::Boolean(truth) => tokens.push(truth.to_string()),
            Operand::Integer(number) => {
                if *number < 0 {
                    tokens.push("-".to_owned());
                }
                let size = number.unsigned_abs();
                let digits = match self.0.between(0, 6) {
                    0 => format!("{size:#x}"),
                    1 => format!("{size:#o}"),
                    2 => format!("{size:#b}"),
                    3 => format!("0x{size:X}"),
                    4 => format!("00{size}"),
                    _ => size.to_string(),
                };
                tokens.push(self.underscored(&digits));
            }
            Operand::Float(number) => {
                if number.is_sign_negative() {
                    tokens.push("-".to_owned());
                }
                let size = number.abs();
                let digits = match self.0.between(0, 4) {
                    0 => format!("{size:e}"),
                    1 => format!("{size:E}0").replace("E0", "E+0").replace("E-0", "E-"),
                    2 if size.fract() == 0.0 => format!("{size}."),
                    _ => format!("{size:?}"),
                };
                // However it is written, it is the same number, and not an integer.
                let same = digits.parse() == Ok(size) && digits.contains(['.', 'e', 'E']);
                tokens.push(if same { self.underscored(&digits) } else { format!("{size:?}") });
            }
        }
    }

    /// A name behind a dot; all of them but `self` may be raw.
    fn name(&mut self, name: &str) -> String {
        if name != "self" && self.0.chance(15) { format!("r#{name}") } else { name.to_owned() }
    }

    /// A number, perhaps with an underscore somewhere behind its first digits.
    fn underscored(&mut self, digits: &str) -> String {
        let at = self.0.between(0, digits.len() - 1);
        let between_digits =
            digits.get(at..=at + 1).is_some_and(|two| two.chars().all(|char| char.is_ascii_digit()));
        if between_digits && self.0.chance(30) {
            format!("{}_{}", &digits[..=at], &digits[at + 1..])
        } else {
            digits.to_owned()
        }
    }

    /// A text as a literal.
    fn text(&mut self, text: &str) -> String {
        match self.0.between(0, 9) {
            0 | 1 => {
                let mut hashes = String::new();
                while self.0.chance(30) || text.contains(&format!("\"{hashes}")) {
                    hashes.push('#');
                }
                format!("r{hashes}\"{text}\"{hashes}")
            }
            2 => {
                let mut escaped = String::new();
                for char in text.chars() {
                    match self.0.between(0, 2) {
                        0 if char.is_ascii() => write!(escaped, "\\x{:02x}", u32::from(char)).unwrap(),
                        1 => write!(escaped, "\\u{{{:X}}}", u32::from(char)).unwrap(),
                        _ => write!(escaped, "{}", char.escape_debug()).unwrap(),
                    }
                }
                format!("\"{escaped}\"")
            }
            3 if text.is_ascii() && text.len() > 2 && !text.contains([' ', '"', '\\']) => {
                // A backslash at the end of a line swallows the white space behind it.
                let at = self.0.between(1, text.len() - 1);
                format!("\"{}\\\n    {}\"", &text[..at], &text[at..])
            }
            _ => format!("{text:?}"),
        }
    }

    /// What may stand between two tokens.
    fn gap(&mut self) -> String {
        match self.0.between(0, 19) {
            0..=6 => String::new(),
            7 => "\n".to_owned(),
            8 => "  \t ".to_owned(),
            9 => "/* role = \"root\" */".to_owned(),
            10 => "// , any(\n".to_owned(),
            _ => " ".to_owned(),
        }
    }
}

fn before_alternative(keyword: &str, index: usize, tokens: &mut Vec<String>) {
    match index {
        0 => tokens.extend([keyword.to_owned(), "=".to_owned()]),
        _ => tokens.push("|".to_owned()),
    }
}

fn push_path(path: &str, tokens: &mut Vec<String>) {
    for (index, part) in path.split("::").enumerate() {
        if index > 0 {
            tokens.push("::".to_owned());
        }
        tokens.push(part.to_owned());
    }
}
