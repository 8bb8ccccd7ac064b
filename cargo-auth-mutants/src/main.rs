//! Runs the tests of an application against each weaker guard: `cargo auth-mutants [COMMAND …]`.

mod list;
mod run;

use std::io::ErrorKind;
use std::process::ExitCode;
use std::{env, fs};

use crate::list::Mutant;
use crate::run::{Outcome, Tests};

const USAGE: &str = "\
Runs the tests of an application that uses auth-core, once for each way to make a guard weaker.
A weaker guard that no test notices has survived.

usage: cargo auth-mutants [COMMAND [ARGUMENT …]]

COMMAND is the command of cargo that runs the tests. Default: test --tests
Exits with 0 if tests noticed every weaker guard, 1 if one survived, and 2 after an error.";

fn main() -> ExitCode {
    // cargo passes the name of the subcommand.
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments = match arguments.split_first() {
        Some((first, rest)) if first == "auth-mutants" => rest,
        _ => &arguments,
    };
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match all(arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("cargo auth-mutants: {message}");
            ExitCode::from(2)
        }
    }
}

/// Runs all mutants, prints a table, and returns the number of those that survived.
///
/// # Errors
///
/// A message, if the tests do not pass without a mutant, or no guard is found.
fn all(arguments: &[String]) -> Result<usize, String> {
    let tests = Tests::new(arguments)?;
    let mutants = listed(&tests)?;
    let mut survivors = 0;
    for Mutant { key, policy, change, is_decided } in &mutants {
        let outcome = if *is_decided { tests.run(key, false)? } else { Outcome::Unreached };
        println!("{policy} {change}: {outcome}");
        if !matches!(outcome, Outcome::Noticed(_)) {
            println!("    AUTH_CORE_MUTANT='{key}'");
            survivors += 1;
        }
    }
    println!("\n{} weaker guards, {survivors} survived", mutants.len());
    Ok(survivors)
}

/// Runs the tests without a mutant, and returns the mutants of the guards that they meet.
fn listed(tests: &Tests) -> Result<Vec<Mutant>, String> {
    let file = tests.folder().join("mutants.txt");
    // The list of an earlier run may name guards that do not exist any more.
    if let Err(error) = fs::remove_file(&file)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(format!("cannot delete `{}`: {error}", file.display()));
    }
    if tests.run(&format!("list:{}", file.display()), true)? != Outcome::Survived {
        return Err("the command failed before any guard was weaker: mend that first".to_owned());
    }
    let text = fs::read_to_string(file).map_err(|_| "no test meets a guard of auth-core")?;
    Ok(list::read(&text))
}
