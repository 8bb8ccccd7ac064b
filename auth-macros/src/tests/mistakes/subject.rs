//! The subject and the claim `sub`.

use crate::tests::annotated::require;

#[test]
fn subject_claim_is_not_the_subject() {
    require(
        r#"path.user_id == claim.sub
                ^^^^^^^^^ `claim.sub` is the subject of any issuer, write `subject` for the one of your users"#,
    );
    require(
        r#"claim["sub"] == path.user_id
^^^^^^^^^^^^ `claim["sub"]` is the subject of any issuer, write `subject` for the one of your users"#,
    );
    require(
        r#"claim.sub contains "a"
^^^^^^^^^ `claim.sub` is the subject of any issuer, write `subject` for the one of your users"#,
    );
}

#[test]
fn subject_is_a_string() {
    require(
        r#"subject == 7
           ^ `subject` is a string and never a number, write `"7"`"#,
    );
    require(
        r#"true == subject
^^^^ `subject` is a string and never a boolean, write `"true"`"#,
    );
    require(
        r#"subject == -3.5
           ^^^^ `subject` is a string and never a number, write `"-3.5"`"#,
    );
}

#[test]
fn subject_has_no_parts() {
    require(
        r#"subject.id == path.id
       ^ unexpected `.`, `subject` is a single string; only claims have parts"#,
    );
    require(
        r#"subject[0] == path.id
       ^^^ unexpected `[…]`, `subject` is a single string; only claims have parts"#,
    );
}
