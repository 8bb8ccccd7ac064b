//! Writes the attributes that `tests/properties/attributes.rs` compares: random rules as source in
//! a random spelling, as trees of the reference, and in print.
//!
//! Half of them come from a fixed seed, half from a fresh one (per build; `SEMANTICS_SEED` sets
//! it).

mod allowed;
mod forms;
mod material;
mod random;
mod spelling;

use crate::forms::{expression, printed, repeated};
use crate::material::{CLASSES, ISSUERS, KINDS, Operand, Tree, Value, values_of};
use crate::random::{Random, random_tree};
use crate::spelling::Spelling;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::SystemTime;
use std::{env, fs};

const RULES: usize = 2_000;
const POLICIES: usize = 12;
const FIXED_SEED: u64 = 3;
const MOST_LEAVES: usize = 14;

fn main() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-env-changed=SEMANTICS_SEED");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let seed = env::var("SEMANTICS_SEED")
        .map_or(now.as_secs(), |seed| seed.parse().expect("SEMANTICS_SEED is a number"));
    let directory = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&directory).join("semantics.rs"), generated(seed)).unwrap();
}

/// Returns whether the attribute has a plain form. Few random rules do, so that every
/// other one is chosen to.
fn is_plain(tree: &Tree) -> bool {
    let are_plain = |texts: &[&str]| !texts.iter().any(|text| text.contains(['"', '\\']));
    match tree {
        Tree::Any(children) | Tree::All(children) => children.iter().all(is_plain),
        Tree::Grant(_, values) => match values.as_slice() {
            [Value::Typed(..)] => true,
            values => {
                values.iter().all(|value| matches!(value, Value::Text(text) if are_plain(&[text])))
            }
        },
        Tree::Issuer(texts) | Tree::Acr(texts) => are_plain(texts),
        Tree::Compare(left, _, right) => [left, right].into_iter().all(|operand| match operand {
            Operand::Claim(names) => are_plain(names),
            Operand::Text(text) => are_plain(&[text]),
            Operand::Float(_) => false,
            _ => true,
        }),
        Tree::Authenticated | Tree::MaxAge(_) => true,
        Tree::Ip(_) | Tree::Named(_) => false,
    }
}

/// Returns the whole file: seeds, possible grants, policies, and one module for each rule.
fn generated(fresh_seed: u64) -> String {
    let mut file = format!(
        "pub const FIXED_SEED: u64 = {FIXED_SEED};\npub const FRESH_SEED: u64 = {fresh_seed};\n"
    );
    for kind in KINDS {
        let names: BTreeSet<&str> = values_of(kind).iter().flat_map(Value::names).collect();
        let names: Vec<&str> = names.into_iter().collect();
        writeln!(file, "pub const {}S: &[&str] = &{names:?};", kind.to_uppercase()).unwrap();
    }
    writeln!(
        file,
        "pub const ISSUERS: &[&str] = &{ISSUERS:?};\npub const CLASSES: &[&str] = &{CLASSES:?};"
    )
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
                let is_wanted = is_plain(&tree) || rule % 2 == 0;
                if is_wanted && !matches!(tree, Tree::Named(_)) && seen.insert(printed(&tree)) {
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
    let (printed, repeated, expression) =
        (printed(tree), repeated(tree), expression(tree, policies));
    write!(
        file,
        "pub mod r{rule} {{
            use super::*;
            #[auth_core::{source}]
            pub fn a() {{}}
            pub mod again {{
                use super::super::*;
                #[auth_core::require({repeated})]
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
