//! Comparisons.

use crate::tests::annotated::require;

#[test]
fn comparison_has_two_operands_and_an_operator() {
    require(
        r#"claim.department
^^^^^^^^^^^^^^^^ `claim.department` alone is no requirement: write for example `claim.department == true`"#,
    );
    require(
        r#"claim.admin, role = "x"
^^^^^^^^^^^ `claim.admin` alone is no requirement: write for example `claim.admin == true`"#,
    );
    require(
        r#"claim.department ==
                 ^^ expected an operand after `==`: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
    require(
        r#"claim.department "finance"
                 ^^^^^^^^^ unexpected `"finance"`, expected an operator: write for example `claim.department == "…"`"#,
    );
    require(
        r#"subject
^^^^^^^ `subject` alone is no requirement: write for example `subject == path.user_id`"#,
    );
    require(
        r#"subject, path.user_id
^^^^^^^ `subject` alone is no requirement: write for example `subject == path.user_id`
         ^^^^^^^^^^^^ `path.user_id` alone is no requirement: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path.user_id
^^^^^^^^^^^^ `path.user_id` alone is no requirement: write for example `path.user_id == subject`"#,
    );
    require(
        r#"subject contains
        ^^^^^^^^ expected an operand after `contains`: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
    require(
        r#"1 <= claim.level <= 5
                 ^^ unexpected `<=`, a comparison has two sides: write `1 <= claim.level, claim.level <= …`"#,
    );
    require(
        r#"claim.level >= 3 + 1
                 ^ unexpected `+`, expected a comma or the end"#,
    );
    require(
        r#"claim.a.starts_with("x")
                   ^^^^^ unexpected `(…)`, a rule calls no function: compare the claim, or write Rust in `check(…)`"#,
    );
    require(
        r#"claim.level >=
            ^^ expected an operand after `>=`: write `claim.…`, `path.…`, `subject`, a string, a number, `true` or `false`"#,
    );
}

#[test]
fn operator_is_written_as_in_rust() {
    require(
        r#"claim.department = "finance"
                 ^ unexpected `=`, a comparison takes `==`: write `claim.department == …`"#,
    );
    require(
        r#"subject = path.user_id
        ^ unexpected `=`, a comparison takes `==`: write `subject == …`"#,
    );
    require(
        r#"claim.department === "finance"
                 ^^^ unexpected `===`, a comparison takes `==`: write `claim.department == …`"#,
    );
    require(
        r#"claim.level => 3
            ^^ unexpected `=>`, did you mean `>=`?"#,
    );
    require(
        r#"claim.level =< 3
            ^^ unexpected `=<`, did you mean `<=`?"#,
    );
    require(
        r#"claim.level is 3
            ^^ unexpected `is`, write `==`"#,
    );
    require(
        r#"claim.teams has "blue"
            ^^^ unexpected `has`, write `contains`"#,
    );
    require(
        r#""blue" in claim.teams
       ^^ there is no `in`: write the list first, `claim.teams contains "blue"`, or `any(…, …)` around comparisons of which one is enough"#,
    );
    require(
        r#"claim.department in ["a", "b"]
                 ^^ there is no `in`: write the list first, `claim.teams contains "blue"`, or `any(…, …)` around comparisons of which one is enough"#,
    );
}

#[test]
fn there_is_no_inequality() {
    require(
        r#"claim.department != "finance"
                 ^^ there is no `!=`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"claim.department <> "finance"
                 ^^ there is no `<>`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
    require(
        r#"claim.department not contains "x"
                 ^^^ there is no `not`: a missing attribute would grant access; write the value that the caller must have, for example `role = "admin"`"#,
    );
}

#[test]
fn comparisons_are_joined_as_other_requirements() {
    require(
        r#"claim.department == "a" | "b"
                        ^ unexpected `|`, a comparison has one value on each side: write `any(claim.department == "a", claim.department == …)`"#,
    );
    require(
        r#"claim.department == "a" || "b"
                        ^^ unexpected `||`, a comparison has one value on each side: write `any(claim.department == "a", claim.department == …)`"#,
    );
    require(
        r#"claim.department == "a" or "b"
                        ^^ unexpected `or`, a comparison has one value on each side: write `any(claim.department == "a", claim.department == …)`"#,
    );
    require(
        r#"claim.department == "a" || claim.department == "b"
                        ^^ unexpected `||`, write `any(…, …)` around requirements of which one is enough"#,
    );
    require(
        r#"claim.department == "a" && claim.level >= 3
                        ^^ unexpected `&&`, a comma joins requirements that must all be met: `role = "editor", scope = "posts:write"`"#,
    );
    require(
        r#"claim.department == "a" claim.level >= 3
                        ^^^^^ missing comma before `claim`"#,
    );
    require(
        r#"claim.department == "finance" | "audit"
                              ^ unexpected `|`, a comparison has one value on each side: write `any(claim.department == "finance", claim.department == …)`"#,
    );
}

#[test]
fn comparison_depends_on_the_caller() {
    require(
        r#"path.a == path.b
^^^^^^^^^^^^^^^^ `path.a == path.b` does not depend on the caller, one side must be a claim or `subject`: write for example `path.a == subject`"#,
    );
    require(
        r#"path.a == "x"
^^^^^^^^^^^^^ `path.a == "x"` does not depend on the caller, one side must be a claim or `subject`: write for example `path.a == subject`"#,
    );
    require(
        r#"3 == path.a
^^^^^^^^^^^ `3 == path.a` does not depend on the caller, one side must be a claim or `subject`: write for example `path.a == subject`"#,
    );
    require(
        r#"3 == 3
^^^^^^ `3 == 3` does not depend on the caller, one side must be a claim or `subject`: write for example `claim.level == 3`"#,
    );
    require(
        r#""x" == "y"
^^^^^^^^^^ `"x" == "y"` does not depend on the caller, one side must be a claim or `subject`: write for example `claim.department == "y"`"#,
    );
    require(
        r#"3 >= 2
^^^^^^ `3 >= 2` does not depend on the caller, one side must be a claim or `subject`: write for example `claim.level >= 2`"#,
    );
    require(
        r#"true == false
^^^^^^^^^^^^^ `true == false` does not depend on the caller, one side must be a claim or `subject`: write for example `claim.admin == false`"#,
    );
    require(
        r#"path.a contains "x"
^^^^^^^^^^^^^^^^^^^ `path.a contains "x"` does not depend on the caller, one side must be a claim or `subject`: write for example `path.a == subject`"#,
    );
    require(
        r#""finance" == "finance"
^^^^^^^^^^^^^^^^^^^^^^ `"finance" == "finance"` does not depend on the caller, one side must be a claim or `subject`: write for example `claim.department == "finance"`"#,
    );
    require(
        r#"path.user_id == "alice"
^^^^^^^^^^^^^^^^^^^^^^^ `path.user_id == "alice"` does not depend on the caller, one side must be a claim or `subject`: write for example `path.user_id == subject`"#,
    );
    require(
        r#"path.user_id == path.owner
^^^^^^^^^^^^^^^^^^^^^^^^^^ `path.user_id == path.owner` does not depend on the caller, one side must be a claim or `subject`: write for example `path.user_id == subject`"#,
    );
}

#[test]
fn sides_differ() {
    require(
        r#"claim.a == claim.a
           ^^^^^^^ `claim.a` is compared with itself, write another operand"#,
    );
    require(
        r#"claim.a.b == claim["a"]["b"]
             ^^^^^^^^^^^^^^^ `claim.a.b` is compared with itself, write another operand"#,
    );
    require(
        r#"subject == subject
           ^^^^^^^ `subject` is compared with itself, write another operand"#,
    );
    require(
        r#"claim.a contains claim.a
                 ^^^^^^^ `claim.a` is compared with itself, write another operand"#,
    );
    require(
        r#"claim.department == claim.department
                    ^^^^^^^^^^^^^^^^ `claim.department` is compared with itself, write another operand"#,
    );
}

#[test]
fn only_numbers_have_an_order() {
    require(
        r#"claim.name >= "m"
              ^^^ `>=` compares numbers, and `"m"` is a string: write `==` instead of `>=`"#,
    );
    require(
        r#"claim.name > "3"
             ^^^ `>` compares numbers, and `"3"` is a string: write the number without quotes: `3`"#,
    );
    require(
        r#""m" < claim.name
^^^ `<` compares numbers, and `"m"` is a string: write `==` instead of `<`"#,
    );
    require(
        r#"claim.admin >= true
               ^^^^ `>=` compares numbers, and `true` is a boolean: write `==` instead of `>=`"#,
    );
    require(
        r#"claim.level >= path.level
               ^^^^^^^^^^ `>=` compares numbers, and `path.level` is a string: write `==` instead of `>=`"#,
    );
    require(
        r#"claim.level < subject
              ^^^^^^^ `<` compares numbers, and `subject` is a string: write `==` instead of `<`"#,
    );
    require(
        r#"path.level >= subject
^^^^^^^^^^ `>=` compares numbers, and `path.level` is a string: write `==` instead of `>=`
              ^^^^^^^ `>=` compares numbers, and `subject` is a string: write `==` instead of `>=`"#,
    );
    require(
        r#"claim.level >= "3"
               ^^^ `>=` compares numbers, and `"3"` is a string: write the number without quotes: `3`"#,
    );
}

#[test]
fn only_claims_contain() {
    require(
        r#"subject contains "a"
^^^^^^^ `contains` needs a list, and only a claim can be one: write for example `claim.teams contains "a"`, or `==` if they are equal"#,
    );
    require(
        r#""blue" contains claim.teams
^^^^^^ `contains` needs a list, and only a claim can be one: write `claim.teams contains "blue"`"#,
    );
    require(
        r#"path.team contains claim.teams
^^^^^^^^^ `contains` needs a list, and only a claim can be one: write `claim.teams contains path.team`"#,
    );
    require(
        r#"subject contains path.team
^^^^^^^ `contains` needs a list, and only a claim can be one: write for example `claim.teams contains path.team`, or `==` if they are equal"#,
    );
    require(
        r#"subject contains "alice"
^^^^^^^ `contains` needs a list, and only a claim can be one: write for example `claim.teams contains "alice"`, or `==` if they are equal"#,
    );
}
