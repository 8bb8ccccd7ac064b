//! Answers authorization rules by brute force, as the reference that the real evaluator is compared with.
//!
//! Limit: [`Ways`] lists every way into a tree, one at a time and without pruning, so skip trees for which [`ways`]
//! exceeds 100,000.

use std::cmp::Ordering;
use std::fmt::{Display, Formatter, Result};
use std::net::IpAddr;

use serde_json::{Map, Value as Json};

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

/// One alternative of a grant.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A name in quotes: whoever was granted it has it.
    Text(&'static str),
    /// The variant of an enum.
    Typed {
        /// How it prints: `Type::Variant`.
        label: &'static str,
        /// Its own name.
        name: &'static str,
        /// The other names that imply it.
        implied_by: &'static [&'static str],
    },
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub enum Operand {
    /// A claim of the caller: the names on the way to it.
    Claim(&'static [&'static str]),
    /// A parameter of the path.
    Path(&'static str),
    /// The caller's subject.
    Subject,
    /// A text.
    Text(&'static str),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// A truth value.
    Boolean(bool),
}

/// What a comparison asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// The left side is an array that has the right side among its elements.
    Contains,
}

/// A rule.
#[derive(Clone, Copy, Debug)]
pub enum Tree {
    /// The caller is known.
    Authenticated,
    /// The caller was granted at least one of the values as that kind.
    Grant(Kind, &'static [Value]),
    /// One of these vouches for the caller.
    Issuer(&'static [&'static str]),
    /// The caller logged in by one of these authentication context classes.
    Acr(&'static [&'static str]),
    /// The caller logged in at most so many seconds ago.
    MaxAge(u64),
    /// The request comes from one of these networks: an address and how many of its first bits count.
    Ip(&'static [(IpAddr, u8)]),
    /// The comparison of two operands.
    Compare(Operand, Operator, Operand),
    /// The rule of a policy of that name.
    Named(&'static str, &'static Tree),
    /// At least one child holds.
    Any(&'static [Tree]),
    /// There are children and every one of them holds.
    All(&'static [Tree]),
    /// Holds for nobody.
    Never,
}

/// A known caller.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The roles granted.
    pub roles: Vec<&'static str>,
    /// The scopes granted.
    pub scopes: Vec<&'static str>,
    /// The permissions granted.
    pub permissions: Vec<&'static str>,
    /// The groups granted.
    pub groups: Vec<&'static str>,
    /// Who vouches for the caller.
    pub issuer: &'static str,
    /// Who the caller is there.
    pub subject: &'static str,
    /// What the issuer says of the caller.
    pub claims: Map<String, Json>,
    /// How the caller logged in.
    pub acr: Option<&'static str>,
    /// When the caller logged in.
    pub auth_time: Option<i64>,
}

/// Somebody without grants, claims or a login worth mentioning.
impl Default for Caller {
    fn default() -> Self {
        Self {
            roles: Vec::new(),
            scopes: Vec::new(),
            permissions: Vec::new(),
            groups: Vec::new(),
            issuer: "https://issuer.example",
            subject: "somebody",
            claims: Map::new(),
            acr: None,
            auth_time: None,
        }
    }
}

/// What is known of the parameters of the path.
#[derive(Clone, Debug, Default)]
pub enum Path {
    /// Nothing.
    #[default]
    Unknown,
    /// It was not valid UTF-8.
    Invalid,
    /// All of them: name and text.
    Parameters(Vec<(&'static str, &'static str)>),
}

/// What a rule is decided on.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who is calling; `None` is an anonymous caller.
    pub caller: Option<Caller>,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
    /// When it is decided.
    pub now: Option<i64>,
    /// The parameters of the path.
    pub path: Path,
    /// Whose subjects are users.
    pub user_issuer: Option<&'static str>,
}

/// What a caller is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// The rule holds.
    Allowed,
    /// The caller is anonymous and somebody else might be allowed.
    Unauthorized,
    /// More than a login or scopes is missing, or the rule can hold for nobody.
    Forbidden {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
    },
    /// Another login is missing, and perhaps scopes.
    StepUp {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
        /// The authentication context classes of the unmet leaves.
        acr_values: Vec<&'static str>,
        /// The least of the unmet ages.
        max_age: Option<u64>,
        /// As for [`Answer::InsufficientScope`].
        scopes: Vec<&'static str>,
    },
    /// Only scopes are missing.
    InsufficientScope {
        /// The unmet leaves of the cheapest way in, printed.
        unmet: Vec<String>,
        /// The scopes that the cheapest way in takes, those already held included.
        scopes: Vec<&'static str>,
    },
}

/// What is known of a rule before the caller is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Foreseen {
    /// It holds, whoever is calling.
    Allowed,
    /// It does not hold, whoever is calling.
    Denied,
    /// It depends on the caller.
    Undecided,
}

/// Every way into a tree: a set of leaves that together let a caller in.
#[derive(Clone, Debug)]
pub struct Ways<'t> {
    /// The leaves of the tree, in source order, and each of them printed.
    leaves: Vec<(&'t Tree, String)>,
    /// The ways, in the order in which choices were written: places in `leaves`, in source order.
    ways: Vec<Vec<usize>>,
}

impl<'t> Ways<'t> {
    /// The ways into `tree`.
    pub fn of(tree: &'t Tree) -> Self {
        let mut leaves = Vec::new();
        let ways = ways_in(tree, &mut leaves);
        Self { leaves: leaves.into_iter().map(|leaf| (leaf, leaf.to_string())).collect(), ways }
    }

    /// What the caller is told about the rule.
    pub fn answer(&self, facts: &Facts) -> Answer {
        let met: Vec<bool> = self.leaves.iter().map(|(leaf, _)| holds(leaf, facts)).collect();
        // What is missing: neither a login nor a scope, a login, a scope.
        let cost = |way: &&Vec<usize>| {
            let mut cost = [0, 0, 0];
            for &place in way.iter().filter(|&&place| !met[place]) {
                cost[match self.leaves[place].0 {
                    Tree::Acr(_) | Tree::MaxAge(_) => 1,
                    Tree::Grant(Kind::Scope, _) => 2,
                    _ => 0,
                }] += 1;
            }
            cost
        };
        // `min_by_key` keeps the first of equals; every tree has at least one way in.
        let way = self.ways.iter().min_by_key(cost).unwrap();
        let cost = cost(&way);
        if cost == [0, 0, 0] {
            return Answer::Allowed;
        }
        let possible = self.foreseen(facts) != Foreseen::Denied;
        if facts.caller.is_none() && possible {
            return Answer::Unauthorized;
        }
        let unmet =
            way.iter().filter(|&&place| !met[place]).map(|&place| self.leaves[place].1.clone()).collect();
        if cost[0] > 0 || !possible {
            return Answer::Forbidden { unmet };
        }
        let (mut scopes, mut acr_values, mut max_age) = (Vec::new(), Vec::new(), None);
        for &place in way {
            match self.leaves[place].0 {
                Tree::Grant(Kind::Scope, values) => scopes.extend(told_scope(values, facts)),
                Tree::Acr(classes) if !met[place] => acr_values.extend(*classes),
                Tree::MaxAge(age) if !met[place] => max_age = Some(max_age.unwrap_or(*age).min(*age)),
                _ => {}
            }
        }
        let (scopes, acr_values) = (each_once(scopes), each_once(acr_values));
        if cost[1] > 0 {
            Answer::StepUp { unmet, acr_values, max_age, scopes }
        } else {
            Answer::InsufficientScope { unmet, scopes }
        }
    }

    /// What is known of the rule before anything is known of the caller.
    pub fn foreseen(&self, facts: &Facts) -> Foreseen {
        let leaves: Vec<Foreseen> = self.leaves.iter().map(|(leaf, _)| foreseen(leaf, facts)).collect();
        if self.ways.iter().any(|way| way.iter().all(|&place| leaves[place] == Foreseen::Allowed)) {
            Foreseen::Allowed
        } else if self.ways.iter().all(|way| way.iter().any(|&place| leaves[place] == Foreseen::Denied)) {
            Foreseen::Denied
        } else {
            Foreseen::Undecided
        }
    }
}

/// The ways into `tree`, whose leaves are appended to `leaves`. A group without children is a leaf.
fn ways_in<'t>(tree: &'t Tree, leaves: &mut Vec<&'t Tree>) -> Vec<Vec<usize>> {
    match tree {
        Tree::Named(_, tree) => ways_in(tree, leaves),
        Tree::Any(children) if !children.is_empty() => {
            children.iter().flat_map(|child| ways_in(child, leaves)).collect()
        }
        Tree::All(children) if !children.is_empty() => {
            children.iter().fold(vec![Vec::new()], |befores, child| {
                let ways = ways_in(child, leaves);
                let longer = |before: &Vec<usize>| {
                    let before = before.clone();
                    ways.iter().map(move |way| [before.clone(), way.clone()].concat()).collect::<Vec<_>>()
                };
                befores.iter().flat_map(longer).collect()
            })
        }
        leaf => {
            leaves.push(leaf);
            vec![vec![leaves.len() - 1]]
        }
    }
}

/// How many ways [`Ways`] would list (at most `u128::MAX`).
pub fn ways(tree: &Tree) -> u128 {
    match tree {
        Tree::Named(_, tree) => ways(tree),
        Tree::Any(children) if !children.is_empty() => {
            children.iter().map(ways).fold(0, u128::saturating_add)
        }
        Tree::All(children) => children.iter().map(ways).fold(1, u128::saturating_mul),
        _ => 1,
    }
}

/// What the caller is told about the rule.
pub fn answer(tree: &Tree, facts: &Facts) -> Answer {
    Ways::of(tree).answer(facts)
}

/// Whether the rule holds for the caller.
pub fn holds(tree: &Tree, facts: &Facts) -> bool {
    let caller = facts.caller.as_ref();
    match tree {
        Tree::Named(_, tree) => holds(tree, facts),
        Tree::Any(children) => children.iter().any(|child| holds(child, facts)),
        Tree::All(children) => !children.is_empty() && children.iter().all(|child| holds(child, facts)),
        Tree::Never => false,
        Tree::Authenticated => caller.is_some(),
        Tree::Grant(kind, values) => {
            values.iter().any(|value| names(value).any(|name| granted(*kind, caller).contains(&name)))
        }
        Tree::Issuer(issuers) => caller.is_some_and(|caller| issuers.contains(&caller.issuer)),
        Tree::Acr(classes) => {
            caller.and_then(|caller| caller.acr).is_some_and(|class| classes.contains(&class))
        }
        Tree::MaxAge(age) => {
            let (Some(auth_time), Some(now)) = (caller.and_then(|caller| caller.auth_time), facts.now) else {
                return false;
            };
            let (auth_time, now) = (i128::from(auth_time), i128::from(now));
            auth_time <= now + 60 && now - auth_time <= i128::from(*age)
        }
        Tree::Ip(networks) => facts
            .address
            .is_some_and(|address| networks.iter().any(|(network, bits)| lies_in(address, *network, *bits))),
        Tree::Compare(left, operator, right) => compare(left, *operator, right, facts),
    }
}

/// What is known of a leaf before anything is known of the caller.
fn foreseen(leaf: &Tree, facts: &Facts) -> Foreseen {
    let possible = match leaf {
        Tree::Ip(_) if holds(leaf, facts) => return Foreseen::Allowed,
        Tree::Ip(_) | Tree::Never | Tree::Any(_) | Tree::All(_) => false,
        Tree::Grant(_, values) => !values.is_empty(),
        Tree::Issuer(names) | Tree::Acr(names) => !names.is_empty(),
        Tree::Authenticated | Tree::MaxAge(_) => true,
        Tree::Compare(left, _, right) => [left, right].into_iter().all(|operand| match operand {
            Operand::Path(name) => parameter(name, facts).is_some_and(|text| !text.is_empty()),
            _ => true,
        }),
        Tree::Named(..) => unreachable!("a named rule is no leaf"),
    };
    if possible { Foreseen::Undecided } else { Foreseen::Denied }
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

/// The names that satisfy a value, its own first.
fn names(value: &Value) -> impl Iterator<Item = &'static str> {
    let (name, implied_by) = match value {
        Value::Text(name) => (*name, [].as_slice()),
        Value::Typed { name, implied_by, .. } => (*name, *implied_by),
    };
    std::iter::once(name).chain(implied_by.iter().copied())
}

/// The scope that is told for a leaf: the first that the caller has; else the first that there is, and none of none.
fn told_scope(values: &[Value], facts: &Facts) -> Option<&'static str> {
    let held = granted(Kind::Scope, facts.caller.as_ref());
    let all: Vec<&str> = values.iter().flat_map(names).collect();
    all.iter().find(|name| held.contains(name)).or(all.first()).copied()
}

/// The texts in their order, without those that came before.
fn each_once(texts: Vec<&'static str>) -> Vec<&'static str> {
    let mut once = Vec::new();
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}

/// Whether an address lies in a network, bit by bit.
fn lies_in(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (address, network, width) = match (address.to_canonical(), network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (address.to_bits().into(), network.to_bits().into(), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    (0..bits).all(|bit| (address >> (width - 1 - bit)) & 1 == (network >> (width - 1 - bit)) & 1)
}

/// What can be compared with `==`.
#[derive(Clone, Copy)]
enum Scalar<'a> {
    Text(&'a str),
    Integer(i128),
    Float(f64),
    Boolean(bool),
}

/// Whether a comparison holds.
fn compare(left: &Operand, operator: Operator, right: &Operand, facts: &Facts) -> bool {
    let Some(right) = scalar_of(right, facts) else { return false };
    if operator == Operator::Contains {
        let Operand::Claim(names) = left else { return false };
        let Some(Json::Array(elements)) = claim(names, facts) else { return false };
        return elements.iter().filter_map(scalar).any(|element| equal(element, right));
    }
    let Some(left) = scalar_of(left, facts) else { return false };
    let ordering = order(left, right);
    match operator {
        Operator::Equal => equal(left, right),
        Operator::AtLeast => ordering.is_some_and(Ordering::is_ge),
        Operator::Above => ordering.is_some_and(Ordering::is_gt),
        Operator::AtMost => ordering.is_some_and(Ordering::is_le),
        Operator::Below => ordering.is_some_and(Ordering::is_lt),
        Operator::Contains => unreachable!(),
    }
}

/// What an operand stands for: nothing if it is absent or cannot be compared.
fn scalar_of<'a>(operand: &Operand, facts: &'a Facts) -> Option<Scalar<'a>> {
    match *operand {
        Operand::Claim(names) => scalar(claim(names, facts)?),
        Operand::Path(name) => parameter(name, facts).map(Scalar::Text),
        Operand::Subject => {
            let caller = facts.caller.as_ref()?;
            let is_user = facts.user_issuer.is_none_or(|issuer| issuer == caller.issuer);
            is_user.then_some(Scalar::Text(caller.subject))
        }
        Operand::Text(text) => Some(Scalar::Text(text)),
        Operand::Integer(number) => Some(Scalar::Integer(number)),
        Operand::Float(number) => Some(Scalar::Float(number)),
        Operand::Boolean(truth) => Some(Scalar::Boolean(truth)),
    }
}

/// The caller's claim at the end of `names`, each a member of the object before.
fn claim<'a>(names: &[&str], facts: &'a Facts) -> Option<&'a Json> {
    let (first, rest) = names.split_first()?;
    let mut value = facts.caller.as_ref()?.claims.get(*first)?;
    for name in rest {
        let Json::Object(members) = value else { return None };
        value = members.get(*name)?;
    }
    Some(value)
}

/// The text of the only parameter of that name, if it was valid UTF-8. Only such a parameter can be compared, though
/// nothing equals an empty one.
fn parameter<'a>(name: &str, facts: &'a Facts) -> Option<&'a str> {
    let Path::Parameters(parameters) = &facts.path else { return None };
    let texts: Vec<&str> = parameters.iter().filter(|(of, _)| *of == name).map(|(_, text)| *text).collect();
    match texts[..] {
        [text] if !text.contains('\u{FFFD}') => Some(text),
        _ => None,
    }
}

/// A JSON value that equals something.
fn scalar(value: &Json) -> Option<Scalar<'_>> {
    match value {
        Json::String(text) => Some(Scalar::Text(text)),
        Json::Bool(truth) => Some(Scalar::Boolean(*truth)),
        Json::Number(number) => self::number(number).filter(is_told_exactly),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A number of JSON.
fn number<'a>(number: &serde_json::Number) -> Option<Scalar<'a>> {
    let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    whole.map(Scalar::Integer).or(number.as_f64().map(Scalar::Float))
}

/// Whether JSON's readers agree on a number. Beyond 64 bits some round what others do not, so that such a claim is not
/// compared with anything.
fn is_told_exactly(number: &Scalar<'_>) -> bool {
    const LEAST: i128 = i64::MIN as i128;
    const MOST: i128 = u64::MAX as i128;
    order(Scalar::Integer(LEAST), *number).is_some_and(Ordering::is_le)
        && order(*number, Scalar::Integer(MOST)).is_some_and(Ordering::is_le)
}

/// Whether two of the same sort are equal.
fn equal(left: Scalar<'_>, right: Scalar<'_>) -> bool {
    match (left, right) {
        (Scalar::Text(left), Scalar::Text(right)) => !left.is_empty() && left == right,
        (Scalar::Boolean(left), Scalar::Boolean(right)) => left == right,
        _ => order(left, right) == Some(Ordering::Equal),
    }
}

/// How two numbers are ordered, exactly. Nothing else is.
fn order(left: Scalar<'_>, right: Scalar<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Integer(left), Scalar::Integer(right)) => Some(left.cmp(&right)),
        (Scalar::Float(left), Scalar::Float(right)) => left.partial_cmp(&right),
        (Scalar::Integer(left), Scalar::Float(right)) => order_mixed(left, right),
        (Scalar::Float(left), Scalar::Integer(right)) => order_mixed(right, left).map(Ordering::reverse),
        _ => None,
    }
}

/// How an integer and a float are ordered, exactly.
fn order_mixed(left: i128, right: f64) -> Option<Ordering> {
    const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0; // 2^127
    if right.is_nan() {
        return None;
    }
    if right >= BEYOND {
        return Some(Ordering::Less);
    }
    if right < -BEYOND {
        return Some(Ordering::Greater);
    }
    // It is whole and in range, so nothing is lost.
    #[expect(clippy::cast_possible_truncation)]
    let whole = right.floor() as i128;
    // `left` is a whole number: if it is not the one just below or at `right`, that decides.
    let by_fraction = if right > right.floor() { Ordering::Less } else { Ordering::Equal };
    Some(left.cmp(&whole).then(by_fraction))
}

/// As in the language; `{:#}` writes the rules of policies out.
impl Display for Tree {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let alternate = out.alternate();
        let list = |children: &[Tree]| {
            let print = |child: &Tree| if alternate { format!("{child:#}") } else { child.to_string() };
            children.iter().map(print).collect::<Vec<_>>().join(", ")
        };
        match self {
            Tree::Authenticated => write!(out, "authenticated"),
            Tree::Never => write!(out, "never"),
            Tree::Any(children) => write!(out, "any({})", list(children)),
            Tree::All(children) => write!(out, "all({})", list(children)),
            Tree::Named(_, tree) if alternate => write!(out, "{tree:#}"),
            Tree::Named(name, _) => write!(out, "{name}"),
            Tree::Grant(kind, values) => {
                let keyword = match kind {
                    Kind::Role => "role",
                    Kind::Scope => "scope",
                    Kind::Permission => "permission",
                    Kind::Group => "group",
                };
                write_alternatives(out, keyword, values.iter())
            }
            Tree::Issuer(issuers) => {
                write_alternatives(out, "issuer", issuers.iter().map(|issuer| format!("{issuer:?}")))
            }
            Tree::Acr(classes) => {
                write_alternatives(out, "acr", classes.iter().map(|class| format!("{class:?}")))
            }
            Tree::Ip(networks) => {
                let quoted = |(network, bits): &(IpAddr, u8)| format!("\"{network}/{bits}\"");
                write_alternatives(out, "ip", networks.iter().map(quoted))
            }
            Tree::MaxAge(seconds) => {
                let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
                let (size, unit) = units.into_iter().find(|(size, _)| seconds % size == 0).unwrap();
                write!(out, "max_age = \"{}{unit}\"", seconds / size)
            }
            Tree::Compare(left, operator, right) => write!(out, "{left} {operator} {right}"),
        }
    }
}

fn write_alternatives<T: Display>(
    out: &mut Formatter<'_>,
    keyword: &str,
    alternatives: impl Iterator<Item = T>,
) -> Result {
    let alternatives: Vec<String> = alternatives.map(|alternative| format!(" {alternative}")).collect();
    write!(out, "{keyword} ={}", alternatives.join(" |"))
}

impl Display for Value {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Value::Text(name) => write!(out, "{name:?}"),
            Value::Typed { label, .. } => write!(out, "{label}"),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Operand::Claim(names) => {
                write!(out, "claim")?;
                names.iter().try_for_each(|name| {
                    if is_identifier(name) { write!(out, ".{name}") } else { write!(out, "[{name:?}]") }
                })
            }
            Operand::Path(name) => write!(out, "path.{name}"),
            Operand::Subject => write!(out, "subject"),
            Operand::Text(text) => write!(out, "{text:?}"),
            Operand::Integer(number) => write!(out, "{number}"),
            Operand::Float(number) => write!(out, "{number:?}"),
            Operand::Boolean(truth) => write!(out, "{truth}"),
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let first = name.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    first && name != "_" && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

impl Display for Operator {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let text = match self {
            Operator::Equal => "==",
            Operator::AtLeast => ">=",
            Operator::Above => ">",
            Operator::AtMost => "<=",
            Operator::Below => "<",
            Operator::Contains => "contains",
        };
        write!(out, "{text}")
    }
}

/// Puts the reference's facts to the implementation, and its decisions into the reference's words.
pub mod implementation {
    use auth_core::{Decision, Facts, Identity, PathParameters, Rule, Timestamp};

    use super::{Answer, Caller, Foreseen, Path};

    /// Facts, as the implementation takes them.
    #[derive(Clone, Debug)]
    pub struct Prepared {
        identity: Option<Identity>,
        path: Option<PathParameters>,
        facts: super::Facts,
    }

    impl Prepared {
        /// The implementation's form of `facts`.
        pub fn new(facts: &super::Facts) -> Self {
            let path = match &facts.path {
                Path::Unknown => None,
                Path::Invalid => Some(PathParameters::invalid()),
                Path::Parameters(parameters) => Some(PathParameters::new(parameters.iter().copied())),
            };
            Self { identity: facts.caller.as_ref().map(identity), path, facts: facts.clone() }
        }

        /// The facts once the credentials have been looked at.
        pub fn known(&self) -> Facts<'_> {
            self.with(self.identity.as_ref().map_or(Facts::anonymous(), Facts::of))
        }

        /// The same facts before that.
        pub fn unauthenticated(&self) -> Facts<'_> {
            self.with(Facts::unauthenticated())
        }

        fn with<'a>(&'a self, mut facts: Facts<'a>) -> Facts<'a> {
            if let Some(address) = self.facts.address {
                facts = facts.from_address(address);
            }
            if let Some(now) = self.facts.now {
                facts = facts.at(Timestamp::from_secs(now));
            }
            if let Some(path) = &self.path {
                facts = facts.with_path(path);
            }
            if let Some(issuer) = self.facts.user_issuer {
                facts = facts.with_user_issuer(issuer);
            }
            facts
        }

        /// What the implementation answers.
        pub fn answer(&self, rule: &Rule) -> Answer {
            match rule.decide(&self.known()) {
                Decision::Allowed => Answer::Allowed,
                Decision::Undecided => panic!("{rule} is undecided with the caller known"),
                Decision::Denied(denial) if self.identity.is_some() => told(&denial),
                // As for a request: what is lost whoever is calling is lost before credentials are looked at.
                Decision::Denied(_) => match rule.decide(&self.unauthenticated()) {
                    Decision::Denied(denial) => told(&denial),
                    Decision::Allowed | Decision::Undecided => Answer::Unauthorized,
                },
            }
        }

        /// What the implementation knows before it knows the caller.
        pub fn foreseen(&self, rule: &Rule) -> Foreseen {
            match rule.decide(&self.unauthenticated()) {
                Decision::Allowed => Foreseen::Allowed,
                Decision::Denied(_) => Foreseen::Denied,
                Decision::Undecided => Foreseen::Undecided,
            }
        }
    }

    fn told(denial: &auth_core::Denial) -> Answer {
        let unmet = denial.unmet().iter().map(ToString::to_string).collect();
        match (denial.step_up(), denial.required_scopes()) {
            (Some(step_up), scopes) => Answer::StepUp {
                unmet,
                acr_values: step_up.acr_values.clone(),
                max_age: step_up.max_age,
                scopes: scopes.unwrap_or_default(),
            },
            (None, Some(scopes)) => Answer::InsufficientScope { unmet, scopes },
            (None, None) => Answer::Forbidden { unmet },
        }
    }

    fn identity(caller: &Caller) -> Identity {
        let mut identity = Identity::builder(caller.issuer, caller.subject).claims(caller.claims.clone());
        if let Some(class) = caller.acr {
            identity = identity.acr(class);
        }
        if let Some(auth_time) = caller.auth_time {
            identity = identity.auth_time(Timestamp::from_secs(auth_time));
        }
        for role in &caller.roles {
            identity = identity.role(*role);
        }
        for scope in &caller.scopes {
            identity = identity.scope(*scope);
        }
        for permission in &caller.permissions {
            identity = identity.permission(*permission);
        }
        for group in &caller.groups {
            identity = identity.group(*group);
        }
        identity.build().unwrap()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Tree::{All, Any, Authenticated, Grant, Never};
    use super::*;

    /// A rule whose lists live for ever.
    macro_rules! tree {
        ($tree:expr) => {{
            const TREE: Tree = $tree;
            TREE
        }};
    }

    const fn role(name: &'static [Value]) -> Tree {
        Grant(Kind::Role, name)
    }

    const fn scope(name: &'static [Value]) -> Tree {
        Grant(Kind::Scope, name)
    }

    const A: &[Value] = &[Value::Text("a")];
    const B: &[Value] = &[Value::Text("b")];
    const C: &[Value] = &[Value::Text("c")];
    const D: &[Value] = &[Value::Text("d")];
    const LEVEL: Operand = Operand::Claim(&["level"]);
    const MFA: Tree = Tree::Acr(&["mfa", "hwk"]);

    fn known(caller: Caller) -> Facts {
        Facts { caller: Some(caller), ..Facts::default() }
    }

    fn nobody_special() -> Facts {
        known(Caller::default())
    }

    fn anonymous() -> Facts {
        Facts::default()
    }

    fn claiming(claims: &Json) -> Facts {
        known(Caller { claims: claims.as_object().unwrap().clone(), ..Caller::default() })
    }

    fn texts(unmet: &[&str]) -> Vec<String> {
        unmet.iter().map(ToString::to_string).collect()
    }

    fn forbidden(unmet: &[&str]) -> Answer {
        Answer::Forbidden { unmet: texts(unmet) }
    }

    fn insufficient(unmet: &[&str], scopes: &[&'static str]) -> Answer {
        Answer::InsufficientScope { unmet: texts(unmet), scopes: scopes.to_vec() }
    }

    #[test]
    fn grants_match_exactly_and_within_their_kind() {
        const ADMIN: &[Value] = &[Value::Text("root"), Value::Text("admin")];
        let caller = known(Caller { roles: vec!["admin"], groups: vec!["staff"], ..Caller::default() });
        assert!(holds(&role(ADMIN), &caller));
        assert!(holds(&Grant(Kind::Group, &[Value::Text("staff")]), &caller));
        assert!(!holds(&Grant(Kind::Permission, ADMIN), &caller));
        assert!(!holds(&role(&[Value::Text("Admin")]), &caller));
        assert!(!holds(&role(&[Value::Text("adm")]), &caller));
        assert!(!holds(&role(ADMIN), &anonymous()));
    }

    #[test]
    fn typed_values_are_held_through_what_implies_them() {
        const EDITOR: Tree =
            role(&[Value::Typed { label: "Role::Editor", name: "content-editor", implied_by: &["admin"] }]);
        for (name, held) in [("content-editor", true), ("admin", true), ("Editor", false), ("viewer", false)]
        {
            assert_eq!(
                holds(&EDITOR, &known(Caller { roles: vec![name], ..Caller::default() })),
                held,
                "{name}"
            );
        }
        assert_eq!(EDITOR.to_string(), "role = Role::Editor");
    }

    #[test]
    fn empty_lists_and_never_hold_for_nobody() {
        for tree in [Any(&[]), All(&[]), role(&[]), Never] {
            assert!(!holds(&tree, &nobody_special()));
            assert_eq!(answer(&tree, &anonymous()), forbidden(&[&tree.to_string()]));
            assert_eq!(answer(&tree, &nobody_special()), forbidden(&[&tree.to_string()]));
        }
    }

    #[test]
    fn authenticated_tells_known_from_anonymous() {
        assert_eq!(answer(&Authenticated, &nobody_special()), Answer::Allowed);
        assert_eq!(answer(&Authenticated, &anonymous()), Answer::Unauthorized);
        assert_eq!(answer(&tree!(Any(&[Never, scope(A)])), &anonymous()), Answer::Unauthorized);
    }

    #[test]
    fn an_impossible_tree_is_forbidden_even_if_only_scopes_are_missing() {
        let tree = tree!(All(&[Authenticated, scope(A), scope(&[])]));
        assert_eq!(answer(&tree, &anonymous()), forbidden(&["authenticated", r#"scope = "a""#, "scope ="]));
        assert_eq!(answer(&tree, &nobody_special()), forbidden(&[r#"scope = "a""#, "scope ="]));
    }

    #[test]
    fn many_scopes_are_cheaper_than_a_login_and_many_logins_than_one_role() {
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
    fn a_step_up_names_everything_of_the_way() {
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
        let unmet =
            [r#"acr = "mfa" | "hwk""#, r#"scope = "a""#, r#"acr = "hwk" | "pwd""#, r#"max_age = "30s""#];
        let expected = Answer::StepUp {
            unmet: texts(&unmet),
            acr_values: vec!["mfa", "hwk", "pwd"],
            max_age: Some(30),
            scopes: vec!["a", "b"],
        };
        assert_eq!(answer(&tree, &facts), expected);
    }

    #[test]
    fn the_earliest_of_equally_cheap_ways_is_told() {
        let tree = tree!(Any(&[All(&[role(A), scope(A)]), role(B), role(C)]));
        assert_eq!(answer(&tree, &nobody_special()), forbidden(&[r#"role = "b""#]));
    }

    #[test]
    fn unmet_leaves_are_repeated_but_scopes_are_not() {
        let tree =
            tree!(All(&[scope(A), Authenticated, scope(A), scope(&[Value::Text("b"), Value::Text("a")])]));
        let expected =
            insufficient(&[r#"scope = "a""#, r#"scope = "a""#, r#"scope = "b" | "a""#], &["a", "b"]);
        assert_eq!(answer(&tree, &nobody_special()), expected);
    }

    #[test]
    fn scopes_name_the_first_one_held_of_a_met_leaf() {
        const ABC: &[Value] = &[
            Value::Text("a"),
            Value::Typed { label: "Scope::B", name: "b", implied_by: &["x"] },
            Value::Text("c"),
        ];
        let caller = Caller { scopes: vec!["c", "x"], roles: vec!["a"], ..Caller::default() };
        let tree = tree!(All(&[role(A), scope(ABC), scope(D)]));
        assert_eq!(answer(&tree, &known(caller)), insufficient(&[r#"scope = "d""#], &["x", "d"]));
    }

    #[test]
    fn a_grant_held_makes_a_longer_way_cheaper() {
        let caller = Caller { roles: vec!["b"], ..Caller::default() };
        let tree = tree!(Any(&[role(A), All(&[role(B), scope(A)])]));
        assert_eq!(answer(&tree, &known(caller)), insufficient(&[r#"scope = "a""#], &["a"]));
    }

    #[test]
    fn a_way_through_an_empty_list_counts_as_one_leaf() {
        let tree = tree!(Any(&[All(&[]), role(A)]));
        assert_eq!(answer(&tree, &nobody_special()), forbidden(&["all()"]));
        let tree = tree!(Any(&[role(A), scope(&[])]));
        assert_eq!(answer(&tree, &nobody_special()), insufficient(&["scope ="], &[]));
    }

    #[test]
    fn ways_are_listed_with_the_first_choice_most_significant() {
        let tree =
            tree!(All(&[Any(&[role(A), role(B)]), Any(&[]), Tree::Named("CorD", &Any(&[role(C), role(D)]))]));
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

    #[test]
    fn numbers_are_compared_exactly() {
        let numbers = [
            json!(-1e300),
            json!(i64::MIN),
            json!(-0.5),
            json!(0),
            json!(0.1),
            json!(9_007_199_254_740_992_i64),
            json!(9_007_199_254_740_993_i64),
            json!(9_007_199_254_740_994.0),
            json!(i64::MAX),
            json!(9_223_372_036_854_775_808.0),
            json!(u64::MAX),
            json!(18_446_744_073_709_551_616.0),
            json!(1e300),
        ];
        for (i, left) in numbers.iter().enumerate() {
            for (j, right) in numbers.iter().enumerate() {
                let of = |json: &Json| number(json.as_number().unwrap()).unwrap();
                let ordering = order(of(left), of(right));
                assert_eq!(ordering, Some(i.cmp(&j)), "{left} and {right}");
            }
        }
        assert_eq!(order(Scalar::Integer(0), Scalar::Float(-0.0)), Some(Ordering::Equal));
        assert_eq!(order(Scalar::Integer(i128::MAX), Scalar::Float(f64::INFINITY)), Some(Ordering::Less));
        assert_eq!(
            order(Scalar::Integer(i128::MIN), Scalar::Float(f64::NEG_INFINITY)),
            Some(Ordering::Greater)
        );
        assert_eq!(order(Scalar::Integer(0), Scalar::Float(f64::NAN)), None);
    }

    #[test]
    fn numbers_beyond_64_bits_are_not_compared() {
        let numbers = [
            (json!(9_223_372_036_854_775_808.0), true),
            (json!(u64::MAX), true),
            (json!(18_446_744_073_709_549_568.0), true),
            (json!(18_446_744_073_709_551_616.0), false),
            (json!(-9_223_372_036_854_775_808.0), true),
            (json!(-9_223_372_036_854_777_856.0), false),
            (json!(1e300), false),
        ];
        for (number, compared) in numbers {
            let facts = claiming(&json!({ "level": number }));
            let holds = |operator| {
                let level = number.as_f64().map(Operand::Float).unwrap();
                holds(&Tree::Compare(LEVEL, operator, level), &facts)
            };
            assert_eq!(holds(Operator::AtLeast) || holds(Operator::AtMost), compared, "{number}");
        }
    }

    #[test]
    fn only_like_is_compared_with_like() {
        let facts = claiming(&json!({
            "level": 3, "name": "3", "empty": "", "yes": true, "none": null, "object": { "a": { "b c": 1 } },
            "list": [3, "x", "", [1], true, null]
        }));
        let is = |left, operator, right| holds(&Tree::Compare(left, operator, right), &facts);
        let claim = |names| Operand::Claim(names);
        assert!(is(LEVEL, Operator::Equal, Operand::Float(3.0)));
        assert!(is(LEVEL, Operator::AtMost, Operand::Integer(3)));
        assert!(!is(LEVEL, Operator::Equal, Operand::Text("3")));
        assert!(!is(claim(&["name"]), Operator::AtLeast, Operand::Integer(3)));
        assert!(!is(claim(&["name"]), Operator::AtLeast, Operand::Text("3")));
        assert!(!is(claim(&["empty"]), Operator::Equal, Operand::Text("")));
        assert!(!is(claim(&["none"]), Operator::Equal, claim(&["none"])));
        assert!(!is(claim(&["list"]), Operator::Equal, claim(&["list"])));
        assert!(!is(claim(&["object"]), Operator::Equal, claim(&["object"])));
        assert!(!is(claim(&["missing"]), Operator::Equal, claim(&["missing"])));
        assert!(is(claim(&["yes"]), Operator::Equal, Operand::Boolean(true)));
        assert!(!is(claim(&["yes"]), Operator::Equal, Operand::Integer(1)));
        assert!(!is(claim(&["yes"]), Operator::AtLeast, Operand::Boolean(true)));
        assert!(is(claim(&["object", "a", "b c"]), Operator::Below, Operand::Integer(2)));
        assert!(!is(claim(&["object.a"]), Operator::Equal, Operand::Integer(1)));
        assert!(is(claim(&["list"]), Operator::Contains, LEVEL));
        assert!(is(claim(&["list"]), Operator::Contains, Operand::Boolean(true)));
        assert!(!is(claim(&["list"]), Operator::Contains, Operand::Text("")));
        assert!(!is(claim(&["list"]), Operator::Contains, claim(&["none"])));
        assert!(!is(claim(&["name"]), Operator::Contains, Operand::Text("3")));
    }

    #[test]
    fn a_path_that_cannot_be_compared_is_lost_before_the_caller_is_known() {
        let own = tree!(Tree::Compare(Operand::Path("id"), Operator::Equal, Operand::Subject));
        let parameters = |parameters: &[(&'static str, &'static str)]| Path::Parameters(parameters.to_vec());
        let paths = [
            (Path::Unknown, false),
            (Path::Invalid, false),
            (parameters(&[]), false),
            (parameters(&[("id", "somebody"), ("id", "somebody")]), false),
            (parameters(&[("id", "some\u{FFFD}body")]), false),
            (parameters(&[("id", "")]), false),
            (parameters(&[("id", "somebody"), ("team", "x"), ("team", "y")]), true),
        ];
        for (path, met) in paths {
            let facts = Facts { path, ..nobody_special() };
            assert_eq!(holds(&own, &facts), met, "{facts:?}");
            let expected = if met { Foreseen::Undecided } else { Foreseen::Denied };
            assert_eq!(Ways::of(&own).foreseen(&facts), expected, "{facts:?}");
            let expected = if met { Answer::Unauthorized } else { forbidden(&["path.id == subject"]) };
            assert_eq!(answer(&own, &Facts { caller: None, ..facts }), expected);
        }
        let path = parameters(&[("id", "somebody")]);
        let facts = Facts { path, user_issuer: Some("https://staff.example"), ..nobody_special() };
        assert!(!holds(&own, &facts));
        assert_eq!(Ways::of(&own).foreseen(&facts), Foreseen::Undecided);
    }

    #[test]
    fn logins_age() {
        let facts = |auth_time, now| Facts { now, ..known(Caller { auth_time, ..Caller::default() }) };
        let times = [
            (Some(1_000), Some(1_030), true),
            (Some(1_000), Some(1_031), false),
            (Some(1_060), Some(1_000), true),
            (Some(1_061), Some(1_000), false),
            (Some(i64::MIN), Some(i64::MAX), false),
            (Some(i64::MAX), Some(i64::MIN), false),
            (None, Some(1_000), false),
            (Some(1_000), None, false),
        ];
        for (auth_time, now, met) in times {
            assert_eq!(holds(&Tree::MaxAge(30), &facts(auth_time, now)), met, "{auth_time:?} {now:?}");
        }
    }

    #[test]
    fn addresses_are_known_before_the_caller_is() {
        let tree = tree!(Tree::Ip(&[
            (IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 0)), 9),
            (IpAddr::V6(std::net::Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0)), 8),
        ]));
        let addresses = [
            ("10.127.0.1", true),
            ("10.128.0.1", false),
            ("::ffff:10.1.2.3", true),
            ("::10.1.2.3", false),
            ("fdff::1", true),
            ("fc00::1", false),
        ];
        for (address, met) in addresses {
            let facts = Facts { address: Some(address.parse().unwrap()), ..anonymous() };
            assert_eq!(holds(&tree, &facts), met, "{address}");
            let expected = if met { Foreseen::Allowed } else { Foreseen::Denied };
            assert_eq!(Ways::of(&tree).foreseen(&facts), expected, "{address}");
        }
        assert_eq!(answer(&tree, &anonymous()), forbidden(&[&tree.to_string()]));
    }

    #[test]
    fn issuers_and_classes_are_alternatives() {
        let tree = tree!(All(&[Tree::Issuer(&["x", "https://issuer.example"]), MFA]));
        assert!(holds(&tree, &known(Caller { acr: Some("hwk"), ..Caller::default() })));
        assert!(!holds(&tree, &known(Caller { acr: Some("mf"), ..Caller::default() })));
        assert!(!holds(&tree, &known(Caller { acr: Some("hwk"), issuer: "y", ..Caller::default() })));
    }

    #[test]
    fn trees_are_printed() {
        let tree = tree!(Any(&[
            All(&[Grant(Kind::Permission, &[Value::Text("a\"b"), Value::Text("c")]), Grant(Kind::Group, D)]),
            role(&[]),
            Any(&[]),
            All(&[]),
            Authenticated,
            Never,
        ]));
        let expected =
            r#"any(all(permission = "a\"b" | "c", group = "d"), role =, any(), all(), authenticated, never)"#;
        assert_eq!(tree.to_string(), expected);
        let tree = tree!(All(&[
            Tree::Named("CanPublish", &Any(&[role(A), role(B)])),
            Tree::Issuer(&["https://a", "b"]),
            Tree::MaxAge(5_400),
            Tree::Compare(Operand::Claim(&["a", "type", "b c"]), Operator::AtLeast, Operand::Float(-3.0)),
            Tree::Compare(Operand::Integer(-3), Operator::Below, LEVEL),
            Tree::Compare(Operand::Path("id"), Operator::Equal, Operand::Subject),
            Tree::Compare(LEVEL, Operator::Contains, Operand::Boolean(false)),
        ]));
        let rest = r#"issuer = "https://a" | "b", max_age = "90m", claim.a.type["b c"] >= -3.0, -3 < claim.level, path.id == subject, claim.level contains false)"#;
        assert_eq!(tree.to_string(), format!("all(CanPublish, {rest}"));
        assert_eq!(format!("{tree:#}"), format!(r#"all(any(role = "a", role = "b"), {rest}"#));
        for (age, printed) in [(86_400, "1d"), (7_200, "2h"), (86_460, "1441m"), (61, "61s")] {
            assert_eq!(Tree::MaxAge(age).to_string(), format!("max_age = {printed:?}"));
        }
    }
}
