//! Random rules.

use crate::allowed::is_allowed;
use crate::material::{
    AGES, ARRAY_CLAIMS, BOOLEAN_CLAIMS, CLASSES, FLOATS, INTEGERS, ISSUERS, NUMBER_CLAIMS, Operand,
    PARAMETERS, TEXT_CLAIMS, TEXTS, Tree, values_of,
};

const MOST_LEVELS: usize = 5;

/// `SplitMix64`.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + usize::try_from(self.next() % (most - least + 1) as u64).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.between(0, 99) < percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.between(0, list.len() - 1)].clone()
    }

    /// Some of the list, each once, in any order.
    pub(crate) fn some<T: Clone + PartialEq>(&mut self, list: &[T], most: usize) -> Vec<T> {
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
pub(crate) fn random_tree(random: &mut Random, leaves: usize, policies: &[Tree]) -> Tree {
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
pub(crate) fn random_node(
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
        let children = random.pick(&[
            vec![Tree::Authenticated, address.clone()],
            vec![address, Tree::Authenticated],
        ]);
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

pub(crate) fn random_leaf(random: &mut Random, policies: &[Tree]) -> Tree {
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

pub(crate) fn random_grant(random: &mut Random, kind: &'static str) -> Tree {
    Tree::Grant(kind, random.some(&values_of(kind), 3))
}

pub(crate) fn random_comparison(random: &mut Random) -> Tree {
    let number = |random: &mut Random| match random.between(0, 1) {
        0 => Operand::Integer(random.pick(&INTEGERS)),
        _ => Operand::Float(random.pick(&FLOATS)),
    };
    let any_claim = |random: &mut Random| {
        let claims: [&[&[&str]]; 4] =
            [&NUMBER_CLAIMS, &TEXT_CLAIMS, &BOOLEAN_CLAIMS, &ARRAY_CLAIMS];
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
        8 => (
            Operand::Subject,
            "==",
            if random.chance(50) { text(random) } else { text_claim(random) },
        ),
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
