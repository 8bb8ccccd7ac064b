//! Patterns of paths, in the languages of routers and of OpenAPI.

use std::iter::Peekable;
use std::str::Chars;

/// Returns the pattern with each parameter written as `{}`: names differ between a router and a
/// document, and OpenAPI has no other kind of pattern.
///
/// Reads `{id}`, `{id:\d+}`, `{*path}` (axum, actix-web, salvo), `:id`, `*path` (poem), `<id>`,
/// `<path..>` and a query behind `?` (rocket).
pub(super) fn without_names(pattern: &str) -> String {
    with_parameters(pattern, |_| "{}".to_owned())
}

/// Returns the pattern with each parameter replaced. `replace` gets the text between the braces, or
/// behind the colon: `id`, `id:\d+`, `*path`.
pub(crate) fn with_parameters(pattern: &str, mut replace: impl FnMut(&str) -> String) -> String {
    let mut signs = pattern.chars().peekable();
    let mut path = String::with_capacity(pattern.len());
    while let Some(sign) = signs.next() {
        match sign {
            '?' => break,
            '{' => path.push_str(&replace(&take_parameter(&mut signs, '{', '}'))),
            '<' => path.push_str(&replace(&take_parameter(&mut signs, '<', '>'))),
            ':' | '*' if path.ends_with('/') => {
                let mut parameter = if sign == '*' { "*".to_owned() } else { String::new() };
                while let Some(sign) = signs.next_if(|sign| *sign != '/') {
                    parameter.push(sign);
                }
                path.push_str(&replace(&parameter));
            }
            _ => path.push(sign),
        }
    }
    path
}

/// Takes the signs up to the end of a parameter, and returns them.
fn take_parameter(signs: &mut Peekable<Chars<'_>>, open: char, close: char) -> String {
    let mut parameter = String::new();
    let mut depth = 1_usize;
    for sign in signs {
        if sign == open {
            depth = depth.saturating_add(1);
        } else if sign == close {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            break;
        }
        parameter.push(sign);
    }
    parameter
}

/// Returns `true` if the pattern stands for many paths. OpenAPI has no such pattern.
pub(super) fn is_wildcard(pattern: &str) -> bool {
    pattern.contains("{*") || pattern.contains("/*") || pattern.ends_with("..>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_each_router_are_equal() {
        for pattern in [
            "/users/{id}/posts",
            r"/users/{id:\d{1,3}/?}/posts",
            "/users/:id/posts",
            "/users/<id>/posts?<page>",
            "/users/{*id}/posts",
        ] {
            assert_eq!(without_names(pattern), "/users/{}/posts", "{pattern}");
        }
        for (pattern, path) in [
            ("/", "/"),
            ("", ""),
            ("/a:b/*path", "/a:b/{}"),
            ("/{file}.{end}", "/{}.{}"),
            ("/<path..>", "/{}"),
            ("/{open", "/{}"),
        ] {
            assert_eq!(without_names(pattern), path);
        }
    }

    #[test]
    fn wildcards_stand_for_many_paths() {
        for pattern in ["/{*path}", "/a/*path", "/a/<path..>", "/{**path}"] {
            assert!(is_wildcard(pattern), "{pattern}");
        }
        for pattern in [r"/{id:\d*}", "/{id}", "/<id>", "/a"] {
            assert!(!is_wildcard(pattern), "{pattern}");
        }
    }
}
