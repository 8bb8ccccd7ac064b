//! Compile tests: every mistake says what to write instead, and what is right compiles under the strictest lints.
//!
//! One mistake a file, named after it, in the folder of the stage that finds it. `TRYBUILD=overwrite cargo test -p tests
//! --test ui` writes the messages anew: read each of them as somebody who sees this crate for the first time.

#[path = "../ui/pass/strict-lints.rs"]
mod strict_lints;

/// Only clippy sees clippy's lints, and it looks at tests but not at what `trybuild` compiles.
#[test]
fn generated_code_compiles_under_the_strictest_lints() -> Result<(), Box<dyn std::error::Error>> {
    strict_lints::main()
}

#[test]
fn every_mistake_says_what_to_write_and_the_rest_compiles() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/messages/*.rs");
    cases.compile_fail("ui/types/*.rs");
    cases.compile_fail("ui/handler/*.rs");
    cases.pass("ui/pass/*.rs");
}
