//! The code that is generated for attributes without errors.

use super::accepted::{accepted, public, require, require_documented, rule};
use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;

// ---- rules

#[test]
fn each_requirement_calls_its_function() {
    for (text, expected) in [
        ("authenticated", "authenticated()"),
        (r#"role = "admin""#, r#"role("admin")"#),
        (r#"permission = "posts:edit""#, r#"permission("posts:edit")"#),
        (r#"group = "staff""#, r#"group("staff")"#),
        (
            r#"scope = "posts:write" | "x""#,
            r#"any_scope(&[GrantValue::literal("posts:write"),GrantValue::literal("x")])"#,
        ),
        ("role = a::B", "grant(role(a::B),a::B.__auth_value())"),
        (
            r#"group = B | "c""#,
            r#"any_group(&[GrantValue::of_kind(group(B),B.__auth_value()),GrantValue::literal("c")])"#,
        ),
        (r#"issuer = "https://a" | r"b""#, r#"issuer(&["https://a",r"b"])"#),
        (r#"acr = "urn:example:mfa""#, r#"acr(&["urn:example:mfa"])"#),
        (r#"max_age = "15m""#, "max_age(900)"),
        (r#"ip = "10.0.0.0/8""#, "ip(&[Network::v4([10,0,0,0],8)])"),
        (
            "claim.level >= -3",
            r#"compare(Comparison::new(Operand::Claim(&["level"]),Operator::AtLeast,Operand::Integer(-3)))"#,
        ),
        ("check(post.is_open)", r#"check(0,"post.is_open")"#),
    ] {
        assert_eq!(rule(text), expected);
    }
}

#[test]
fn commas_are_all() {
    let all = r#"all(&[role("a"),scope("b")])"#;
    assert_eq!(rule(r#"role = "a", scope = "b""#), all);
    assert_eq!(rule(r#"role = "a", scope = "b","#), all);
    assert_eq!(rule(r#"all(role = "a", scope = "b")"#), all);
    assert_eq!(rule(r#"scope = "a", scope = "b""#), r#"all(&[scope("a"),scope("b")])"#);
}

/// Published guards print boolean operators without parentheses and let the wrong caller in. This
/// is a tree.
#[test]
fn groups_stay_groups() {
    assert_eq!(
        rule(
            r#"any(role = "admin", all(role = "editor", any(scope = "w", CanPublish,),),), authenticated_elsewhere::Here"#
        ),
        r#"all(&[any(&[role("admin"),all(&[role("editor"),any(&[scope("w"),policy::<CanPublish>()])])]),policy::<authenticated_elsewhere::Here>()])"#,
    );
}

#[test]
fn overlapping_requirements_that_are_not_redundant_stay() {
    for (text, expected) in [
        (
            r#"role = "a" | "b", role = "b" | "c""#,
            r#"all(&[any_role(&[A,B]),any_role(&[B,GrantValue::literal("c")])])"#,
        ),
        (
            r#"any(all(role = "a", scope = "x"), all(role = "a", scope = "y"))"#,
            r#"any(&[all(&[role("a"),scope("x")]),all(&[role("a"),scope("y")])])"#,
        ),
        ("authenticated, CanPublish", "all(&[authenticated(),policy::<CanPublish>()])"),
        (r#"role = "a", group = "a""#, r#"all(&[role("a"),group("a")])"#),
        (r#"role = "a", role = "A""#, r#"all(&[role("a"),role("A")])"#),
    ] {
        let short = rule(text)
            .replace(r#"GrantValue::literal("a")"#, "A")
            .replace(r#"GrantValue::literal("b")"#, "B");
        assert_eq!(short, expected);
    }
}

#[test]
fn a_very_wide_rule_is_not_searched_forever() {
    let any = |name: &str| {
        let values: Vec<String> = (0..40).map(|number| format!("\"{name}{number}\"")).collect();
        format!("role = {}", values.join(" | "))
    };
    let all: Vec<String> = "abcdefghijkl".chars().map(|letter| any(&letter.to_string())).collect();
    let all = all.join(", ");
    assert!(rule(&format!("any(all({all}), authenticated_elsewhere::Here)")).starts_with("any("));
}

// ---- policies by name

#[test]
fn a_policy_alone_is_the_guard() {
    for path in [
        "CanPublish",
        "crate :: policies :: CanPublish",
        "self :: Can",
        "super :: Can",
        ":: x :: Can",
        "a :: b",
    ] {
        assert_eq!(
            require(
                path,
                &quote!(
                    fn handler() {}
                )
            ),
            format!(
                "fn handler (_guard : :: auth_core :: macro_support :: Guard < {path} >) {{ }}"
            )
        );
    }
}

#[test]
fn a_policy_alone_may_stand_on_an_associated_function() {
    let text = require(
        "CanPublish",
        &quote!(
            fn handler(x: Self) -> Self {
                x
            }
        ),
    );
    assert!(!text.contains("struct"), "{text}");
}

// ---- functions

/// All parts but the new argument stay as they are.
#[test]
fn functions_are_left_as_they_are() {
    let functions = [
        quote!(
            fn f() {}
        ),
        quote!(
            pub(crate) async unsafe fn f<'a, T: Fn(u8) -> Vec<Vec<T>>, const N: usize>(
                Path((a, b)): Path<(u8, T)>,
                [x, ..]: [u8; 3],
                &y: &'a u8,
            ) -> impl Future<Output = Result<T, E>> + 'a
            where
                T: 'static,
                E: From<u8>,
            {
                body
            }
        ),
        quote!(
            #[doc = " Docs."]
            #[cfg(all())]
            #[instrument(skip(x), err)]
            #[page("/<id>")]
            pub fn f(#[cfg(any())] mut x: u8, f: impl Fn(u8) -> u8) -> ! {
                loop {}
            }
        ),
        quote!(
            pub(in crate::a) fn r#type(r#match: dyn Fn() -> u8) {}
        ),
        // Half-typed, or of a future edition.
        quote!(async fn f (x : u8) -> u8 { let x = ; x . ; if }),
        quote!(async gen fn f (x ! : u8 , y -> z) { }),
    ];
    for function in functions {
        let text = require("CanPublish", &function);
        let text = text
            .replacen("_guard : :: auth_core :: macro_support :: Guard < CanPublish >", "", 1)
            .replacen("( , ", "(", 1);
        assert_eq!(text.replace(' ', ""), function.to_string().replace(' ', ""));
    }
}

#[test]
fn the_type_is_as_visible_as_the_function() {
    for visibility in [quote!(), quote!(pub), quote!(pub (crate)), quote!(pub (in crate :: a))] {
        let text = require("authenticated", &quote!(#visibility fn delete_user() {}));
        let expected = quote!(#[doc(hidden)] #[doc = "Requires: `authenticated`"] #visibility enum __RequireDeleteUser {}).to_string();
        assert!(text.contains(&expected), "{text}");
    }
}

#[test]
fn conditions_of_a_function_apply_to_its_type() {
    let text = require(
        "authenticated",
        &quote!(
            #[cfg(unix)]
            #[doc = "x"]
            #[inline]
            fn f() {}
        ),
    );
    assert_eq!(text.matches("# [cfg (unix)]").count(), 3, "{text}");
    assert_eq!(text.matches("inline").count(), 1, "{text}");
}

/// Returns the text that the generated type keeps of the doc comments.
fn doc_of(function: &str) -> Option<String> {
    let text = require("authenticated", &function.parse().unwrap());
    let (_, constant) = text.split_once("const DOC")?;
    let (_, constant) = constant.split_once("= \"")?;
    Some(constant.split_once("\" ;").unwrap().0.to_owned())
}

#[test]
fn first_line_of_the_docs_is_kept_for_reports() {
    for (docs, expected) in [
        ("/// Deletes a user.\n/// For ever.", Some("Deletes a user.")),
        ("#[inline]\n///\n///  Deletes.", Some("Deletes.")),
        (r##"#[doc = r#"Deletes "all"."#]"##, Some(r#"Deletes \"all\"."#)),
        ("/** Deletes. */", Some("Deletes.")),
        ("/**\n * Deletes.\n * For ever.\n */", Some("Deletes.")),
        ("/// * one", Some("* one")),
        ("#[doc(hidden)]", None),
        ("#[doc = include_str!(\"delete.md\")]", None),
        ("///", None),
        ("", None),
    ] {
        assert_eq!(doc_of(&format!("{docs}\nfn f() {{}}")).as_deref(), expected, "{docs}");
    }
    let function = quote!(
        /// Lists.
        fn f() {}
    );
    let open = accepted(|mistakes| crate::public_tokens(quote!("x"), function.clone(), mistakes));
    assert!(
        open.to_string().contains("const DOC : & 'static :: core :: primitive :: str = \"Lists.\"")
    );
    // The name of a policy alone may stand in an `impl`, where no type can.
    assert!(!require("CanPublish", &function).contains("DOC"));
}

// ---- names

#[test]
fn stacked_attributes_decide_from_top_to_bottom() {
    let first: TokenStream = require(
        "authenticated",
        &quote!(
            fn f(x: u8) {}
        ),
    )
    .parse()
    .unwrap();
    let function: TokenStream = first.to_string().split_once("; } ").unwrap().1.parse().unwrap();
    let second = require("CanPublish", &function);
    assert!(
        second.starts_with(
            "fn f (_guard : :: auth_core :: macro_support :: Guard < :: auth_core :: macro_support :: Stacked < __RequireF , :: auth_core :: macro_support :: Guard < CanPublish > > > , _guard2 : :: auth_core :: macro_support :: Guard < CanPublish > , x : u8)"
        ),
        "{second}"
    );
    let third = require(r#"role = "a""#, &second.parse().unwrap());
    assert!(third.contains("enum __Require3F"), "{third}");
    assert!(
        third.contains("_guard3 : :: auth_core :: macro_support :: Guard < __Require3F > , x : u8"),
        "{third}"
    );
}

#[test]
fn names_of_the_functions_arguments_are_not_taken() {
    let text = require(
        "authenticated",
        &quote!(
            fn f((_guard, r#_guard2): (A, B), Path(_guard4): C) {}
        ),
    );
    assert!(text.contains("enum __Require3F"), "{text}");
    assert!(
        text.contains(
            "(_guard3 : :: auth_core :: macro_support :: Guard < __Require3F > , (_guard ,"
        ),
        "{text}"
    );
}

#[test]
fn a_body_that_macro_rules_passed_on_is_a_body() {
    let mut function = quote!(fn f());
    function.extend([proc_macro2::TokenTree::Group(proc_macro2::Group::new(
        proc_macro2::Delimiter::None,
        quote!({ 1 }),
    ))]);
    let text = require("authenticated", &function);
    assert!(
        text.ends_with(
            "fn f (_guard : :: auth_core :: macro_support :: Guard < __RequireF >) { 1 }"
        ),
        "{text}"
    );
}

/// Hand-written guards are arguments of the user.
#[test]
fn argument_like_a_guard_stays_behind_the_guard() {
    for argument in [
        "_guard: store::macro_support::Wiped",
        "_guard: store::macro_support::Wiped<A>",
        "_guard: store::macro_support::inner::Guard<A>",
        "_guard: store::macro_support::Guard<A, B>",
        "_guard: &::auth_core::macro_support::Guard<A>",
        "_guarded: ::auth_core::macro_support::Guard<A>",
        "_public: store::macro_support::Wiped<A>",
    ] {
        let text = require("CanPublish", &format!("fn f({argument}) {{}}").parse().unwrap());
        let (before, _) = text.split_once("CanPublish").unwrap();
        assert!(!before.contains(','), "{argument}: {text}");
    }
}

#[test]
fn a_guard_by_hand_is_not_a_stacked_attribute() {
    let text = require(
        "A",
        &quote!(
            fn f(_guard: Guard<B>) {}
        ),
    );
    assert!(
        text.starts_with(
            "fn f (_guard2 : :: auth_core :: macro_support :: Guard < A > , _guard : Guard < B >)"
        ),
        "{text}"
    );
}

#[test]
fn clippy_counts_our_argument_only_beyond_the_limit() {
    let allows = |text: &str| text.contains("# [allow (clippy :: too_many_arguments)]");
    let function = |count: u8| {
        let arguments = (0..count).map(|number| {
            let name = quote::format_ident!("a{number}");
            quote!(#name: HashMap<K, V>)
        });
        quote!(fn f(#(#arguments),*) {})
    };
    for count in [0, 6, 8] {
        assert!(!allows(&require("A", &function(count))), "{count}");
    }
    assert!(allows(&require("A", &function(7))));
    let six = require("A", &function(6));
    let stacked = require("B", &six.parse().unwrap());
    assert!(allows(&stacked));
    let thrice = require("C", &stacked.parse().unwrap());
    assert_eq!(thrice.matches("allow").count(), 1, "{thrice}");
}

/// rmcp's `#[tool]` takes its description from doc comments that no other attribute follows.
#[test]
fn doc_comments_stay_next_to_the_function() {
    let method = quote!(
        /// Lists all notes.
        #[tool]
        async fn list(open: bool) -> String {}
    );
    let text = require("check(open)", &method);
    assert!(
        text.contains(
            r#"allow (clippy :: items_after_statements)] # [doc = r" Lists all notes."] # [tool] async fn"#
        ),
        "{text}"
    );
}

/// Without the feature `axum`, there is no module of that name: the compiler names the feature.
#[test]
fn handler_of_axum_uses_the_guard_of_axum() {
    let handler = quote!(
        #[axum::debug_handler]
        async fn list() {}
    );
    for (arguments, name) in [
        (r#"role = "admin""#, "Guard"),
        ("CanPublish", "Guard"),
        ("CanPublish, report_only", "ReportOnly"),
        ("check(open)", "PendingGuard"),
    ] {
        let text = require(arguments, &handler);
        assert!(
            text.contains(&format!(":: auth_core :: macro_support :: axum :: {name} <")),
            "{text}"
        );
    }
    assert!(public(r#""no data""#, &handler).contains("macro_support :: axum :: Public <"));
}

// ---- options, public, policy!

#[test]
fn all_generated_paths_start_where_the_option_says() {
    for path in [":: auth", "crate :: auth", "crate"] {
        let text = require(
            &format!(r#"role = "a", B, crate = {path}"#),
            &quote!(
                fn f() {}
            ),
        );
        assert!(!text.contains("auth_core"), "{text}");
        assert_eq!(text.matches(&format!("{path} :: macro_support ::")).count(), 8, "{text}");
    }
    let text = public(
        "\"x\", crate = ::auth",
        &quote!(
            fn f() {}
        ),
    );
    assert!(!text.contains("auth_core"), "{text}");
    let tokens = quote!(crate = ::auth; A = authenticated;);
    let text = accepted(|mistakes| crate::policy_tokens(tokens, mistakes)).to_string();
    assert!(!text.contains("auth_core"), "{text}");
}

#[test]
fn an_open_handler_says_why() {
    let text = public(
        "\"liveness probe\",",
        &quote!(
            pub fn health() {}
        ),
    );
    let expected = quote! {
        #[doc(hidden)] pub enum __PublicHealth {}
        impl ::auth_core::macro_support::PublicReason for __PublicHealth {
            const REASON: &'static ::core::primitive::str = "liveness probe";
        }
        pub fn health(_public: ::auth_core::macro_support::Public<__PublicHealth>) {}
    };
    assert_eq!(text, expected.to_string());
}

#[test]
fn policy_is_type_with_attributes_that_were_written() {
    let tokens = quote! {
        /// Docs.
        #[cfg(unix)]
        pub A = role = "x", scope = "y";
        #[derive(Clone, Debug)]
        B = A,;
    };
    let text = accepted(|mistakes| crate::policy_tokens(tokens, mistakes)).to_string();
    let expected = quote! {
        /// Docs.
        #[cfg(unix)]
        #[derive(::core::fmt::Debug)]
        pub struct A;
        #[cfg(unix)]
        impl ::auth_core::macro_support::Policy for A {
            const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::all(&[
                ::auth_core::macro_support::Rule::role("x"),
                ::auth_core::macro_support::Rule::scope("y")
            ]);
        }
        #[derive(Clone, Debug)]
        struct B;
        impl ::auth_core::macro_support::Policy for B {
            const RULE: ::auth_core::macro_support::Rule = ::auth_core::macro_support::Rule::policy::<A>();
        }
    };
    assert_eq!(text, expected.to_string());
}

// ---- mistakes

#[test]
fn a_policy_with_a_mistake_refuses_everybody() {
    let mut mistakes = Errors::default();
    let text = crate::policy_tokens(
        quote!(A = rol = "x"; B: x; C = D; E = role == "x"; F = role = "x", conceal;),
        &mut mistakes,
    )
    .to_string();
    assert_eq!(mistakes.into_errors().len(), 4);
    let refused = "= < :: auth_core :: macro_support :: Never as :: auth_core :: macro_support :: Policy > :: RULE ;";
    assert_eq!(text.matches(refused).count(), 4, "{text}");
    assert!(text.contains("policy :: < D > ()"), "{text}");
}

#[test]
fn message_about_one_attribute_appears_once() {
    let mut mistakes = Errors::default();
    let item = quote!(
        #[public("x")]
        fn f() {}
    );
    let text = crate::require_tokens(quote!(authenticated), item, &mut mistakes).to_string();
    assert_eq!(mistakes.into_errors().len(), 1);
    let inner: TokenStream = text.replace("# [public (\"x\")] ", "").parse().unwrap();
    let text = public("\"x\"", &inner);
    assert!(text.contains(
        "(_guard : :: auth_core :: macro_support :: Guard < :: auth_core :: macro_support :: Never > , _public :"
    ));
}

#[test]
fn what_is_no_function_is_left_as_it_is() {
    let mut mistakes = Errors::default();
    let item = quote!(
        #[derive(Debug)]
        pub struct X {
            y: u8,
        }
    );
    let text =
        crate::require_tokens(quote!(authenticated), item.clone(), &mut mistakes).to_string();
    assert_eq!(mistakes.into_errors().len(), 1);
    assert_eq!(text, item.to_string());
}

// ---- documentation

#[test]
fn handler_and_type_name_the_rule_in_their_docs() {
    let handler = quote!(
        /// Lists all notes.
        #[tracing::instrument]
        pub fn list() {}
    );
    let text = require_documented(r#"any(role = "admin", CanRead)"#, &handler);
    let line = r#"Requires: `any(role = \"admin\", CanRead)`"#;
    assert!(text.contains(&format!("# [doc (hidden)] # [doc = \"{line}\"] pub enum")), "{text}");
    assert!(text.contains(&format!("# [doc = \"\\n{line}\"] pub fn list")), "{text}");
    let text = require_documented("CanRead, report_only", &handler);
    assert!(text.contains("Requires (report only): `CanRead`"), "{text}");
    let text = require_documented(r#"role = "a`b""#, &handler);
    assert!(text.contains(r#"Requires: ``` role = \"a`b\" ```"#), "{text}");
    let text = require_documented(r#"role = "a```b""#, &handler);
    assert!(text.contains(r#"Requires: ```` role = \"a```b\" ````"#), "{text}");
    let text = require_documented("check(title == \"a\n\nb\")", &handler);
    assert!(text.contains(r#"Requires: `check(title == \"a\\n\\nb\")`"#), "{text}");
}

/// `#[utoipa::path]` and others publish doc comments to clients.
#[test]
fn handler_with_another_attribute_keeps_its_docs() {
    for attribute in [
        quote!(#[utoipa::path(get)]),
        quote!(#[endpoint]),
        quote!(#[tool]),
        quote!(#[oai(path = "/")]),
        quote!(#[get("/")]),
        quote!(#[cfg_attr(feature = "docs", utoipa::path(get))]),
    ] {
        let handler = quote!(
            #[doc = " Lists."]
            #attribute
            fn list() {}
        );
        let text = require_documented(r#"role = "admin""#, &handler);
        assert_eq!(text.matches("Requires").count(), 1, "{text}");
        let text = require_documented(r#"role = "admin", from = caller"#, &handler);
        assert!(!text.contains("Requires"), "{text}");
    }
}

/// `missing_docs` still reports an exported handler without docs.
#[test]
fn exported_handler_without_docs_gets_none() {
    for (handler, count) in [
        (
            quote!(
                pub fn f() {}
            ),
            1,
        ),
        (
            quote!(
                pub(crate) fn f() {}
            ),
            2,
        ),
    ] {
        let text = require_documented(r#"role = "admin""#, &handler);
        assert_eq!(text.matches("Requires").count(), count, "{text}");
    }
}
