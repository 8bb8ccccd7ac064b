//! `MISTAKES.md` lists every message of the compile tests: the page and the tests cannot drift apart.
//!
//! `UPDATE_MISTAKES=1 cargo test -p tests --test mistakes` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# What can go wrong while compiling

The messages of the compile tests in [tests/ui](tests/ui): the line of source, and what the compiler
says. A message of an attribute, of `policy!` or of a derive also says what to write instead.
";

#[test]
fn the_page_of_mistakes_lists_every_message() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut page = HEAD.to_owned();
    let mut count = 0;
    for (stage, title) in
        [("parse", "Reading"), ("check", "Checking"), ("handler", "The function"), ("types", "Types")]
    {
        write!(page, "\n## {title}\n\n| you wrote | the compiler says |\n|---|---|\n").unwrap();
        let folder = root.join("ui").join(stage);
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "stderr"));
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for (wrote, message) in messages(&text) {
                writeln!(page, "| `{}` | {} |", wrote.replace('|', "\\|"), message.replace('|', "\\|"))
                    .unwrap();
                count += 1;
            }
        }
    }
    assert!(count > 80, "only {count} messages: are the compile tests there?");
    let file = root.join("../MISTAKES.md");
    if std::env::var_os("UPDATE_MISTAKES").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let found = std::fs::read_to_string(file).unwrap_or_default();
    assert!(found == page, "MISTAKES.md is out of date: run with UPDATE_MISTAKES=1");
}

/// Each error of the compiler's output, with the line of source that it stands at.
fn messages(stderr: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = stderr.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("error") || line.starts_with("error: aborting") {
            continue;
        }
        let (_, message) = line.split_once(": ").unwrap();
        let source = lines.by_ref().find_map(|line| {
            let (number, source) = line.split_once('|')?;
            let number = number.trim();
            (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| source.trim().to_owned())
        });
        found.push((source.unwrap_or_default(), message.to_owned()));
    }
    found
}
