//! Sources that compile, one topic a file. Each `main` asserts the behaviour of its functions.

mod associated_function;
mod check;
mod conditions;
mod derives;
mod framework_attributes;
mod from;
mod instrument;
mod language;
mod made_by_macros;
mod names;
mod renamed_dependency;
mod shadowed_names;
mod signatures;
mod strict_lints;
mod utoipa;

#[test]
fn associated_function() {
    associated_function::main();
}

#[test]
fn check() {
    check::main().unwrap();
}

#[test]
fn conditions() {
    conditions::main();
}

#[test]
fn derives() {
    derives::main().unwrap();
}

#[test]
fn framework_attributes() {
    framework_attributes::main();
}

#[test]
fn from() {
    from::main().unwrap();
}

#[test]
fn instrument() {
    instrument::main();
}

#[test]
fn language() {
    language::main();
}

#[test]
fn made_by_macros() {
    made_by_macros::main();
}

#[test]
fn names() {
    names::main();
}

#[test]
fn renamed_dependency() {
    renamed_dependency::main();
}

#[test]
fn shadowed_names() {
    shadowed_names::main();
}

#[test]
fn signatures() {
    signatures::main();
}

#[test]
fn strict_lints() {
    strict_lints::main().unwrap();
}

#[test]
fn utoipa() {
    utoipa::main();
}
