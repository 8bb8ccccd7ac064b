//! Groups, repetitions and redundancies.

use crate::tests::annotated::require;

#[test]
fn attribute_has_a_requirement() {
    require(
        r#"@ no requirement: write `#[require(authenticated)]` for every authenticated caller, `#[public("…")]` for every request"#,
    );
    require(
        r#"crate = ::auth
@ no requirement: write `#[require(authenticated)]` for every authenticated caller, `#[public("…")]` for every request"#,
    );
}

#[test]
fn group_has_two_requirements() {
    require(
        r#"any()
^^^^^ empty `any()`, write at least two requirements in it"#,
    );
    require(
        r#"authenticated, all()
               ^^^^^ empty `all()`, write at least two requirements in it"#,
    );
    require(
        r#"any(role = "admin")
^^^^^^^^^^^^^^^^^^^ `any(…)` of a single requirement, write `role = "admin"` without `any`"#,
    );
    require(
        r#"any(all(role = "a"), scope = "b")
    ^^^^^^^^^^^^^^^ `all(…)` of a single requirement, write `role = "a"` without `all`"#,
    );
    require(
        r#"any
^^^ `any` takes its requirements in parentheses: write `any(role = "admin", CanPublish)`"#,
    );
    require(
        r#"any = 1
^^^ `any` takes its requirements in parentheses: write `any(role = "admin", CanPublish)`"#,
    );
    require(
        r#"any[role = "a", role = "b"]
^^^ `any` takes its requirements in parentheses: write `any(role = "admin", CanPublish)`"#,
    );
}

#[test]
fn group_in_a_group_changes_the_logic() {
    require(
        r#"any(any(role = "a", role = "b"), scope = "c")
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `any(…)` directly in `any(…)`, write its requirements without the inner `any`"#,
    );
    require(
        r#"any(scope = "c", all(all(role = "a", role = "b"), scope = "d"))
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `all(…)` directly in `all(…)`, write its requirements without the inner `all`"#,
    );
    require(
        r#"all(role = "a", role = "b"), scope = "c"
^^^^^^^^^^^^^^^^^^^^^^^^^^^ `all(…)` beside other requirements, whose commas are `all` already: write its requirements without `all`"#,
    );
}

#[test]
fn requirement_is_written_once() {
    require(
        r#"role = "a", role = "a"
            ^^^^^^^^^^ `role = "a"` is in the attribute already, remove it"#,
    );
    require(
        r#"role = "a" | "b", role = "b" | "a"
                  ^^^^^^^^^^^^^^^^ `role = "b" | "a"` is in the attribute already, remove it"#,
    );
    require(
        r#"authenticated, authenticated
               ^^^^^^^^^^^^^ `authenticated` is in the attribute already, remove it"#,
    );
    require(
        r#"CanPublish, CanDelete, CanPublish
                       ^^^^^^^^^^ `CanPublish` is in the attribute already, remove it"#,
    );
    require(
        r#"any(role = "a", role = "a" | "b")
                       ^^^ `role = "a"` is an alternative of `any(…)` already, remove it here"#,
    );
    require(
        r#"any(role = "a" | "b", role = "b" | "c")
                             ^^^ `role = "b"` is an alternative of `any(…)` already, remove it here"#,
    );
    require(
        r#"any(all(role = "a", scope = "b"), all(scope = "b", role = "a"))
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `all(…)` is in `any(…)` already, remove it"#,
    );
    require(
        r#"role = "editor", scope = "posts:write", role = "editor"
                                        ^^^^^^^^^^^^^^^ `role = "editor"` is in the attribute already, remove it"#,
    );
}

#[test]
fn redundant_alternative_is_rejected() {
    require(
        r#"any(authenticated, role = "x")
                   ^^^^^^^^^^ `role = "x"` is redundant, each caller that meets it also meets `authenticated`: remove one of them"#,
    );
    require(
        r#"any(role = "a", all(role = "a", scope = "b"))
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `all(…)` is redundant, each caller that meets it also meets `role = "a"`: remove one of them"#,
    );
    require(
        r#"any(role = "a" | "b", role = "a")
                      ^^^^^^^^^^ `role = "a"` is redundant, each caller that meets it also meets `role = "a" | "b"`: remove one of them"#,
    );
    require(
        r#"any(scope = "x", any(role = "a", role = "b"), role = "a")
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `any(…)` directly in `any(…)`, write its requirements without the inner `any`
                                              ^^^^^^^^^^ `role = "a"` is redundant, each caller that meets it also meets `any(…)`: remove one of them"#,
    );
    require(
        r#"any(CanPublish, all(CanPublish, role = "a"))
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `all(…)` is redundant, each caller that meets it also meets `CanPublish`: remove one of them"#,
    );
    require(
        r#"any(role = "admin", all(role = "admin", scope = "posts:write"))
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `all(…)` is redundant, each caller that meets it also meets `role = "admin"`: remove one of them"#,
    );
    require(
        r#"any(authenticated, role = "admin")
                   ^^^^^^^^^^^^^^ `role = "admin"` is redundant, each caller that meets it also meets `authenticated`: remove one of them"#,
    );
    require(
        r#"any(role = "admin", role = "admin" | "editor")
                           ^^^^^^^ `role = "admin"` is an alternative of `any(…)` already, remove it here"#,
    );
}

#[test]
fn redundant_requirement_is_rejected() {
    require(
        r#"role = "a", role = "a" | "b"
            ^^^^^^^^^^^^^^^^ `role = "a" | "b"` is redundant, each caller that meets `role = "a"` also meets it: remove one of them"#,
    );
    require(
        r#"authenticated, role = "admin"
^^^^^^^^^^^^^ `authenticated` beside `role = "admin"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"authenticated, any(role = "a", scope = "b")
^^^^^^^^^^^^^ `authenticated` beside `any(…)`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"role = "a", any(role = "a", scope = "b")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `any(…)` is redundant, each caller that meets `role = "a"` also meets it: remove one of them"#,
    );
    require(
        r#"any(role = "x", all(authenticated, group = "y"))
                    ^^^^^^^^^^^^^ `authenticated` beside `group = "y"`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"role = "admin", role = "admin" | "editor"
                ^^^^^^^^^^^^^^^^^^^^^^^^^ `role = "admin" | "editor"` is redundant, each caller that meets `role = "admin"` also meets it: remove one of them"#,
    );
}
