//! Compile tests: sources that compile under the strictest lints, and mistakes with their messages.
//!
//! A mistake is a file of `ui`, named after the mistake. `TRYBUILD=overwrite cargo test -p
//! compile-tests` writes the messages anew. Read each of them as a newcomer.
#![allow(clippy::all, clippy::pedantic, reason = "the accepted sources look like those of users")]

mod accepted;

#[test]
fn mistakes_give_the_expected_messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/messages/*.rs");
    cases.compile_fail("ui/types/*.rs");
    cases.compile_fail("ui/handler/*.rs");
    cases.compile_fail("ui/gate/*.rs");
}
