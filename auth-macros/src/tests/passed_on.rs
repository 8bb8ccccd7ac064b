//! Arguments from `macro_rules!`: `$value:literal`, `$path:path` and `$rule:expr` arrive in groups
//! without delimiters.

use super::accepted::{accepted, summary_in};
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

/// `$value:literal`, `$path:path` and `$rule:expr` arrive in groups without delimiters.
#[test]
fn tokens_of_another_macro_are_parsed() {
    let wrapped = |tokens: TokenStream| Group::new(Delimiter::None, tokens);
    let (value, path, rule) =
        (wrapped(quote!("a")), wrapped(quote!(a::B)), wrapped(quote!(scope = "x")));
    let arguments = quote!(any(role = #value | "b", #path, all(#rule, role = "c")));
    let visibility = wrapped(quote!());
    let attribute = wrapped(quote!(cfg(unix)));
    let item = quote!(#[#attribute] #visibility fn f(x: u8) {});
    let text = accepted(|mistakes| crate::require_tokens(arguments, item, mistakes)).to_string();
    assert!(text.contains("policy :: < a :: B >"), "{text}");
    assert_eq!(text.matches("cfg (unix)").count(), 4, "{text}");
}

/// `$level:literal`, `$claim:expr`, `$role:path` and `$rule:expr` arrive in groups without
/// delimiters.
#[test]
fn tokens_of_another_macro_are_compared_unchanged() {
    let wrapped = |tokens: TokenStream| Group::new(Delimiter::None, tokens);
    for (arguments, expected) in [
        {
            let level = wrapped(quote!(-3));
            (quote!(claim.level >= #level), "claim.level >= -3")
        },
        {
            let (level, name) = (wrapped(quote!(3.5)), wrapped(quote!(level)));
            (quote!(#level < claim.#name), "3.5 < claim.level")
        },
        {
            let (claim, name) = (wrapped(quote!(claim.level)), wrapped(quote!("a b")));
            (quote!(#claim == claim[#name]), r#"claim.level == claim["a b"]"#)
        },
        {
            let (path, subject) = (wrapped(quote!(path.id)), wrapped(quote!(subject)));
            (quote!(#path == #subject), "path.id == subject")
        },
        {
            let rule = wrapped(quote!(claim.level >= 3));
            (quote!(#rule), "claim.level >= 3")
        },
        {
            let (path, expression, network) = (
                wrapped(quote!(a::Role::Admin)),
                wrapped(quote!(Role::B)),
                wrapped(quote!("10.0.0.0/8")),
            );
            (
                quote!(role = #path | #expression, ip = #network),
                r#"all(role = a::Role::Admin | Role::B, ip = "10.0.0.0/8")"#,
            )
        },
    ] {
        let text = accepted(|mistakes| {
            crate::require_tokens(
                arguments,
                quote!(
                    fn handler() {}
                ),
                mistakes,
            )
        });
        assert_eq!(summary_in(&text.to_string()), expected);
    }
}
