//! Joins of requirements and of values.

use crate::tests::annotated::require;

#[test]
fn requirements_are_joined_by_commas() {
    require(
        r#"role = "a" scope = "b"
           ^^^^^ missing comma before `scope`"#,
    );
    require(
        r#"role = "a" && scope = "b"
           ^^ unexpected `&&`, a comma joins requirements that must all be met: `role = "editor", scope = "posts:write"`"#,
    );
    require(
        r#"role = "a" & scope = "b"
           ^ unexpected `&`, a comma joins requirements that must all be met: `role = "editor", scope = "posts:write"`"#,
    );
    require(
        r#"role = "a" and scope = "b"
           ^^^ unexpected `and`, a comma joins requirements that must all be met: `role = "editor", scope = "posts:write"`"#,
    );
    require(
        r#"authenticated role = "x"
^^^^^^^^^^^^^ `authenticated` beside `role = "x"`, which only an authenticated caller meets: remove `authenticated`
              ^^^^ missing comma before `role`"#,
    );
    require(
        r#"any(role = "a", scope = "c") CanPublish
                             ^^^^^^^^^^ missing comma before `CanPublish`"#,
    );
    require(
        r#"role = "a"; scope = "b"
          ^ unexpected `;`, a comma joins requirements that must all be met: `role = "editor", scope = "posts:write"`"#,
    );
}

#[test]
fn alternatives_of_requirements_are_an_any() {
    require(
        r#"role = "a" || scope = "b"
           ^^ unexpected `||`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"role = "a" | scope = "b"
           ^ unexpected `|`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"role = "a" or scope = "b"
           ^^ unexpected `or`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"CanPublish || CanDelete
           ^^ unexpected `||`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"CanPublish | CanDelete
           ^ unexpected `|`, write `any(…, …)` around requirements of which one is enough"#,
    );
}

#[test]
fn values_are_joined_by_a_bar() {
    require(
        r#"role = "a" || "b"
           ^^ unexpected `||`, write a single `|` between values"#,
    );
    require(
        r#"role = "a", "b"
            ^^^ a value without a requirement: write `role = "b"`; a comma joins requirements that must all be met, `role = "…" | "b"` and `any(…)` those of which one is enough"#,
    );
    require(
        r#"role = "a" "b"
           ^^^ unexpected `"b"`, write `|` between the values of one requirement: `role = "admin" | "editor"`"#,
    );
    require(
        r#"role = "a" or "b"
           ^^ unexpected `or`, write `|` between the values of one requirement: `role = "admin" | "editor"`"#,
    );
    require(
        r#"role = ["a", "b"]
       ^^^^^^^^^^ `role` takes no list: write `role = "…" | "…"` if one of them is enough"#,
    );
    require(
        r#"role = ("a" | "b")
       ^^^^^^^^^^^ `role` takes no list: write `role = "…" | "…"` if one of them is enough"#,
    );
    require(
        r#"role = "a" |
           ^ expected a value after `|`"#,
    );
    require(
        r#"role = | "a"
       ^ unexpected `|`, `role` takes a string: `role = "admin"`"#,
    );
}

#[test]
fn comma_needs_a_requirement_before_it() {
    require(
        r#", role = "a"
^ unexpected `,`, expected a requirement before it"#,
    );
    require(
        r#"role = "a",, scope = "b"
           ^ unexpected `,`, expected a requirement before it"#,
    );
    require(
        r#"any(,)
    ^ unexpected `,`, expected a requirement before it"#,
    );
}

#[test]
fn remaining_tokens_are_rejected() {
    require(
        r#"role = "a" => "b"
           ^^ unexpected `=>`, expected a comma or the end"#,
    );
    require(
        r#"role = "a" {}
           ^^ unexpected `{…}`, expected a comma or the end"#,
    );
    require(
        r#"authenticated + 1
              ^ unexpected `+`, expected a comma or the end"#,
    );
    require(
        r#"CanPublish::<u8>
^^^^^^^^^^ generic policies cannot be named here: write `type MyPolicy = …<…>;` above and `MyPolicy` here"#,
    );
    require(
        r#"CanPublish<u8>
^^^^^^^^^^ generic policies cannot be named here: write `type MyPolicy = …<…>;` above and `MyPolicy` here"#,
    );
    require(
        r#"CanPublish()
^^^^^^^^^^ `CanPublish` is a policy's name and takes no value: write `CanPublish` alone"#,
    );
    require(
        r#"CanPublish = "x"
^^^^^^^^^^ `CanPublish` is a policy's name and takes no value: write `CanPublish` alone"#,
    );
    require(
        r#"authenticated = true
              ^ `authenticated` stands alone: write `authenticated` without a value"#,
    );
    require(
        r#"authenticated()
             ^^ `authenticated` stands alone: write `authenticated` without a value"#,
    );
}

#[test]
fn tokens_that_are_no_requirement_are_rejected() {
    require(
        r#"&role
^ unexpected `&`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#""admin"
^^^^^^^ a value without a requirement: write `role = "admin"`; a comma joins requirements that must all be met, `role = "…" | "admin"` and `any(…)` those of which one is enough"#,
    );
    require(
        r#"7
^ a value without a requirement: write for example `claim.level >= 7`"#,
    );
    require(
        r#"(role = "a", scope = "b")
^^^^^^^^^^^^^^^^^^^^^^^^^ parentheses alone do not group: write `all(…)` if all of it must be met, `any(…)` if one is enough"#,
    );
    require(
        r#"[role = "a"]
^^^^^^^^^^^^ unexpected `[…]`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"| role = "a"
^ unexpected `|`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"_
^ unknown requirement `_`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"self
^^^^ unknown requirement `self`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"a::
^ expected a policy's name after `::`"#,
    );
}

#[test]
fn values_are_joined_by_a_sign() {
    require(
        r#"role = any("a", "b")
       ^^^ `any(…)` joins requirements, not values: write `role = "a" | "b"`"#,
    );
    require(
        r#"scope = all("a", "b"), rol = "x"
        ^^^ `all(…)` joins requirements, not values: write `scope = "a", scope = "b"`
                       ^^^ unknown requirement `rol`, did you mean `role`?"#,
    );
    require(
        r#"role = any(a)
       ^^^ `any(…)` joins requirements, not values: write `role = "…" | "…"`"#,
    );
}
