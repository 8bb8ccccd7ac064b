//! Unknown keywords.

use crate::tests::annotated::require;

#[test]
fn misspelt_word_is_named() {
    require(
        r#"rol = "admin"
^^^ unknown requirement `rol`, did you mean `role`?"#,
    );
    require(
        r#"roles = ["admin", "editor"]
^^^^^ unknown requirement `roles`, did you mean `role`?"#,
    );
    require(
        r#"authentcated
^^^^^^^^^^^^ unknown requirement `authentcated`, did you mean `authenticated`?"#,
    );
    require(
        r#"any_of(role = "a", role = "b")
^^^^^^ unknown requirement `any_of`, did you mean `any`?"#,
    );
    require(
        r#"Role = "admin"
^^^^ unknown requirement `Role`, did you mean `role`?"#,
    );
    require(
        r#"Any(role = "a", scope = "b")
^^^ unknown requirement `Any`, did you mean `any`?"#,
    );
    require(
        r#"role = "admin", reportonly
                ^^^^^^^^^^ unknown requirement `reportonly`, did you mean `report_only`?"#,
    );
}

#[test]
fn unknown_word_gets_the_list_of_words() {
    require(
        r#"banana = "yellow"
^^^^^^ unknown requirement `banana`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"public
^^^^^^ unknown requirement `public`: write `#[public("why no login is needed")]` instead of `#[require(…)]`"#,
    );
    require(
        r#"true
^^^^ unknown requirement `true`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"tenant = "acme"
^^^^^^ unknown requirement `tenant`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `issuer = "…"`, `ip = "…"`, `acr = "…"`, `max_age = "…"`, a comparison such as `claim.department == "finance"`, `any(…)`, `all(…)`, `check(…)` or a policy's name such as `CanPublish`"#,
    );
}

#[test]
fn there_is_no_negation() {
    require(
        r#"not(role = "admin")
^^^ there is no `not`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"!role = "admin"
^ there is no `!`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"role != "admin"
     ^^ there is no `!=`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"role = "admin" != "x"
               ^^ there is no `!=`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"any(role = "a", not(role = "b"))
                ^^^ there is no `not`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"!CanPublish
^ there is no `!`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
}
