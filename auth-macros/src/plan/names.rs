//! Names of generated types: in CamelCase for strict lints, and different for each function.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// Returns the name of a type: `__RequireDeleteUser` of `__Require` and `delete_user`, and
/// `__Require2DeleteUser` for the second type of the function.
///
/// The number stands before the name, because `delete_user2` is another function. Two names that
/// are not plain snake case (`deleteUser`, `delete__user`, `user_2`) could become one in CamelCase.
/// Such a name is written in hexadecimal. The prefix is followed by an upper-case letter in a plain
/// name, a digit in a numbered one, and `x` in a hexadecimal one, so no two kinds share a name.
/// `auth-core/src/policy/name.rs` recovers the function's name for logs.
pub(super) fn type_name(prefix: &str, number: usize, function: &Ident) -> Ident {
    let name = function.unraw().to_string();
    let mut text = String::from(prefix);
    if number != 1 {
        text += &number.to_string();
    }
    if is_plain(&name) {
        push_camel_case(&mut text, &name);
    } else {
        text.push('x');
        text.extend(name.bytes().map(|byte| format!("{byte:02x}")));
    }
    // The span is generated, so that lints about the user's code do not apply.
    Ident::new(&text, Span::call_site())
}

/// Returns `true` for words of lower-case letters and digits that start with a letter, separated by
/// single underscores.
fn is_plain(name: &str) -> bool {
    name.split('_').all(|word| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    })
}

fn push_camel_case(text: &mut String, name: &str) {
    let mut starts_word = true;
    for letter in name.chars() {
        if letter != '_' {
            text.push(if starts_word { letter.to_ascii_uppercase() } else { letter });
        }
        starts_word = letter == '_';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: usize, function: &str) -> String {
        let ident: Ident = syn::parse_str::<TokenIdent>(function).unwrap().0;
        type_name("__Require", number, &ident).to_string()
    }

    struct TokenIdent(Ident);

    impl syn::parse::Parse for TokenIdent {
        fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
            input.call(Ident::parse_any).map(Self)
        }
    }

    #[test]
    fn plain_names_are_readable() {
        assert_eq!(name(1, "delete_user"), "__RequireDeleteUser");
        assert_eq!(name(2, "delete_user"), "__Require2DeleteUser");
        assert_eq!(name(1, "delete_user2"), "__RequireDeleteUser2");
        assert_eq!(name(1, "r#type"), "__RequireType");
    }

    #[test]
    fn no_two_functions_share_a_name() {
        let functions = [
            "delete_user",
            "deleteUser",
            "delete__user",
            "_delete_user",
            "delete_user_",
            "DeleteUser",
            "DELETE_USER",
            "deleteuser",
            "delete_user2",
            "delete_user_2",
            "ünicode",
            "ßtraße",
            "_",
            "__",
            "a",
            "x1",
            "löschen",
            "lschen",
        ];
        let mut names: Vec<String> = functions
            .iter()
            .flat_map(|function| [1, 2, 12].map(|number| name(number, function)))
            .collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{names:#?}");
    }

    #[test]
    fn names_are_camel_case() {
        for function in ["delete_user", "delete__user", "_x", "x_", "user_2", "ünicode"] {
            let name = name(1, function);
            assert!(
                name.trim_start_matches('_').chars().all(|c| c.is_ascii_alphanumeric()),
                "{name}"
            );
        }
    }
}
