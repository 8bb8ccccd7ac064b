//! Strings that look like a path, a list or a pattern, and keywords of other crates.

use crate::tests::accepted::summary;
use crate::tests::annotated::require;

#[test]
fn path_in_quotes_is_rejected() {
    require(
        r#"role = "Role::ADMIN"
       ^^^^^^^^^^^^^ `"Role::ADMIN"` is a name, and `Role::ADMIN` a typed value: write `role = Role::ADMIN` without quotes, and derive `auth_core::Role` for its enum"#,
    );
    require(
        r#"any(role = "a", permission = "posts::edit" | "b")
                             ^^^^^^^^^^^^^ `"posts::edit"` is a name, and `posts::edit` a typed value: write `permission = posts::edit` without quotes, and derive `auth_core::Permission` for its enum"#,
    );
    require(
        r#"role = "Role::Admin"
       ^^^^^^^^^^^^^ `"Role::Admin"` is a name, and `Role::Admin` a typed value: write `role = Role::Admin` without quotes, and derive `auth_core::Role` for its enum"#,
    );
}

#[test]
fn list_in_quotes_is_rejected_with_both_ways_to_join() {
    require(
        r#"role = "admin,editor"
       ^^^^^^^^^^^^^^ `,` in quotes is a part of one name: write `role = "admin", role = "editor"` if the caller needs all of them, `role = "admin" | "editor"` if one is enough"#,
    );
    require(
        r#"scope = "a, b"
        ^^^^^^ `,` in quotes is a part of one name: write `scope = "a", scope = "b"` if the caller needs all of them, `scope = "a" | "b"` if one is enough"#,
    );
    require(
        r#"group = "a || b"
        ^^^^^^^^ `|` in quotes is a part of one name: write `group = "a", group = "b"` if the caller needs all of them, `group = "a" | "b"` if one is enough"#,
    );
    require(
        r#"issuer = "https://a.example,https://b.example"
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `,` in quotes is a part of one value: write `issuer = "https://a.example" | "https://b.example"`"#,
    );
    require(
        r#"acr = "urn:a|urn:b"
      ^^^^^^^^^^^^^ `|` in quotes is a part of one value: write `acr = "urn:a" | "urn:b"`"#,
    );
    require(
        r#"permission = "edit|delete"
             ^^^^^^^^^^^^^ `|` in quotes is a part of one name: write `permission = "edit", permission = "delete"` if the caller needs all of them, `permission = "edit" | "delete"` if one is enough"#,
    );
}

#[test]
fn pattern_is_rejected_in_every_kind_of_value() {
    for (text, carets) in [
        ("role = \"*\"", "       ^^^"),
        ("permission = \"notes:*\"", "             ^^^^^^^^^"),
        ("group = \"staff/*\"", "        ^^^^^^^^^"),
        ("scope = \"https://a.example/*\"", "        ^^^^^^^^^^^^^^^^^^^^^"),
        ("issuer = \"https://*.example\"", "         ^^^^^^^^^^^^^^^^^^^"),
        ("acr = \"urn:*\"", "      ^^^^^^^"),
    ] {
        let word = text.split(' ').next().unwrap();
        require(&format!(
            "{text}\n{carets} there are no patterns, `*` is a part of the value: write each value, `{word} = \"…\" | \"…\"`"
        ));
    }
    require(
        r#"permission = "notes:*"
             ^^^^^^^^^ there are no patterns, `*` is a part of the value: write each value, `permission = "…" | "…"`"#,
    );
}

#[test]
fn name_that_tokens_really_hold_is_taken() {
    for text in [
        r#"group = "CN=Admins,OU=Groups,DC=acme,DC=example""#,
        r#"group = "arn:aws:iam::123456789012:group/admins""#,
        r#"group = "/company/all staff""#,
        r#"scope = "https://www.googleapis.com/auth/drive.readonly""#,
        r#"scope = "https://api.example/maps?at=1,2""#,
        r#"scope = "api://5f3c/.default""#,
        r#"permission = "posts:edit""#,
        r#"permission = "posts.edit+delete""#,
        r#"role = "a/b;c&d""#,
    ] {
        assert_eq!(summary(text), text);
    }
}

#[test]
fn word_of_another_guard_gets_advice_of_its_own() {
    require(
        r#"expr = "*id == user.id"
^^^^ unknown requirement `expr`: write the expression without quotes: `check(post.author == subject)`"#,
    );
    require(
        r#"role = Role::Admin, ty = "Role"
                    ^^ unknown requirement `ty`: write the value without quotes, `role = Role::Admin`, and `#[derive(auth_core::Role)]` above its enum"#,
    );
    require(
        r#"role = "admin", error = "denied"
                ^^^^^ unknown requirement `error`: `Auth::builder().on_rejection(…)` sets the response to rejected requests"#,
    );
    require(
        r#"user = "alice"
^^^^ unknown requirement `user`: a rule names no single user: compare the owner, `path.user_id == subject` or `check(post.author == subject)`, or ask for a role"#,
    );
    require(
        r#"user
^^^^ unknown requirement `user`, did you mean `authenticated`?"#,
    );
    require(
        r#"email_verified
^^^^^^^^^^^^^^ unknown requirement `email_verified`, a claim is compared: write `claim.email_verified == true`"#,
    );
    require(
        r#"guest
^^^^^ unknown requirement `guest`: write `#[public("why no login is needed")]` instead of `#[require(…)]`"#,
    );
    require(
        r#"admin
^^^^^ unknown requirement `admin`, write `role = "admin"` for a role, `claim.admin == true` for a claim, or the name of a policy such as `CanPublish`"#,
    );
}

/// In `actix-web-grants` this is *all*: the advice names both ways to join.
#[test]
fn values_without_a_requirement_get_both_ways_to_join() {
    require(
        r#""A", "B"
^^^ a value without a requirement: write `role = "A"`; a comma joins requirements that must all be met, `role = "…" | "A"` and `any(…)` those of which one is enough
     ^^^ a value without a requirement: write `role = "B"`; a comma joins requirements that must all be met, `role = "…" | "B"` and `any(…)` those of which one is enough"#,
    );
    require(
        r#"role = "admin", "editor"
                ^^^^^^^^ a value without a requirement: write `role = "editor"`; a comma joins requirements that must all be met, `role = "…" | "editor"` and `any(…)` those of which one is enough"#,
    );
}
