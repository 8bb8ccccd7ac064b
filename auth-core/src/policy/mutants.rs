//! Weaker guards for `cargo auth-mutants`, in builds with `--cfg auth_core_mutants` alone.
//!
//! The environment variable `AUTH_CORE_MUTANT` names one mutant: the full name of a policy, `#`,
//! and the change. `open` lets in every request without bad credentials. `conceal` conceals no
//! rejection. A number, from 0, is that of a requirement that every authenticated caller meets.
//! `list:FILE` weakens no guard: each mutant of each policy that the process meets is added to
//! the file.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::{env, fmt, process, ptr};

use crate::policy::requirement::Requirement;
use crate::policy::rule::{NamedRule, Rule};

static MODE: LazyLock<Mode> = LazyLock::new(Mode::read);

/// The rules that were weakened, by the address of the declared rule: in functions of a test, two
/// policies can have the same name.
static WEAKENED: LazyLock<Mutex<HashMap<usize, &'static Rule>>> = LazyLock::new(Mutex::default);

/// The lines of the list that this process has written.
static LISTED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

enum Mode {
    Off,
    List(PathBuf),
    Weaken { policy: String, change: Change },
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Change {
    Open,
    Conceal,
    Requirement(usize),
}

impl Mode {
    fn read() -> Self {
        let Ok(text) = env::var("AUTH_CORE_MUTANT") else { return Self::Off };
        if let Some(file) = text.strip_prefix("list:") {
            return Self::List(file.into());
        }
        let Some((policy, change)) = text.rsplit_once('#') else { unknown(&text) };
        let change = match (change, change.parse()) {
            ("open", _) => Change::Open,
            ("conceal", _) => Change::Conceal,
            (_, Ok(number)) => Change::Requirement(number),
            (_, Err(_)) => unknown(&text),
        };
        eprintln!("auth-core: this process runs with the weaker guard `{text}`");
        Self::Weaken { policy: policy.to_owned(), change }
    }
}

/// Ends the process: a mutant with a misspelt name would survive every test.
fn unknown(text: &str) -> ! {
    eprintln!(
        "auth-core: expected `POLICY#open`, `POLICY#conceal`, `POLICY#NUMBER` or `list:FILE` in \
         `AUTH_CORE_MUTANT`, found `{text}`"
    );
    process::exit(2)
}

/// Returns the change of `policy` in this process.
fn change(policy: NamedRule) -> Option<Change> {
    match &*MODE {
        Mode::Weaken { policy: name, change } if *name == (policy.name)() => Some(*change),
        _ => None,
    }
}

/// Returns whether `policy` lets in every request.
pub(crate) fn opens(policy: NamedRule) -> bool {
    change(policy) == Some(Change::Open)
}

/// Returns whether this process runs with a guard that lets in every request.
pub(crate) fn is_one_open() -> bool {
    matches!(&*MODE, Mode::Weaken { change: Change::Open, .. })
}

/// Returns the form of an enforced `policy` that decides in this process, and adds `policy` to the
/// list: a test made a decision on it.
pub(crate) fn in_force(policy: NamedRule) -> NamedRule {
    list(policy, "decided");
    match change(policy) {
        Some(Change::Conceal) => NamedRule { concealed: false, ..policy },
        Some(Change::Requirement(number)) => NamedRule { rule: rule(policy, number), ..policy },
        Some(Change::Open) | None => policy,
    }
}

/// Returns the rule of `policy` with requirement `number` met by every authenticated caller.
fn rule(policy: NamedRule, number: usize) -> &'static Rule {
    let mut rules = WEAKENED.lock().unwrap_or_else(PoisonError::into_inner);
    rules.entry(ptr::from_ref(policy.rule).addr()).or_insert_with(|| {
        match without(policy.rule, number) {
            Some(rule) => Box::leak(Box::new(rule)),
            // Listed as `open` only.
            None => policy.rule,
        }
    })
}

/// Returns `rule` with requirement `number` met by every authenticated caller. `None` is a rule
/// that holds for every request.
fn without(rule: &Rule, number: usize) -> Option<Rule> {
    weaken(rule, number, &mut 0)
}

fn weaken(rule: &Rule, number: usize, next: &mut usize) -> Option<Rule> {
    match rule {
        Rule::All([]) | Rule::Any([]) => Some(*rule),
        Rule::All(rules) => {
            let rules: Vec<Rule> =
                rules.iter().filter_map(|rule| weaken(rule, number, next)).collect();
            (!rules.is_empty()).then(|| Rule::All(rules.leak()))
        }
        Rule::Any(rules) => {
            let rules: Vec<_> = rules.iter().map(|rule| weaken(rule, number, next)).collect();
            let rules: Option<Vec<Rule>> = rules.into_iter().collect();
            rules.map(|rules| Rule::Any(rules.leak()))
        }
        Rule::Named(named) => weaken(named.rule, number, next),
        Rule::Requirement(requirement) => {
            let is_chosen = *next == number;
            *next += 1;
            if is_chosen { met(requirement) } else { Some(*rule) }
        }
    }
}

/// Returns the weakest form of a requirement. A test that sends no credentials at all must not be
/// enough to notice that a role is not compared.
fn met(requirement: &Requirement) -> Option<Rule> {
    match requirement {
        Requirement::Authenticated | Requirement::Ip(_) => None,
        Requirement::Empty(_) | Requirement::Never => Some(Rule::never()),
        _ => Some(Rule::authenticated()),
    }
}

/// Adds `policy` to the list: a handler has it.
pub(crate) fn declared(policy: NamedRule) {
    list(policy, "declared");
}

/// Writes a line for each mutant of `policy`: the event, the mutant, the policy's public name and
/// the change, separated by tabs.
fn list(policy: NamedRule, event: &str) {
    let Mode::List(file) = &*MODE else { return };
    let key = (policy.name)();
    let mut lines = String::new();
    let mut add = |change: &dyn fmt::Display, text: fmt::Arguments<'_>| {
        let name = policy.public_name();
        // A `String` accepts every line.
        let _ = writeln!(lines, "{event}\t{key}#{change}\t{name}\t{text}");
    };
    add(&"open", format_args!("lets in every request"));
    if policy.concealed {
        add(&"conceal", format_args!("does not conceal its rejections"));
    }
    let mut number = 0;
    policy.rule.each_requirement(&mut |requirement| {
        let is_distinct = !matches!(requirement, Requirement::Empty(_) | Requirement::Never);
        if is_distinct && without(policy.rule, number).is_some() {
            add(&number, format_args!("takes `{requirement}` for granted"));
        }
        number += 1;
    });
    if !LISTED.lock().unwrap_or_else(PoisonError::into_inner).insert(lines.clone()) {
        return;
    }
    // In one piece: the processes of a test runner append to one file.
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .and_then(|mut file| file.write_all(lines.as_bytes()));
    if let Err(error) = written {
        eprintln!("auth-core: cannot write `{}`: {error}", file.display());
        process::exit(2)
    }
}
