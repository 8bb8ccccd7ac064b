//! The list of mutants that a run of the tests wrote.

use std::collections::BTreeMap;

/// A way to make a guard weaker.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Mutant {
    /// The value of `AUTH_CORE_MUTANT`.
    pub(crate) key: String,
    /// The name of the policy: of the handler, or of `policy!`.
    pub(crate) policy: String,
    pub(crate) change: String,
    /// `true` if the guard decided in a test.
    pub(crate) is_decided: bool,
}

/// Reads the list: an event, the key, the policy and the change in each line. Several processes
/// write it, so that a mutant occurs more than once. Sorted by key.
pub(crate) fn read(text: &str) -> Vec<Mutant> {
    let mut mutants = BTreeMap::<&str, Mutant>::new();
    for line in text.lines() {
        let mut parts = line.splitn(4, '\t');
        let mut part = || parts.next().unwrap_or_default();
        let (event, key, policy, change) = (part(), part(), part(), part());
        let mutant = mutants.entry(key).or_insert_with(|| Mutant {
            key: key.to_owned(),
            policy: policy.to_owned(),
            change: change.to_owned(),
            is_decided: false,
        });
        mutant.is_decided |= event == "decided";
    }
    mutants.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutant_of_two_processes_is_listed_once() {
        let text = "declared\ta::B#open\ta::b\tlets in\ndecided\ta::B#open\ta::b\tlets in\n\
                    declared\ta::B#0\ta::b\ttakes `role = \"a\"` for granted\n";
        let mutants = read(text);
        let found: Vec<_> = mutants.iter().map(|one| (&*one.key, one.is_decided)).collect();
        assert_eq!(found, [("a::B#0", false), ("a::B#open", true)]);
        assert_eq!(mutants[0].change, "takes `role = \"a\"` for granted");
    }
}
