//! The attempts as lines for a shell: variables, then a `curl` for each attempt.

use std::fmt;

use crate::attempts::{Attempt, Attempts};

/// The greatest number of columns of a line.
const COLUMNS: usize = 80;

impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_variable(f, "api", &self.base)?;
        write_variable(f, "token", &self.admin_token)?;
        for variable in &self.variables {
            // Several headers have this token. It is printed once.
            let value = variable.value.replace(&self.admin_token, "$token");
            write_variable(f, variable.name, &value)?;
        }
        writeln!(f)?;
        for attempt in &self.list {
            writeln!(f, "{:<55} # {} {}", command(attempt), attempt.status, attempt.title)?;
        }
        Ok(())
    }
}

/// Writes an assignment. A long value continues on further lines, unless it has double quotes:
/// single quotes take no continuation.
fn write_variable(f: &mut fmt::Formatter<'_>, name: &str, value: &str) -> fmt::Result {
    let quote = if value.contains('"') { '\'' } else { '"' };
    let mut columns = 0;
    for character in format!("{name}={quote}{value}{quote}").chars() {
        if columns == COLUMNS - 1 {
            f.write_str("\\\n")?;
            columns = 0;
        }
        write!(f, "{character}")?;
        columns += 1;
    }
    writeln!(f)
}

fn command(attempt: &Attempt) -> String {
    let mut command = "curl -i".to_owned();
    match attempt.method {
        "HEAD" => command += " -I",
        // The default of `curl`, with a body and without.
        "GET" | "POST" => {}
        method => command = command + " -X " + method,
    }
    for name in attempt.headers {
        command = command + " -H \"$" + name + "\"";
    }
    if let Some(name) = attempt.body {
        command = command + " -d \"$" + name + "\"";
    }
    command + " $api" + attempt.path
}
