//! The page `docs/compile-errors.md`: each tested message of the compiler, beside its cause.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p auth-macros compile_errors` updates it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use syn::LitStr;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const HEAD: &str = "# Compile errors

Each row has a line of source and the compiler's message about it. A message of an attribute, of
`policy!` or of a derive names the fix. A test generates this page from the tests of
[auth-macros](../auth-macros/src/tests/mistakes), of [the compile tests](../tests/compile/ui) and of
[each framework](../tests/frameworks/ui).
";

/// The folders of compile tests whose messages come from rustc or need a whole program.
const COMPILE_TESTS: [(&str, &str); 6] = [
    ("Functions that carry an attribute", "tests/compile/ui/handler"),
    ("Types", "tests/compile/ui/types"),
    ("Attributes of actix-web", "tests/frameworks/ui/actix_web"),
    ("Attributes of poem", "tests/frameworks/ui/poem"),
    ("Attributes of rocket", "tests/frameworks/ui/rocket"),
    ("Attributes of salvo", "tests/frameworks/ui/salvo"),
];

/// The cause of a message and the message.
type Row = (String, String);

#[test]
fn compile_errors_page_lists_each_message() {
    let mut page = HEAD.to_owned();
    let mut seen = HashSet::new();
    for file in files("auth-macros/src/tests/mistakes", "rs") {
        let source = fs::read_to_string(file).unwrap();
        let title = source.lines().next().unwrap().trim_start_matches("//! ").trim_end_matches('.');
        let mut rows = Vec::new();
        push_unit_tests(source.parse().unwrap(), &mut rows);
        push_section(&mut page, title, rows, &mut seen);
    }
    for (title, folder) in COMPILE_TESTS {
        let mut rows = Vec::new();
        for file in files(folder, "stderr") {
            push_compiler_output(&fs::read_to_string(file).unwrap(), &mut rows);
        }
        push_section(&mut page, title, rows, &mut seen);
    }
    let file = Path::new(ROOT).join("docs/compile-errors.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, &page).unwrap();
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    assert!(found == page, "docs/compile-errors.md is out of date: run with UPDATE_SNAPSHOTS=1");
}

/// Returns the files of `folder` with `extension`, sorted.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(Path::new(ROOT).join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    assert!(!files.is_empty(), "`{folder}` has no tests");
    files
}

/// Appends a table without the rows that stand on the page already.
fn push_section(page: &mut String, title: &str, rows: Vec<Row>, seen: &mut HashSet<Row>) {
    write!(page, "\n## {title}\n\n| source | message |\n|---|---|\n").unwrap();
    for (source, message) in rows {
        if seen.insert((source.clone(), message.clone())) {
            writeln!(
                page,
                "| `{}` | {} |",
                source.replace('|', "\\|"),
                message.replace('|', "\\|")
            )
            .unwrap();
        }
    }
}

/// Appends the messages of each call of a function of `annotated.rs`.
fn push_unit_tests(tokens: TokenStream, rows: &mut Vec<Row>) {
    let mut called = String::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                push_call(&called, group.stream(), rows);
            }
            TokenTree::Group(group) => push_unit_tests(group.stream(), rows),
            token => called = token.to_string(),
        }
    }
}

/// Appends the messages of one call. Its last argument is the annotated source.
fn push_call(function: &str, arguments: TokenStream, rows: &mut Vec<Row>) {
    let strings: Vec<String> = arguments
        .into_iter()
        .filter_map(|token| syn::parse2::<LitStr>(token.into()).ok())
        .map(|literal| literal.value())
        .collect();
    let is_message = |line: &&str| line.trim_start().starts_with(['^', '@']);
    let Some(annotated) = strings.last() else { return };
    let source: Vec<&str> = annotated.lines().filter(|line| !is_message(line)).collect();
    let whole = source.join(" ");
    let whole = match function {
        "require" => format!("#[require({whole})]"),
        "public" if whole.is_empty() => "#[public]".to_owned(),
        "public" => format!("#[public({whole})]"),
        "policy" => format!("policy! {{ {whole} }}"),
        "required" => format!("#[require({})] {whole}", strings[0]),
        "published" => format!("#[public({})] {whole}", strings[0]),
        "derive" => whole,
        _ => return,
    };
    let mut cause = whole.as_str();
    for line in annotated.lines() {
        if !is_message(&line) {
            cause = if source.len() > 1 { line.trim() } else { &whole };
        } else if let Some(message) = line.strip_prefix("@ ") {
            rows.push((whole.clone(), message.to_owned()));
        } else {
            rows.push((cause.to_owned(), line.trim_start_matches([' ', '^']).to_owned()));
        }
    }
}

/// Appends each error in the output of rustc, with the line of source that it points to.
fn push_compiler_output(output: &str, rows: &mut Vec<Row>) {
    let mut lines = output.lines();
    while let Some(line) = lines.next() {
        let Some((_, message)) = line.split_once(": ").filter(|_| line.starts_with("error")) else {
            continue;
        };
        let cause = lines.by_ref().find_map(|line| {
            let (number, source) = line.split_once('|')?;
            number.trim().parse::<usize>().ok()?;
            Some(source.trim().to_owned())
        });
        rows.push((cause.unwrap_or_default(), message.to_owned()));
    }
}
