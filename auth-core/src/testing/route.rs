//! The path of a request to a route: the pattern with values in place of its parameters.

use std::fmt::Write as _;

use crate::access::{Access, Route, with_parameters};
use crate::policy::Requirement;

/// Returns the names of the parameters in a pattern.
pub(super) fn parameters(pattern: &str) -> Vec<String> {
    let mut names = Vec::new();
    with_parameters(pattern, |parameter| {
        names.push(name(parameter).to_owned());
        String::new()
    });
    names
}

/// Returns the path parameters that the rules of a route name and its pattern lacks: no request
/// meets these comparisons.
pub(super) fn unknown_parameters(route: &Route) -> Vec<&'static str> {
    let known = parameters(route.path());
    let mut unknown = Vec::new();
    for rule in route.access().iter().filter_map(Access::rule) {
        rule.each_requirement(&mut |requirement| {
            if let Requirement::Comparison(comparison) = requirement {
                let names = comparison.path_names();
                unknown.extend(names.filter(|name| !known.iter().any(|known| known == name)));
            }
        });
    }
    unknown
}

/// Returns the path with a value for each parameter. A value of several segments stays so.
pub(super) fn filled<'v>(pattern: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    with_parameters(pattern, |parameter| {
        let value = value(name(parameter)).unwrap_or_default();
        encoded(value, parameter.starts_with('*') || parameter.ends_with(".."))
    })
}

/// Returns the name in a parameter: `id` of `id`, `id:\d+`, `id<\d+>`, `*id`, `**id` and `id..`.
fn name(parameter: &str) -> &str {
    let name = parameter.trim_start_matches(['*', '+', '?']);
    let name = name.split([':', '<']).next().unwrap_or(name);
    name.trim_end_matches("..")
}

/// Percent-encodes a value. A slash stays where the parameter takes several segments.
fn encoded(value: &str, has_segments: bool) -> String {
    let mut path = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || has_segments && byte == b'/' {
            path.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_each_router_are_filled() {
        for pattern in [
            "/users/{id}",
            r"/users/{id:\d{1,3}}",
            "/users/:id",
            r"/users/:id<\d+>",
            "/users/<id>?<page>",
            "/users/{id:num}",
        ] {
            assert_eq!(parameters(pattern), ["id"], "{pattern}");
            let path = filled(pattern, |name| (name == "id").then_some("a b/ü"));
            assert_eq!(path, "/users/a%20b%2F%C3%BC", "{pattern}");
        }
        for pattern in ["/{*path}", "/*path", "/<path..>", "/{**path}", "/{*+path}"] {
            assert_eq!(parameters(pattern), ["path"], "{pattern}");
            assert_eq!(filled(pattern, |_| Some("a/b c")), "/a/b%20c", "{pattern}");
        }
        assert_eq!(parameters("/{file}.{end}"), ["file", "end"]);
        assert_eq!(filled("/a:b", |_| None), "/a:b");
    }
}
