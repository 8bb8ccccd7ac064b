//! Several mistakes in one attribute.

use crate::tests::annotated::{require, required};

#[test]
fn all_mistakes_are_reported_together() {
    require(
        r#"rol = "admin",
^^^ unknown requirement `rol`, did you mean `role`?
scope = "",
        ^^ empty `scope`, write a name between the quotes: `scope = "posts:write"`
any(role = 7, not(CanPublish), grup = "x"),
           ^ `role` takes a string, write `role = "7"`
              ^^^ there is no `not`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`
                               ^^^^ unknown requirement `grup`, did you mean `group`?
group = "a" permission = "b" | "b",
            ^^^^^^^^^^ missing comma before `permission`
                               ^^^ duplicate value `"b"`, remove it
authenticated, crate = auth
^^^^^^^^^^^^^ `authenticated` beside `scope = ""`, which only an authenticated caller meets: remove `authenticated`
                       ^^^^ `crate` takes a path from a crate's root, write `::auth` for a dependency or `crate::auth` for a module"#,
    );
    required(
        r#"rol = "admin""#,
        r#"const fn handler(&self) {}
^^^ unknown requirement `rol`, did you mean `role`?
^^^^^ `#[require(…)]` cannot guard a `const fn`: remove `const`
                  ^^^^ `#[require(…)]` cannot guard a method with `self`: name the source of the identity, `#[require(…, from = request)]`, and return a `Result`"#,
    );
}

#[test]
fn broken_part_causes_no_mistakes_of_its_own() {
    require(
        r#"any(rol = "a", role = "b")
    ^^^ unknown requirement `rol`, did you mean `role`?"#,
    );
    require(
        r#"any(rol = "a")
    ^^^ unknown requirement `rol`, did you mean `role`?"#,
    );
    require(
        r#"role = 7, role = 7
       ^ `role` takes a string, write `role = "7"`
                 ^ `role` takes a string, write `role = "7"`"#,
    );
    require(
        r#"any(role = "a" | 7, role = "a")
                 ^ `role` takes a string, write `role = "7"`"#,
    );
}
