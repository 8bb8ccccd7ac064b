//! Compile tests: each place of `#[require(…)]` among a framework's own attributes where the guard would be missing does not compile.
//!
//! `TRYBUILD=overwrite cargo test -p frameworks --test ui` writes the messages anew: read each of them.

#[test]
fn actix_web() {
    trybuild::TestCases::new().compile_fail("ui/actix_web/*.rs");
}

#[test]
fn poem() {
    trybuild::TestCases::new().compile_fail("ui/poem/*.rs");
}

#[test]
fn salvo() {
    trybuild::TestCases::new().compile_fail("ui/salvo/*.rs");
}

#[test]
fn rocket() {
    trybuild::TestCases::new().compile_fail("ui/rocket/*.rs");
}
