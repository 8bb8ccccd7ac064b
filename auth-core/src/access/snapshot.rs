//! The report of an application as a file that is reviewed with the code.

use std::io::ErrorKind;
use std::path::Path;
use std::{env, fs};

use crate::access::report::Report;

const UPDATE: &str = "run the test with `ACCESS_SNAPSHOT=update`, and review and commit the file";

impl Report {
    /// Compares this report with the file `path`, in a test. A relative path starts at the folder
    /// of the package. With the environment variable `ACCESS_SNAPSHOT=update`, the file is written
    /// instead.
    ///
    /// ```no_run
    /// # fn report() -> auth_core::access::Report { Default::default() }
    /// # /*
    /// #[test]
    /// # */
    /// fn routes_are_reviewed() {
    ///     report().assert_snapshot("access.txt");
    /// }
    /// # routes_are_reviewed();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the file is missing or cannot be read, and if it differs from this report. The
    /// message has the meaning of each change and an example caller.
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion of a test")]
    pub fn assert_snapshot(&self, path: impl AsRef<Path>) {
        let is_update = env::var_os("ACCESS_SNAPSHOT").is_some_and(|value| value == "update");
        if let Err(message) = check(self, path.as_ref(), is_update) {
            panic!("{message}");
        }
    }
}

fn check(report: &Report, path: &Path, is_update: bool) -> Result<(), String> {
    let text = report.to_string();
    let file = path.display();
    if is_update {
        return fs::write(path, text).map_err(|error| format!("cannot write `{file}`: {error}"));
    }
    let snapshot = fs::read_to_string(path).map_err(|error| match error.kind() {
        // SECURITY: a renamed or forgotten file must not pass as reviewed.
        ErrorKind::NotFound => format!("`{file}` is missing: {UPDATE}"),
        _ => format!("cannot read `{file}`: {error}"),
    })?;
    // The lines: git may have changed their ends.
    if snapshot.lines().eq(text.lines()) {
        return Ok(());
    }
    let old: Report = snapshot.parse().map_err(|error| format!("`{file}`, {error}"))?;
    let changes: Vec<String> = old.changes_to(report).iter().map(ToString::to_string).collect();
    if changes.is_empty() {
        return Err(format!("`{file}` has the same routes in other words: {UPDATE}"));
    }
    let changes = changes.join("\n");
    Err(format!("the routes differ from `{file}`:\n\n{changes}\nTo accept, {UPDATE}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Access, Route};
    use crate::policy::Rule;

    fn report(delete: Access) -> Report {
        let me = Route::new("GET", "/me", "api::me", [Access::required(Rule::authenticated())]);
        let delete = Route::new("DELETE", "/users/{id}", "api::delete", [delete]);
        [delete, me].into_iter().collect()
    }

    #[test]
    fn changed_file_fails_until_it_is_updated() {
        let folder = env::temp_dir().join(format!("auth-core-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("access.txt");
        let admin = report(Access::required(Rule::role("admin")));

        let missing = check(&admin, &path, false).unwrap_err();
        assert!(missing.contains("is missing") && missing.contains(UPDATE), "{missing}");
        assert_eq!(check(&admin, &path, true), Ok(()));
        assert_eq!(check(&admin, &path, false), Ok(()));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace('\n', "\r\n")).unwrap();
        assert_eq!(check(&admin, &path, false), Ok(()));

        let observed = report(Access::required(Rule::role("admin")).report_only());
        let changed = check(&observed, &path, false).unwrap_err();
        let expected = "
LOOSENED DELETE /users/{id}
  - #[require(role = \"admin\")]
  + #[require(role = \"admin\", report_only)]
  now allowed: a caller without credentials
";
        assert!(changed.contains(expected), "{changed}");
        assert_eq!(check(&observed, &path, true), Ok(()));
        assert_eq!(check(&observed, &path, false), Ok(()));

        fs::write(&path, format!("{observed}\n\n")).unwrap();
        let spaces = check(&observed, &path, false).unwrap_err();
        assert!(spaces.contains("in other words"), "{spaces}");
        fs::write(&path, "GET /\n    a\n    #[require(rolle = \"a\")]\n").unwrap();
        let broken = check(&observed, &path, false).unwrap_err();
        assert!(broken.contains("line 3: column 11: expected a requirement"), "{broken}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn report_is_read_as_it_is_printed() {
        let public = Access::public("posts are public");
        let both = [Access::required(Rule::role("a")).concealed(), public];
        let routes = [
            Route::new("GET", "/posts", "api::list", [public]),
            Route::new("POST", "/posts", "", both),
            Route::new("ANY", "/static/{*path}", "tower_http::ServeDir", []),
        ];
        let report: Report = routes.into_iter().collect();
        let text = report.to_string();
        assert_eq!(text.parse::<Report>().unwrap().to_string(), text);
        assert!("".parse::<Report>().unwrap().routes().is_empty());
        for (text, line) in [
            ("    api::me", 1),
            ("GET", 1),
            ("GET /\n    a\n    b", 3),
            ("GET /\n\n    a", 3),
            ("GET /\n    #[public(\"\")]\n    a", 3),
            ("GET /\n    #[allow]", 2),
        ] {
            assert_eq!(text.parse::<Report>().unwrap_err().line(), line, "{text}");
        }
    }

    #[test]
    fn each_change_has_a_meaning() {
        let read = |text: &str| text.parse::<Report>().unwrap();
        let old = read(
            "GET /a\n    a\n    #[require(role = \"a\")]\n    #[require(role = \"b\")]\n\n\
             GET /b\n    b\n    #[require(role = \"a\")]\n\n\
             GET /c\n    c\n    #[public(\"x\")]\n\n\
             GET /d\n    d\n    #[require(role = \"a\")]\n\n\
             GET /same\n    e\n    #[public(\"x\")]\n",
        );
        let new = read(
            "GET /a\n    a\n    #[require(role = \"a\", role = \"b\")]\n\n\
             GET /b\n    b2\n    #[require(role = \"a\", conceal)]\n\n\
             GET /c\n    c\n    #[require(authenticated)]\n\n\
             POST /d\n    d\n    #[require(role = \"a\")]\n\n\
             GET /same\n    e\n    #[public(\"x\")]\n",
        );
        let changes: Vec<String> = old.changes_to(&new).iter().map(ToString::to_string).collect();
        let expected = [
            "SAME GET /a\n  - #[require(role = \"a\")]\n  - #[require(role = \"b\")]\n  \
             + #[require(role = \"a\", role = \"b\")]\n",
            "SAME GET /b\n  - b\n  - #[require(role = \"a\")]\n  + b2\n  \
             + #[require(role = \"a\", conceal)]\n",
            "TIGHTENED GET /c\n  - #[public(\"x\")]\n  + #[require(authenticated)]\n  \
             now rejected: a caller without credentials\n",
            "REMOVED GET /d\n  - d\n  - #[require(role = \"a\")]\n",
            "NEW POST /d\n  + d\n  + #[require(role = \"a\")]\n",
        ];
        assert_eq!(changes, expected);
    }
}
