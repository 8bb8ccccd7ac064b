//! Names of policies in logs and in `Debug`: a handler's rule has the name of the handler.

use std::borrow::Cow;

/// Prefix of each type that an attribute writes. `auth-macros/src/plan/names.rs` writes the name.
const PREFIX: &str = "__Require";

/// Returns the public name of a policy from the full name of its type: `notes::api::delete_user`
/// for `notes::api::__RequireDeleteUser`. A type that no attribute wrote keeps its name.
pub(crate) fn public(full: &'static str) -> Cow<'static, str> {
    let (place, written) = full.rsplit_once("::").unwrap_or(("", full));
    match written.strip_prefix(PREFIX).and_then(function) {
        Some(function) => Cow::Owned(in_place(place, &function)),
        None => Cow::Borrowed(full),
    }
}

/// Returns the name of the function that the attribute stands on. `text` follows the prefix.
fn function(text: &str) -> Option<String> {
    // The second attribute of a function counts itself: `__Require2DeleteUser`.
    let text = text.trim_start_matches(|first: char| first.is_ascii_digit());
    if let Some(digits) = text.strip_prefix('x') {
        return hexadecimal(digits);
    }
    let is_plain = text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric());
    is_plain.then(|| snake_case(text))
}

fn snake_case(text: &str) -> String {
    let mut name = String::new();
    for letter in text.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn hexadecimal(digits: &str) -> Option<String> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else { return None };
    let bytes =
        pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}

/// Returns the function's full name. The type stands beside the function, inside it, or at a place
/// of another macro.
fn in_place(place: &str, function: &str) -> String {
    let place = place.trim_end_matches("::{{closure}}");
    let last = |path: &str| path.rsplit_once("::").map_or(path, |(_, last)| last) == function;
    // actix-web puts the handler into `<notes::list as HttpServiceFactory>::register`.
    let implementer = place.strip_prefix('<').and_then(|rest| Some(rest.split_once(" as ")?.0));
    match implementer {
        Some(implementer) if last(implementer) => implementer.to_owned(),
        _ if last(place) => place.to_owned(),
        _ if place.is_empty() => function.to_owned(),
        _ => format!("{place}::{function}"),
    }
}

#[cfg(test)]
mod tests {
    use super::public;

    #[test]
    fn generated_type_is_called_as_its_function_is() {
        for (full, expected) in [
            ("notes::api::__RequireDeleteUser", "notes::api::delete_user"),
            ("notes::api::__Require2DeleteUser", "notes::api::delete_user"),
            ("notes::api::__RequireDeleteUser2", "notes::api::delete_user2"),
            ("notes::__Requirex64656c65746555736572", "notes::deleteUser"),
            ("notes::__Require12x6cc3b6736368656e", "notes::löschen"),
            ("notes::Posts::delete::__RequireDelete", "notes::Posts::delete"),
            ("notes::delete::{{closure}}::__RequireDelete", "notes::delete"),
            ("notes::delete::{{closure}}::{{closure}}::__RequireDelete", "notes::delete"),
            (
                "<notes::Posts as notes::Service>::list::__RequireList",
                "<notes::Posts as notes::Service>::list",
            ),
            (
                "<notes::list as actix_web::HttpServiceFactory>::register::__RequireList",
                "notes::list",
            ),
            ("notes::undelete::__RequireDelete", "notes::undelete::delete"),
            ("__RequireX", "x"),
        ] {
            assert_eq!(public(full), expected, "{full}");
        }
    }

    #[test]
    fn type_that_no_attribute_wrote_keeps_its_name() {
        for full in [
            "notes::CanPublish",
            "CanPublish",
            "notes::__Require",
            "a::__Requirexzz",
            "a::__Requirexf",
            "a::__Requirey",
            "a::Vec<b::__RequireX>",
        ] {
            assert_eq!(public(full), full);
        }
    }
}
