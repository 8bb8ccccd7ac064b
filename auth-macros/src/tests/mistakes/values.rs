//! Values of grants.

use crate::tests::annotated::require;

#[test]
fn grant_takes_its_value_behind_a_single_equals_sign() {
    require(
        r#"role
^^^^ `role` needs a value: write `role = "admin"`"#,
    );
    require(
        r#"role =
     ^ `role` needs a value: write `role = "admin"`"#,
    );
    require(
        r#"role, authenticated
^^^^ `role` needs a value: write `role = "admin"`"#,
    );
    require(
        r#"role == "admin"
     ^^ unexpected `==`, `role` takes a single `=`: `role = "admin"`"#,
    );
    require(
        r#"role: "admin"
    ^ unexpected `:`, `role` takes a single `=`: `role = "admin"`"#,
    );
    require(
        r#"role => "admin"
     ^^ unexpected `=>`, `role` takes a single `=`: `role = "admin"`"#,
    );
    require(
        r#"role("admin")
    ^^^^^^^^^ `role` takes its value after `=`: write `role = "admin"`"#,
    );
    require(
        r#"role "admin"
     ^^^^^^^ `role` takes its value after `=`: write `role = "admin"`"#,
    );
    require(
        r#"role >= "admin"
     ^^ `role` takes its value after `=`: write `role = "admin"`"#,
    );
}

#[test]
fn value_is_a_string() {
    require(
        r#"role = admin
       ^^^^^ `role` takes a string, write `role = "admin"`"#,
    );
    require(
        r#"role = 7
       ^ `role` takes a string, write `role = "7"`"#,
    );
    require(
        r#"role = 1.5
       ^^^ `role` takes a string, write `role = "1.5"`"#,
    );
    require(
        r#"role = -7
       ^^ `role` takes a string, write `role = "-7"`"#,
    );
    require(
        r#"role = 'a'
       ^^^ `role` takes a string, write `role = "a"`"#,
    );
    require(
        r#"role = true
       ^^^^ `role` takes a string, write `role = "true"`"#,
    );
    require(
        r#"role = b"admin"
       ^^^^^^^^ `role` takes a string, write it without `b` before the quotes"#,
    );
    require(
        r#"role = c"admin"
       ^^^^^^^^ `role` takes a string, write it without `c` before the quotes"#,
    );
    require(
        r#"role = "admin"x
       ^^^^^^^^ `role` takes a string, write it without `x` after the quotes"#,
    );
    require(
        r#"role = concat!("a", "b")
       ^^^^^^ `role` takes a string literal, not the macro `concat!`"#,
    );
    require(
        r#"role = &"admin"
       ^ unexpected `&`, `role` takes a string: `role = "admin"`"#,
    );
    require(
        r#"role = $x
       ^ unexpected `$`, `role` takes a string: `role = "admin"`"#,
    );
}

#[test]
fn value_is_not_empty() {
    require(
        r#"role = ""
       ^^ empty `role`, write a name between the quotes: `role = "admin"`"#,
    );
    require(
        r#"role = "a" | "" | " "
             ^^ empty `role`, write a name between the quotes: `role = "admin"`
                  ^^^ empty `role`, write a name between the quotes: `role = "admin"`"#,
    );
    require(
        r#"scope = ""
        ^^ empty `scope`, write a name between the quotes: `scope = "posts:write"`"#,
    );
}

#[test]
fn value_has_no_white_space_around_it() {
    require(
        r#"role = " admin"
       ^^^^^^^^ white space around the name would be part of it, write `role = "admin"`"#,
    );
    require(
        r#"group = "staff "
        ^^^^^^^^ white space around the name would be part of it, write `group = "staff"`"#,
    );
}

#[test]
fn scope_is_one_scope_token() {
    require(
        r#"scope = "posts:read posts:write"
        ^^^^^^^^^^^^^^^^^^^^^^^^ a space separates scopes, write `scope = "posts:read", scope = "posts:write"` if the caller needs all of them, `scope = "posts:read" | "posts:write"` if one is enough"#,
    );
    require(
        r#"scope = "posts:read "
        ^^^^^^^^^^^^^ a scope cannot hold white space, write `scope = "posts:read"`"#,
    );
    require(
        r#"scope = "größe"
        ^^^^^^^ a scope cannot hold `ö`: only visible ASCII but `"` and `\` (RFC 6749, section 3.3)"#,
    );
    require(
        r#"scope = "a\"b"
        ^^^^^^ a scope cannot hold `"`: only visible ASCII but `"` and `\` (RFC 6749, section 3.3)"#,
    );
    require(
        r#"scope = "a\\b"
        ^^^^^^ a scope cannot hold `\`: only visible ASCII but `"` and `\` (RFC 6749, section 3.3)"#,
    );
}

#[test]
fn value_is_written_once() {
    require(
        r#"role = "a" | "b" | "a"
                   ^^^ duplicate value `"a"`, remove it"#,
    );
    require(
        r#"role = "admin" | "editor" | "admin"
                            ^^^^^^^ duplicate value `"admin"`, remove it"#,
    );
}
