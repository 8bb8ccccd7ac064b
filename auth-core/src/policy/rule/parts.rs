//! A rule in pieces, as it is read, and the tree that is put together from them while the program is compiled.

use super::Rule;
use crate::identity::grants::GrantKind;
use crate::policy::comparison::{Comparison, Operand, Operator};
use crate::policy::grant_value::Variants;

/// What a rule in text may have at most. The macro knows the numbers, and writes larger rules as trees.
const MOST_PARTS: usize = 16;
const MOST_TEXTS: usize = 16;
const MOST_LEVELS: usize = 4;
const MOST_ON_A_LEVEL: usize = 8;

/// A rule in pieces: a constant function can neither allocate nor refer to what it has just made.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    /// In the order of the text: each group in front of what stands in it.
    list: [Part; MOST_PARTS],
    count: usize,
    /// How many of them stand on each level.
    on_levels: [usize; MOST_LEVELS],
    /// The values of lists and the names of claims, in the order of the text.
    texts: [&'static str; MOST_TEXTS],
    texts_count: usize,
}

#[derive(Clone, Copy)]
struct Part {
    /// How many groups it stands in.
    level: usize,
    what: What,
}

#[derive(Clone, Copy)]
pub(super) enum What {
    Acr(Span),
    /// Of so many.
    All(usize),
    Any(usize),
    Authenticated,
    Compare(Side, Operator, Side),
    Grant(GrantKind, Span),
    Issuer(Span),
    MaxAge(u64),
    /// Nothing was read for it: nobody is let in.
    Missing,
    /// The typed value at that place, counted from 0 in the order of the text.
    Variant(GrantKind, usize),
}

/// One side of a comparison.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Claim(Span),
    Other(Operand),
}

/// Some of the texts.
#[derive(Clone, Copy)]
pub(super) struct Span {
    start: usize,
    pub(super) count: usize,
}

#[expect(
    clippy::indexing_slicing,
    reason = "in a constant, what is out of bounds is the compiler's error"
)]
impl Parts {
    pub(super) const EMPTY: Self = Self {
        list: [Part { level: 0, what: What::Missing }; MOST_PARTS],
        count: 0,
        on_levels: [0; MOST_LEVELS],
        texts: [""; MOST_TEXTS],
        texts_count: 0,
    };

    /// A place for one more part. Nothing if there is none left.
    pub(super) const fn add(&mut self, level: usize) -> Option<usize> {
        let place = self.count;
        if place >= MOST_PARTS || level >= MOST_LEVELS || self.on_levels[level] >= MOST_ON_A_LEVEL {
            return None;
        }
        self.on_levels[level] += 1;
        self.list[place].level = level;
        self.count += 1;
        Some(place)
    }

    pub(super) const fn set(&mut self, place: usize, what: What) {
        self.list[place].what = what;
    }

    /// Where the next text will stand.
    pub(super) const fn end(&self) -> Span {
        Span { start: self.texts_count, count: 0 }
    }

    /// Puts a text behind those of `span`, which are the last ones. Returns whether there was room.
    pub(super) const fn keep(&mut self, text: &'static str, span: &mut Span) -> bool {
        if self.texts_count >= MOST_TEXTS {
            return false;
        }
        self.texts[self.texts_count] = text;
        self.texts_count += 1;
        span.count += 1;
        true
    }

    /// How deep the rule is: 1 without a group.
    pub(crate) const fn levels(&self) -> usize {
        let mut levels = 0;
        while levels < MOST_LEVELS && self.on_levels[levels] > 0 {
            levels += 1;
        }
        levels
    }

    /// The whole rule, of which what stands in a group on the outermost level is `below`.
    pub(crate) const fn rule(
        &'static self,
        below: &'static [Rule],
        variants: fn(Variants) -> Variants,
    ) -> Rule {
        self.part(0, &mut { below }, variants)
    }

    /// The rules that stand in `level` groups, in the order of the text. What stands in them is the next level in its order, so that
    /// each group takes as many as it has from what is left of `below`.
    pub(crate) const fn level(
        &'static self,
        level: usize,
        below: &'static [Rule],
        variants: fn(Variants) -> Variants,
    ) -> [Rule; MOST_ON_A_LEVEL] {
        let mut rules = [Rule::Never; MOST_ON_A_LEVEL];
        let (mut next, mut place) = (0, 0);
        let mut below = below;
        while place < self.count {
            if self.list[place].level == level {
                rules[next] = self.part(place, &mut below, variants);
                next += 1;
            }
            place += 1;
        }
        rules
    }

    const fn part(
        &'static self,
        place: usize,
        below: &mut &'static [Rule],
        variants: fn(Variants) -> Variants,
    ) -> Rule {
        let texts = &self.texts;
        match self.list[place].what {
            What::All(count) => Rule::All(take(below, count)),
            What::Any(count) => Rule::Any(take(below, count)),
            What::Acr(span) => Rule::Acr(span.of(texts)),
            What::Authenticated => Rule::Authenticated,
            What::Compare(left, operator, right) => {
                Rule::Compare(Comparison::new(left.operand(texts), operator, right.operand(texts)))
            }
            What::Grant(GrantKind::Group, Span { start, count: 1 }) => Rule::Group(texts[start]),
            What::Grant(GrantKind::Group, span) => Rule::Groups(span.of(texts)),
            What::Grant(GrantKind::Permission, Span { start, count: 1 }) => {
                Rule::Permission(texts[start])
            }
            What::Grant(GrantKind::Permission, span) => Rule::Permissions(span.of(texts)),
            What::Grant(GrantKind::Role, Span { start, count: 1 }) => Rule::Role(texts[start]),
            What::Grant(GrantKind::Role, span) => Rule::Roles(span.of(texts)),
            What::Grant(GrantKind::Scope, Span { start, count: 1 }) => Rule::Scope(texts[start]),
            What::Grant(GrantKind::Scope, span) => Rule::Scopes(span.of(texts)),
            What::Issuer(span) => Rule::Issuer(span.of(texts)),
            What::MaxAge(seconds) => Rule::MaxAge(seconds),
            What::Missing => Rule::Never,
            What::Variant(kind, place) => Rule::Variant(kind, place, variants),
        }
    }
}

impl Side {
    const fn operand(self, texts: &'static [&'static str]) -> Operand {
        match self {
            Self::Claim(span) => Operand::Claim(span.of(texts)),
            Self::Other(operand) => operand,
        }
    }
}

impl Span {
    const fn of(self, texts: &'static [&'static str]) -> &'static [&'static str] {
        let (_, mut rest) = texts.split_at(self.start);
        take(&mut rest, self.count)
    }
}

/// The first of them. What is not there is the compiler's error, as this runs in constants only.
const fn take<T>(rest: &mut &'static [T], count: usize) -> &'static [T] {
    let (taken, left) = rest.split_at(count);
    *rest = left;
    taken
}
