//! Operands of comparisons.

use crate::tests::annotated::require;

#[test]
fn claim_has_a_name() {
    require(
        r#"claim
^^^^^ `claim` needs a name: write for example `claim.department == "finance"`"#,
    );
    require(
        r#"claim, role = "x"
^^^^^ `claim` needs a name: write for example `claim.department == "finance"`"#,
    );
    require(
        r#"claim == "x"
^^^^^ `claim` needs a name: write for example `claim.department == "finance"`"#,
    );
    require(
        r#"claim.
     ^ expected the name of a claim after the dot: write for example `claim.department`"#,
    );
    require(
        r#"claim. == 3
       ^^ expected the name of a claim after the dot: write for example `claim.department`"#,
    );
    require(
        r#"claim.0 == 3
      ^ a name that is no identifier stands in brackets and quotes, without the dot: `claim["…"]`"#,
    );
    require(
        r#"claim.a.0.b == 3
        ^ a name that is no identifier stands in brackets and quotes, without the dot: `claim["…"]`"#,
    );
    require(
        r#"claim.a["b"].0 == 3
             ^ a name that is no identifier stands in brackets and quotes, without the dot: `claim["…"]`"#,
    );
    require(
        r#"claim("a") == 3
     ^^^^^ the name of a claim follows a dot or stands in brackets: write `claim.department` or `claim["…"]`"#,
    );
    require(
        r#"claim::a == "x"
^^^^^^^^ a name follows a dot: write `claim.a`"#,
    );
}

#[test]
fn name_in_brackets_is_quoted() {
    require(
        r#"claim[a] == 3
      ^ a claim's name in brackets stands in quotes: `claim["a"]`"#,
    );
    require(
        r#"claim[a.b] == 3
      ^ a claim's name in brackets stands in quotes: `claim["a"]`"#,
    );
    require(
        r#"claim[0] == 3
      ^ claims are found by name: write `claim.teams contains "…"` to look into a list"#,
    );
    require(
        r#"claim[] == 3
     ^^ a claim's name in brackets stands in quotes: `claim["…"]`"#,
    );
    require(
        r#"claim[""] == 3
      ^^ empty name of a claim, write it between the quotes"#,
    );
    require(
        r#"claim["a", "b"] == 3
      ^^^ a name has brackets of its own: `claim["a"][…]`"#,
    );
    require(
        r#"claim.["a"] == 3
      ^^^^^ a name that is no identifier stands in brackets and quotes, without the dot: `claim["…"]`"#,
    );
    require(
        r#"claim.given-name == "x"
           ^ unexpected `-`, a name with other signs stands in brackets and quotes: `claim["given-…"]`"#,
    );
    require(
        r#"claim.ns:name == "x"
        ^ unexpected `:`, a name with other signs stands in brackets and quotes: `claim["ns:…"]`"#,
    );
    require(
        r#"claim.a[1] == 3, rol = "x"
        ^ claims are found by name: write `claim.teams contains "…"` to look into a list
                 ^^^ unknown requirement `rol`, did you mean `role`?"#,
    );
    require(
        r#"claim[department] == "finance"
      ^^^^^^^^^^ a claim's name in brackets stands in quotes: `claim["department"]`"#,
    );
}

#[test]
fn path_parameter_has_a_name() {
    require(
        r#"path
^^^^ `path` needs the name of a path parameter: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path == subject
^^^^ `path` needs the name of a path parameter: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path.id.x == subject
       ^ unexpected `.`, a path parameter is a single string; only claims have parts"#,
    );
    require(
        r#"path["id"] == subject
    ^^^^^^ the name of a path parameter follows a dot: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path("id") == subject
    ^^^^^^ the name of a path parameter follows a dot: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path. == subject
      ^^ expected the name of a path parameter after the dot: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path.0 == subject
     ^ expected the name of a path parameter after the dot: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path::id
^^^^^^^^ a name follows a dot: write `path.id`"#,
    );
}

#[test]
fn unknown_operand_is_named() {
    require(
        r#"department == "finance"
^^^^^^^^^^ unknown operand `department`, write `claim.department` for a claim of the token or `path.department` for a path parameter"#,
    );
    require(
        r#"sub == path.id
^^^ unknown operand `sub`, did you mean `subject`?"#,
    );
    require(
        r#"claims.department == "finance"
^^^^^^ unknown operand `claims`, did you mean `claim`?"#,
    );
    require(
        r#"token.department == "finance"
^^^^^ unknown operand `token`, write `claim.…` for a claim of the token or `path.…` for a path parameter"#,
    );
    require(
        r#"params.id == subject
^^^^^^ unknown operand `params`, did you mean `path`?"#,
    );
    require(
        r#"claim.id == params.id
            ^^^^^^ unknown operand `params`, did you mean `path`?"#,
    );
    require(
        r#"claim.id == token.id
            ^^^^^ unknown operand `token`, write `claim.…` for a claim of the token or `path.…` for a path parameter"#,
    );
    require(
        r#"claim.id == sub
            ^^^ unknown operand `sub`, did you mean `subject`?"#,
    );
}

#[test]
fn incomparable_operand_is_rejected() {
    require(
        r#"claim.department == finance
                    ^^^^^^^ `finance` is no operand, write it in quotes if it is a string: `"finance"`"#,
    );
    require(
        r#"claim.role == Role::Admin
              ^^^^^^^^^^^ `Role::Admin` cannot be compared, write the string or number that it stands for"#,
    );
    require(
        r#"claim.id == user_id()
            ^^^^^^^ only claims, path parameters, `subject` and literals are compared: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
    require(
        r#"claim.id == env!("X")
            ^^^ only claims, path parameters, `subject` and literals are compared: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
    require(
        r#"claim.id == (3)
            ^^^ unexpected `(…)`: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
    require(
        r#"claim.id == &"x"
            ^ unexpected `&`: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
    require(
        r#"claim.id == -path.x
            ^ unexpected `-`: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
}

#[test]
fn there_is_no_test_for_absence() {
    for name in ["null", "nil", "none", "None", "undefined"] {
        let marks = "^".repeat(name.len());
        require(&format!(
            "claim.x == {name}\n           {marks} there is no `{name}`: a claim that is absent or `null` meets no requirement, and \
             a rule cannot test for absence; write the value that the caller must have"
        ));
    }
    require(
        r#"claim.level == null
               ^^^^ there is no `null`: a claim that is absent or `null` meets no requirement, and a rule cannot test for absence; write the value that the caller must have"#,
    );
}
