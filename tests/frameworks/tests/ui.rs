//! Compile tests: places of `#[require(…)]` among attributes of a framework that do not compile,
//! since the guard would be missing.
//!
//! `TRYBUILD=overwrite cargo test -p frameworks --test ui` writes the messages anew: read each of
//! them.

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

#[test]
fn openapi() {
    trybuild::TestCases::new().compile_fail("ui/openapi/*.rs");
}
