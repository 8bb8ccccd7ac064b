//! The rules of `docs/standards.md`: tests bear their numbers, and the code cites no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tests::vectors::Table;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Appends the text of all sources and tables in a folder, except build results.
fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("target") {
                read(&path, text);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "toml")
        {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns the numbers of the rules that `text` cites: `S7`, or `s7_…` as the name of a test.
fn cited(text: &str) -> BTreeSet<u32> {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .filter_map(|word| word.strip_prefix(['S', 's']))
        .filter(|number| number.len() <= 2)
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[test]
fn cited_rules_are_defined_in_standards() {
    let standards = fs::read_to_string(Path::new(ROOT).join("docs/standards.md")).unwrap();
    let mut sources = String::new();
    for folder in ["auth-core", "auth-macros", "auth-redis", "examples", "tests"] {
        read(&Path::new(ROOT).join(folder), &mut sources);
    }
    let cited = cited(&sources);
    assert!(cited.len() > 30, "only {cited:?} are found");
    for number in cited {
        let anchor = format!("<a id=\"s{number}\"></a>**S{number}.**");
        assert!(standards.contains(&anchor), "docs/standards.md does not define S{number}");
    }
}

#[test]
fn s15_to_s26_and_s29_stand_in_names_of_tests() {
    let mut sources = String::new();
    read(&Path::new(ROOT).join("auth-core/src/jwt"), &mut sources);
    for number in (15..=26).chain([29]) {
        let test = format!("#[test]\nfn s{number}_");
        assert!(
            sources.contains(&test) || sources.contains(&test.replace('\n', "\n    ")),
            "no test is named after S{number}"
        );
    }
}

/// Returns the fragment of a heading, as GitHub makes it.
fn fragment(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(kept).collect::<String>().trim().replace(' ', "-")
}

#[test]
fn tables_cite_rules_and_sections_that_exist() {
    for citation in Table::load().cited() {
        let Some((page, section)) = citation.split_once('#') else {
            assert!(!cited(citation).is_empty(), "`{citation}` is neither a rule nor a section");
            continue;
        };
        let page = fs::read_to_string(Path::new(ROOT).join(page)).expect(citation);
        let mut headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        assert!(headings.any(|heading| fragment(heading) == section), "`{citation}` is no heading");
    }
}
