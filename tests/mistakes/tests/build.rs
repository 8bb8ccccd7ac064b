//! A build without `--cfg auth_core_mutants` has no code that makes guards weaker.

use std::{env, fs};

/// Returns whether this program contains the name of the variable that chooses a weaker guard.
fn reads_variable() -> bool {
    // In two parts: the name itself must not stand in this file.
    let name = ["AUTH_CORE", "MUTANT"].join("_").into_bytes();
    let program = fs::read(env::current_exe().unwrap()).unwrap();
    program.windows(name.len()).any(|bytes| bytes == name)
}

#[test]
fn only_a_build_of_mutants_reads_the_variable() {
    // Links the decision into this program.
    let app = mistakes::routes().secured_by(auth_core::testing::Callers::new().auth());
    drop(app);
    assert_eq!(reads_variable(), cfg!(auth_core_mutants));
}
