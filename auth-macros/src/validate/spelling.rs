//! Values in quotes that look like a path, a list or a pattern. Each would be one odd name, which
//! no caller has. A variant of a derived enum may have such a name.

use crate::errors::Errors;
use crate::keywords::Key;
use syn::{LitStr, Path};

/// Reports the probable meaning of the value. Returns whether there was one.
pub(crate) fn check_spelling(text: &LitStr, value: &str, key: Key, mistakes: &mut Errors) -> bool {
    let message = path(value, key).or_else(|| list(value, key)).or_else(|| pattern(value, key));
    let found = message.is_some();
    if let Some(message) = message {
        mistakes.at(text, message);
    }
    found
}

/// Returns whether the value is a path: `"Role::Admin"`, but not `"arn:aws:iam::7:group/x"`.
fn path(value: &str, key: Key) -> Option<String> {
    let Key::Grant(kind) = key else { return None };
    let is_path = value.contains("::") && syn::parse_str::<Path>(value).is_ok();
    let (word, derive) = (kind.word(), kind.derive());
    is_path.then(|| {
        format!(
            "`{value:?}` is a name, and `{value}` a typed value: write `{word} = {value}` without \
             quotes, and derive \
             `auth_core::{derive}` for its enum"
        )
    })
}

/// Returns whether the value is a list: `"admin,editor"`, `"admin|editor"`, but not
/// `"CN=Admins,DC=acme"` and not a URL.
fn list(value: &str, key: Key) -> Option<String> {
    let between =
        value.contains('|').then_some('|').or_else(|| value.contains(',').then_some(','))?;
    let parts: Vec<&str> =
        value.split(between).map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_url = |part: &&str| part.contains("://");
    let is_one = between == ','
        && (parts.iter().all(|part| part.contains('='))
            || (parts.iter().any(is_url) && !parts.iter().skip(1).any(is_url)));
    if is_one || parts.is_empty() {
        return None;
    }
    let word = key.word();
    let quoted = |between: &str| {
        parts.iter().map(|part| format!("{part:?}")).collect::<Vec<_>>().join(between)
    };
    let (all, any) = (quoted(&format!(", {word} = ")), quoted(" | "));
    Some(match key {
        Key::Grant(_) => format!(
            "`{between}` in quotes is a part of one name: write `{word} = {all}` if the caller \
             needs all of them, \
             `{word} = {any}` if one is enough"
        ),
        _ => format!("`{between}` in quotes is a part of one value: write `{word} = {any}`"),
    })
}

/// Returns whether the value is a pattern: `"notes:*"`.
fn pattern(value: &str, key: Key) -> Option<String> {
    let word = key.word();
    value.contains('*').then(|| {
        format!(
            "there are no patterns, `*` is a part of the value: write each value, `{word} = \"…\" \
             | \"…\"`"
        )
    })
}
