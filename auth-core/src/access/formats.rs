//! A report as Markdown, for readers, and as JSON, for programs.

use serde_json::{Value, json};

use crate::access::attribute::Access;
use crate::access::compare::Opened;
use crate::access::grants::GrantedRoutes;
use crate::access::report::Report;

impl Report {
    /// Returns the report as a table in Markdown (GitHub Flavored Markdown), a table of the routes
    /// that each grant opens, if a rule names one, and the
    /// [grants table](Self::with_grants).
    ///
    /// ```
    /// use auth_core::access::{Access, Report, Route};
    /// use auth_core::policy::Rule;
    ///
    /// let me = Route::new("GET", "/me", "api::me", [Access::required(Rule::authenticated())]);
    /// assert_eq!(
    ///     Report::from_iter([me]).to_markdown(),
    ///     "\
    /// | method | path | access | handler |
    /// |---|---|---|---|
    /// | `GET` | `/me` | `#[require(authenticated)]` | `api::me` |
    /// "
    /// );
    /// ```
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = "| method | path | access | handler |\n|---|---|---|---|\n".to_owned();
        for route in self.routes() {
            let access: Vec<String> =
                route.access().iter().map(|access| code(&access.to_string())).collect();
            let cells = [
                code(route.method()),
                code(route.path()),
                access.join("<br>"),
                code(route.handler()),
            ];
            text.extend(["| ", &cells.join(" | "), " |\n"]);
        }
        let grants = self.grants();
        if !grants.list().is_empty() {
            text.push_str("\n| grant | opens |\n|---|---|\n");
        }
        for grant in grants.list() {
            let opens = grant.routes().iter().map(|opened| {
                let mut cell = code(&opened.route().title());
                for (index, permission) in opened.by().iter().enumerate() {
                    cell.extend([if index > 0 { ", " } else { " by " }, &code(permission)]);
                }
                for (index, fact) in opened.with().iter().enumerate() {
                    cell.extend([if index > 0 { ", " } else { " with " }, &code(fact)]);
                }
                cell
            });
            let opens: Vec<String> = opens.collect();
            text.extend(["| ", &code(&grant.title()), " | ", &opens.join("<br>"), " |\n"]);
        }
        let roles = grants.list().iter().filter(|grant| !grant.permissions().is_empty());
        for (index, role) in roles.enumerate() {
            if index == 0 {
                text.push_str("\n| role | permissions |\n|---|---|\n");
            }
            let permissions: Vec<_> = role.permissions().iter().map(|name| code(name)).collect();
            text.extend(["| ", &code(role.name()), " | ", &permissions.join(", "), " |\n"]);
        }
        text
    }

    /// Returns the report as JSON. Programs ignore members that they do not know.
    ///
    /// | member | value |
    /// |---|---|
    /// | `version` | `1`. A change that breaks readers increments it |
    /// | `routes` | a list, sorted by path, method and handler |
    /// | `routes[].method` | a string such as `"GET"` |
    /// | `routes[].path` | the pattern in the router's language, such as `"/users/{id}"` |
    /// | `routes[].handler` | the full name of the handler, or `null` |
    /// | `routes[].doc` | the first line of the handler's doc comments, or `null` |
    /// | `routes[].smallest_callers` | a list of the smallest callers that the route lets in, in words |
    /// | `routes[].has_more_callers` | `true` if that list is not complete |
    /// | `routes[].location` | file, line and column of the code that routes, such as `"src/lib.rs:7:9"`, or `null` |
    /// | `routes[].access` | a list of attributes: a caller must satisfy each of them |
    /// | `routes[].access[].public` | the reason of `#[public("reason")]`, or `null` |
    /// | `routes[].access[].rule` | the rule of `#[require(…)]` in its language, or `null` |
    /// | `routes[].access[].conceal` | `true` if each rejection looks like an unknown route |
    /// | `routes[].access[].report_only` | `true` if rejections are only logged |
    /// | `grants` | a list of the grants that rules name |
    /// | `grants[].kind` | `"role"`, `"scope"`, `"permission"` or `"group"` |
    /// | `grants[].name` | the name, such as `"admin"` |
    /// | `grants[].permissions` | the permissions of a role in the [grants table](Self::with_grants) |
    /// | `grants[].opens` | a list of routes with a smallest caller that has the grant |
    /// | `grants[].opens[].method`, `.path` | the route |
    /// | `grants[].opens[].by` | the permissions of the role that open the route; empty if the grant itself does |
    /// | `grants[].opens[].with` | the other facts of that caller, in words; empty if the grant alone opens the route |
    ///
    /// ```
    /// use auth_core::access::{Access, Report, Route};
    /// use auth_core::policy::Rule;
    ///
    /// let me = Route::new("GET", "/me", "api::me", [Access::required(Rule::authenticated())]);
    /// let json: serde_json::Value = serde_json::from_str(&Report::from_iter([me]).to_json())?;
    /// assert_eq!(json["version"], 1);
    /// assert_eq!(json["routes"][0]["access"][0]["rule"], "authenticated");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let opened = self.opened();
        let routes: Vec<Value> = opened.iter().map(route).collect();
        let grants: Vec<Value> = self.grants_of(&opened).list().iter().map(grant).collect();
        format!("{:#}\n", json!({ "version": 1, "routes": routes, "grants": grants }))
    }
}

fn grant(grant: &GrantedRoutes<'_>) -> Value {
    let opens = grant.routes().iter().map(|opened| {
        let route = opened.route();
        json!({
            "method": route.method(),
            "path": route.path(),
            "by": opened.by(),
            "with": opened.with(),
        })
    });
    json!({
        "kind": grant.kind(),
        "name": grant.name(),
        "permissions": grant.permissions(),
        "opens": opens.collect::<Vec<_>>(),
    })
}

fn route(opened: &Opened<'_>) -> Value {
    let Opened { route, callers, is_complete } = opened;
    json!({
        "doc": route.doc(),
        "smallest_callers": callers.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "has_more_callers": !is_complete,
        "method": route.method(),
        "path": route.path(),
        "handler": Some(route.handler()).filter(|handler| !handler.is_empty()),
        "location": route.location().map(ToString::to_string),
        "access": route.access().iter().map(attribute).collect::<Vec<_>>(),
    })
}

fn attribute(access: &Access) -> Value {
    json!({
        "public": access.reason(),
        "rule": access.rule().map(|rule| format!("{rule:#}")),
        "conceal": access.is_concealed(),
        "report_only": access.rule().is_some() && !access.is_enforced(),
    })
}

/// Returns `text` as code in a cell of a table. The fence is longer than those in the text, and a
/// bar does not end the cell.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut fence = "`".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    let text = text.replace('|', "\\|");
    if fence.len() == 1 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::route::Route;
    use crate::policy::{GrantsTable, Rule};

    #[test]
    fn signs_of_markdown_stay_in_their_cell() {
        const RULE: Rule = Rule::any(&[Rule::role("a|b"), Rule::role("`")]);
        let routes = [Route::new("GET", "/", "", [Access::required(RULE), Access::public("x")])];
        assert_eq!(
            Report::from_iter(routes).to_markdown().lines().nth(2),
            Some(
                "| `GET` | `/` | `` #[require(any(role = \"a\\|b\", role = \"`\"))] ``<br>\
                 `#[public(\"x\")]` |  |"
            )
        );
    }

    #[test]
    fn json_has_all_options() {
        let rule = Access::required(Rule::role("a"));
        let access = [rule.concealed(), rule.report_only(), Access::public("x")];
        let report = Report::from_iter([Route::new("GET", "/", "", access)]);
        let json: Value = serde_json::from_str(&report.to_json()).unwrap();
        let rule = r#"role = "a""#;
        assert_eq!(
            json["routes"][0],
            json!({
                "method": "GET", "path": "/", "handler": null, "location": null, "doc": null,
                "smallest_callers": ["a caller with role \"a\""], "has_more_callers": false,
                "access": [
                    { "public": null, "rule": rule, "conceal": true, "report_only": false },
                    { "public": null, "rule": rule, "conceal": false, "report_only": true },
                    { "public": "x", "rule": null, "conceal": false, "report_only": false },
                ],
            })
        );
    }

    #[test]
    fn grants_table_is_in_each_format() {
        const RULE: Rule = Rule::all(&[Rule::permission("edit"), Rule::scope("write")]);
        let routes = [Route::new("PUT", "/", "f", [Access::required(RULE)])];
        let table = GrantsTable::new().role("editor", ["edit", "read"]).role("guest", ["read"]);
        let report = Report::from_iter(routes).with_grants(&table);
        let markdown = report.to_markdown();
        for line in [
            r#"| `role "editor"` | `PUT /` by `edit` with `scope "write"` |"#,
            "| role | permissions |\n|---|---|\n| `editor` | `edit`, `read` |\n",
            "| `guest` | `read` |\n",
        ] {
            assert!(markdown.contains(line), "{markdown}");
        }
        let json: Value = serde_json::from_str(&report.to_json()).unwrap();
        let opens =
            json!([{ "method": "PUT", "path": "/", "by": ["edit"], "with": ["scope \"write\""] }]);
        let editor = json!({
            "kind": "role", "name": "editor", "permissions": ["edit", "read"], "opens": opens,
        });
        assert_eq!(json["grants"][0], editor);
        assert_eq!(json["grants"][1]["opens"], json!([]));
        #[cfg(feature = "access-page")]
        {
            let page = report.to_html();
            assert!(page.contains("<p>has permission edit, read</p>"), "{page}");
            assert!(page.contains(" by permission edit with scope"), "{page}");
            // The script lets a caller with the role in.
            let rule = r#"{"kind":"role","names":["editor"]}"#.replace('"', "&#34;");
            assert!(page.contains(&rule), "{page}");
        }
    }
}
