//! The code of derived enums.

use super::accepted::accepted;
use crate::errors::Errors;
use crate::keywords::Kind;
use proc_macro2::TokenStream;
use quote::quote;

fn derive(kind: Kind, item: TokenStream) -> String {
    accepted(|mistakes| crate::derive_tokens(kind, item, mistakes)).to_string()
}

/// Returns the values of an enum, as the three arguments of each `GrantValue::new(…)`.
fn values(item: TokenStream) -> Vec<String> {
    let text = derive(Kind::Role, item).replace(' ', "");
    let values = text
        .split("GrantValue::new(")
        .skip(1)
        .map(|rest| rest.split_once("),").unwrap().0.to_owned());
    values.collect()
}

#[test]
fn enum_returns_its_names() {
    let text = derive(
        Kind::Role,
        quote!(
            pub(crate) enum Role {
                Admin,
            }
        ),
    );
    let expected = quote! {
        impl Role {
            #[doc = "The role's name, as it stands in tokens."]
            #[must_use]
            pub(crate) const fn as_str(&self) -> &'static ::core::primitive::str {
                match self { Self::Admin => "admin", }
            }
            #[doc(hidden)]
            #[must_use]
            pub(crate) const fn __auth_value(&self) -> ::auth_core::macro_support::GrantValue {
                match self { Self::Admin => ::auth_core::macro_support::GrantValue::new("admin", &["admin"]), }
            }
        }
        impl ::auth_core::macro_support::IsValue for Role {
            fn value(&self) -> ::auth_core::macro_support::GrantValue { self.__auth_value() }
        }
        impl ::auth_core::macro_support::IsRole for Role {}
        impl ::auth_core::macro_support::Hierarchy for Role {
            const KIND: ::auth_core::macro_support::GrantKind = ::auth_core::macro_support::GrantKind::Role;
            const VALUES: &'static [::auth_core::macro_support::GrantValue] = &[Role::Admin.__auth_value()];
        }
        const _: () = { let _: &[&::core::primitive::str] = &[Role::Admin.as_str()]; };
    };
    assert_eq!(text, expected.to_string());
}

#[test]
fn each_kind_has_its_trait() {
    for (kind, name) in [
        (Kind::Group, "IsGroup"),
        (Kind::Permission, "IsPermission"),
        (Kind::Role, "IsRole"),
        (Kind::Scope, "IsScope"),
    ] {
        let text = derive(
            kind,
            quote!(
                enum X {
                    A,
                }
            ),
        );
        assert!(
            text.contains(&format!("impl :: auth_core :: macro_support :: {name} for X {{ }}")),
            "{text}"
        );
    }
}

#[test]
fn variant_that_implies_a_value_satisfies_it() {
    let item = quote! {
        enum Role {
            #[role(implies = [Editor])]
            Admin,
            #[role("content-editor", implies = [Viewer])]
            Editor,
            Viewer,
        }
    };
    assert_eq!(
        values(item),
        [
            r#""admin",&["admin"]"#,
            r#""content-editor",&["content-editor","admin"]"#,
            r#""viewer",&["viewer","admin","content-editor"]"#,
        ]
    );
}

#[test]
fn implications_are_followed_to_their_end() {
    let item = quote! {
        enum Role {
            E,
            #[role(implies = [E])]
            D,
            #[role(implies = [E, D])]
            C,
            #[role(implies = [D])]
            B,
            #[role(implies = [B, C,])]
            A,
            Other,
        }
    };
    assert_eq!(
        values(item),
        [
            r#""e",&["e","d","c","b","a"]"#,
            r#""d",&["d","c","b","a"]"#,
            r#""c",&["c","a"]"#,
            r#""b",&["b","a"]"#,
            r#""a",&["a"]"#,
            r#""other",&["other"]"#,
        ]
    );
}

#[test]
fn names_follow_the_style_and_explicit_names_do_not() {
    let item = quote! {
        #[derive(Default)]
        #[role(rename_all = "kebab-case")]
        #[serde(rename_all = "UPPERCASE")]
        enum Role {
            #[default]
            SuperUser,
            #[role("RootUser")]
            #[serde(rename = "x")]
            CratePath = 7,
            r#Type,
        }
    };
    assert_eq!(
        values(item),
        [r#""super-user",&["super-user"]"#, r#""RootUser",&["RootUser"]"#, r#""type",&["type"]"#,]
    );
}

#[test]
fn path_of_the_crate_is_an_option_of_the_enum() {
    let text = derive(
        Kind::Scope,
        quote!(
            #[scope(crate = ::auth)]
            enum Scope {
                #[scope("posts:write")]
                Write,
            }
        ),
    );
    assert!(
        text.contains(":: auth :: macro_support :: IsScope") && !text.contains("auth_core"),
        "{text}"
    );
}

/// The uses of a refused enum get no messages of their own. Without its message, no caller has its
/// roles.
#[test]
fn rejected_enum_has_values_that_no_caller_has() {
    let mut mistakes = Errors::default();
    let item = quote!(
        enum Role {
            Admin(u8),
            #[role(implies = [Nobody])]
            Editor,
        }
    );
    let text = crate::derive_tokens(Kind::Role, item, &mut mistakes).to_string();
    assert_eq!(mistakes.into_errors().len(), 2);
    assert!(
        text.contains(r#"GrantValue :: new ("refused!Admin" , & ["refused!Admin"])"#),
        "{text}"
    );
    assert!(text.contains("Self :: Admin { .. } =>"), "{text}");
    assert!(!text.contains("\"admin\""), "{text}");
}
