//! Typed values.

use crate::tests::annotated::require;

#[test]
fn typed_value_is_a_path() {
    require(
        r#"role = admin
       ^^^^^ `role` takes a string, write `role = "admin"`"#,
    );
    require(
        r#"role = Role::
       ^^^^ expected the path of a variant, without parameters: `Role::Admin`"#,
    );
    require(
        r#"role = Role::Admin()
                  ^^ unexpected `(…)`, expected a comma or the end"#,
    );
    require(
        r#"role = Role::Admin.as_str()
                  ^ unexpected `.`, expected a comma or the end"#,
    );
    require(
        r#"role = Role::<u8>::Admin
       ^^^^ expected the path of a variant, without parameters: `Role::Admin`"#,
    );
    require(
        r#"role = concat!("a")
       ^^^^^^ `role` takes a string literal, not the macro `concat!`"#,
    );
    require(
        r#"role = [Role::Admin]
       ^^^^^^^^^^^^^ `role` takes no list: write `role = "…" | "…"` if one of them is enough"#,
    );
}

#[test]
fn typed_values_are_joined_as_others() {
    require(
        r#"role = Role::Admin || Role::Editor
                   ^^ unexpected `||`, write a single `|` between values"#,
    );
    require(
        r#"role = Role::Admin | scope = "x"
                   ^ unexpected `|`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"role = Role::Admin | "x" | claim.a == 3
                         ^ unexpected `|`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"role == Role::Admin
     ^^ unexpected `==`, `role` takes a single `=`: `role = "admin"`"#,
    );
    require(
        r#"role != Role::Admin
     ^^ there is no `!=`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
}

#[test]
fn typed_value_is_written_once() {
    require(
        r#"role = Role::Admin | Role::Admin
                     ^^^^^^^^^^^ duplicate value `Role::Admin`, remove it"#,
    );
    require(
        r#"role = "x" | Role::Admin | "x"
                           ^^^ duplicate value `"x"`, remove it"#,
    );
    require(
        r#"role = Role::Admin, role = Role::Admin
                    ^^^^^^^^^^^^^^^^^^ `role = Role::Admin` is in the attribute already, remove it"#,
    );
    require(
        r#"any(role = Role::Admin, role = Role::Admin | Role::Editor)
                               ^^^^^^^^^^^ `role = Role::Admin` is an alternative of `any(…)` already, remove it here"#,
    );
    require(
        r#"authenticated, role = Role::Admin
^^^^^^^^^^^^^ `authenticated` beside `role = Role::Admin`, which only an authenticated caller meets: remove `authenticated`"#,
    );
}

#[test]
fn variant_is_no_policy() {
    require(
        r#"Role::Admin
^^^^^^^^^^^ `Role::Admin` is a value and no policy: write `role = Role::Admin`"#,
    );
    require(
        r#"any(role = "a", crate::auth::Scope::Write)
                ^^^^^^^^^^^^^^^^^^^^^^^^^ `crate::auth::Scope::Write` is a value and no policy: write `scope = crate::auth::Scope::Write`"#,
    );
    require(
        r#"Color::Red
^^^^^^^^^^ `Color::Red` is a value and no policy: write `role = Color::Red`"#,
    );
}
