//! Each rule for tokens stands, by its number, in the name of a test.

use std::fs;
use std::path::Path;

/// The text of all files in a folder and in those inside.
fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, text);
        } else {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn s15_to_s26_and_s29_stand_in_names_of_tests() {
    let mut sources = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../auth-core/src/jwt"), &mut sources);
    for number in (15..=26).chain([29]) {
        let test = format!("#[test]\nfn s{number}_");
        assert!(
            sources.contains(&test) || sources.contains(&test.replace('\n', "\n    ")),
            "no test is named after S{number}"
        );
    }
}
