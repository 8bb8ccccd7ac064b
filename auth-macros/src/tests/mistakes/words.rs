//! Words that are not in the language, or not yet.

use crate::tests::annotated::require;

#[test]
fn a_misspelt_word_is_named() {
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
}

#[test]
fn an_unknown_word_gets_the_list_of_words() {
    require(
        r#"banana = "yellow"
^^^^^^ unknown requirement `banana`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `any(…)`, `all(…)` or a policy's name such as `CanPublish`"#,
    );
    require(
        r#"public
^^^^^^ unknown requirement `public`, write `#[public("why everybody may call this")]` instead of `#[require(…)]`"#,
    );
    require(
        r#"true
^^^^ unknown requirement `true`, expected `authenticated`, `role = "…"`, `scope = "…"`, `permission = "…"`, `group = "…"`, `any(…)`, `all(…)` or a policy's name such as `CanPublish`"#,
    );
}

#[test]
fn words_of_later_versions_are_refused_and_never_ignored() {
    require(
        r#"issuer = "https://staff.example"
^^^^^^ `issuer` is not supported yet"#,
    );
    require(
        r#"claim.department == "finance", claim["https://acme.example/tier"] == "gold"
^^^^^ `claim` is not supported yet
                               ^^^^^ `claim` is not supported yet"#,
    );
    require(
        r#"path.user_id == subject
^^^^ `path` is not supported yet"#,
    );
    require(
        r#"subject == path.user_id
^^^^^^^ `subject` is not supported yet"#,
    );
    require(
        r#"ip = "10.0.0.0/8" | "fd00::/8"
^^ `ip` is not supported yet"#,
    );
    require(
        r#"role = "admin", acr = "urn:example:mfa", max_age = "15m"
                ^^^ `acr` is not supported yet
                                         ^^^^^^^ `max_age` is not supported yet"#,
    );
    require(
        r#"check(post.author == identity.subject(), true)
^^^^^ `check` is not supported yet"#,
    );
    require(
        r#"role = "admin", conceal
                ^^^^^^^ `conceal` is not supported yet"#,
    );
    require(
        r#"role = "admin", report_only
                ^^^^^^^^^^^ `report_only` is not supported yet"#,
    );
    require(
        r#"role = "admin", from = request
                ^^^^ `from` is not supported yet"#,
    );
    require(
        r#"role = Role::Admin
       ^^^^^^^^^^^ a typed value such as `Role::Admin` is not supported yet, write the name in quotes: `role = "…"`"#,
    );
    require(
        r#"role = Admin
       ^^^^^ a typed value such as `Admin` is not supported yet, write the name in quotes: `role = "…"`"#,
    );
    require(
        r#"role = "a" | Role::B | "c"
             ^^^^^^^ a typed value such as `Role::B` is not supported yet, write the name in quotes: `role = "…"`"#,
    );
}

#[test]
fn there_is_no_negation() {
    require(
        r#"not(role = "admin")
^^^ there is no `not`: an attribute that is missing must never open a door; name what the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"!role = "admin"
^ there is no `!`: an attribute that is missing must never open a door; name what the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"role != "admin"
     ^^ there is no `!=`: an attribute that is missing must never open a door; name what the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"role = "admin" != "x"
               ^^ there is no `!=`: an attribute that is missing must never open a door; name what the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"any(role = "a", not(role = "b"))
                ^^^ there is no `not`: an attribute that is missing must never open a door; name what the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"!CanPublish
^ there is no `!`: an attribute that is missing must never open a door; name what the caller must have, for example `role = "admin"`"#,
    );
}
