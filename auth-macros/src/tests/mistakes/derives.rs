//! Derives: `#[derive(Role)]` and the others.

use crate::keywords::Kind;
use crate::tests::annotated::derive;

#[test]
fn only_enums_of_names_are_derived_for() {
    derive(
        Kind::Role,
        r#"struct Role;
^^^^^^ `#[derive(Role)]` stands on an enum with a variant for each role, write `enum Role { … }`"#,
    );
    derive(
        Kind::Role,
        r#"pub(crate) union Role { a: u8 }
           ^^^^^ `#[derive(Role)]` stands on an enum with a variant for each role, write `enum Role { … }`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role {}
     ^^^^ `Role` has no variants, write one for each role"#,
    );
    derive(
        Kind::Role,
        r#"enum Role<T> { A, B }
         ^^^ `#[derive(Role)]` takes an enum without parameters, remove them"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { Admin(u8), Editor { x: u8 }, Viewer }
                 ^^^^ `Admin` has fields, and a role is only a name: write a variant for each role
                              ^^^^^^^^^ `Editor` has fields, and a role is only a name: write a variant for each role"#,
    );
    derive(
        Kind::Role,
        r#"enum Role<T> {
         ^^^ `#[derive(Role)]` takes an enum without parameters, remove them
    Admin,
    Viewer(std::marker::PhantomData<T>),
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Viewer` has fields, and a role is only a name: write a variant for each role
}"#,
    );
}

#[test]
fn attribute_has_an_effect() {
    derive(
        Kind::Role,
        r#"#[role] enum Role { A }
  ^^^^ `#[role]` has no effect: write `#[role("…")]` or `#[role(implies = [Other])]`, or remove it"#,
    );
    derive(
        Kind::Role,
        r#"#[role()] enum Role { A }
  ^^^^^^ `#[role]` has no effect: write `#[role("…")]` or `#[role(implies = [Other])]`, or remove it"#,
    );
    derive(
        Kind::Role,
        r#"#[role = "x"] enum Role { A }
  ^^^^^^^^^^ `role` takes its options in parentheses: write `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role("a" implies = [B])] A, B }
                       ^^^^^^^ unexpected `implies`, expected a comma or the end"#,
    );
}

#[test]
fn option_is_known() {
    derive(
        Kind::Role,
        r#"#[role(rename = "x")] enum Role { A }
       ^^^^^^ unknown option `rename`, a name stands alone: write `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(name = "x")] A }
                   ^^^^ unknown option `name`, a name stands alone: write `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(inherits = [B])] A, B }
                   ^^^^^^^^ unknown option `inherits`, write `#[role(implies = [Other])]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implied = [B])] A, B }
                   ^^^^^^^ unknown option `implied`, did you mean `implies`?"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(Admin)] A }
                   ^^^^^ unknown option `Admin`, expected a name in quotes, `implies`, `rename_all` or `crate`"#,
    );
}

#[test]
fn option_stands_where_it_belongs() {
    derive(
        Kind::Role,
        r#"#[role("x")] enum Role { A }
       ^^^ the name belongs to a variant, write it above one"#,
    );
    derive(
        Kind::Role,
        r#"#[role(implies = [A])] enum Role { A }
       ^^^^^^^ the `implies` belongs to a variant, write it above one"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(rename_all = "lowercase")] A, #[role(crate = ::x)] B }
                   ^^^^^^^^^^ `rename_all` belongs to the enum, write `#[role(…)]` above it
                                                        ^^^^^ `crate` belongs to the enum, write `#[role(…)]` above it"#,
    );
}

#[test]
fn option_is_written_once() {
    derive(
        Kind::Role,
        r#"#[role(rename_all = "lowercase")] #[role(rename_all = "UPPERCASE")] enum Role { A }
                                         ^^^^^^^^^^ duplicate `rename_all`, write it once"#,
    );
    derive(
        Kind::Role,
        r#"#[role(crate = ::auth, crate = ::auth)] enum Role { A }
                       ^^^^^ duplicate option `crate`, write it once"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role("a", "b")] A }
                        ^^^ duplicate name, write it once"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(implies = [B], implies = [C])] A, B, C }
                                  ^^^^^^^ duplicate `implies`, write it once"#,
    );
}

#[test]
fn style_is_known() {
    derive(
        Kind::Role,
        r#"#[role(rename_all = "kebab")] enum Role { A }
                    ^^^^^^^ unknown style `kebab`, did you mean `kebab-case`?"#,
    );
    derive(
        Kind::Role,
        r#"#[role(rename_all = "banana")] enum Role { A }
                    ^^^^^^^^ unknown style `banana`, write `#[role(rename_all = "…")]` with one of `snake_case`, `kebab-case`, `camelCase`, `PascalCase`, `SCREAMING_SNAKE_CASE`, `lowercase`, `UPPERCASE`"#,
    );
    derive(
        Kind::Role,
        r#"#[role(rename_all)] enum Role { A }
       ^^^^^^^^^^ `rename_all` takes a style in quotes: write `#[role(rename_all = "kebab-case")]`"#,
    );
    derive(
        Kind::Role,
        r#"#[role(rename_all = 7)] enum Role { A }
                    ^ `rename_all` takes a style in quotes: write `#[role(rename_all = "kebab-case")]`"#,
    );
    derive(
        Kind::Role,
        r#"#[role(rename_all("snake_case"))] enum Role { A }
                 ^ `rename_all` takes a style in quotes: write `#[role(rename_all = "kebab-case")]`"#,
    );
    derive(
        Kind::Role,
        r#"#[role(crate = auth)] enum Role { A }
               ^^^^ `crate` takes a path from a crate's root, write `::auth` for a dependency or `crate::auth` for a module"#,
    );
}

#[test]
fn name_is_a_valid_value() {
    derive(
        Kind::Role,
        r#"enum Role { #[role("")] A }
                   ^^ empty name, write it between the quotes or remove them"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(" a")] A }
                   ^^^^ white space around the name would be part of it, write `#[role("a")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(7)] A }
                   ^ a name is a string: write `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { #[role(b"a")] A }
                   ^^^^ a name is a string: write `#[role("…")]`"#,
    );
}

#[test]
fn scope_is_one_scope_token() {
    derive(
        Kind::Scope,
        r#"enum Scope { #[scope("posts:write")] Write, #[scope("two words")] Two, Größe, #[scope(" a")] A }
                                                    ^^^^^^^^^^^ a space separates scopes, write a variant for each of them
                                                                       ^^^^^ a scope cannot hold `ö`: only visible ASCII but `"` and `\` (RFC 6749, section 3.3), write another name: `#[scope("…")]`
                                                                                      ^^^^ white space around the name would be part of it, write `#[scope("a")]`"#,
    );
    derive(
        Kind::Scope,
        r#"enum Scope { #[scope] A, #[scope("")] B(u8) }
               ^^^^^ `#[scope]` has no effect: write `#[scope("…")]` or `#[scope(implies = [Other])]`, or remove it
                                 ^^ empty name, write it between the quotes or remove them
                                       ^^^^ `B` has fields, and a scope is only a name: write a variant for each scope"#,
    );
}

#[test]
fn no_two_variants_have_one_name() {
    derive(
        Kind::Role,
        r#"enum Role { #[role("b")] A, B }
                            ^ `B` is called `"b"` as `A` is, write another name: `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role { A, #[role("a")] B, #[role("a")] C }
                      ^^^ `B` is called `"a"` as `A` is, write another name: `#[role("…")]`
                                      ^^^ `C` is called `"a"` as `A` is, write another name: `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"#[role(rename_all = "lowercase")] enum Role { Ab, AB }
                                                  ^^ `AB` is called `"ab"` as `Ab` is, write another name: `#[role("…")]`"#,
    );
    derive(
        Kind::Role,
        r#"enum Role {
    Admin,
    #[role("admin")]
           ^^^^^^^ `Administrator` is called `"admin"` as `Admin` is, write another name: `#[role("…")]`
    Administrator,
}"#,
    );
}
