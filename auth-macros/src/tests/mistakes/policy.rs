//! `policy! { … }`.

use crate::tests::annotated::policy;

#[test]
fn block_of_policies_has_one() {
    policy(
        r#"@ no policy in `policy!`, write for example `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"crate = ::auth;
@ no policy in `policy!`, write for example `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#";
^ unexpected `;`, expected a policy before it"#,
    );
}

#[test]
fn policy_has_a_name_and_a_rule() {
    policy(
        r#"pub CanPublish;
    ^^^^^^^^^^ the policy `CanPublish` has no rule: write `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"pub CanPublish = ;
    ^^^^^^^^^^ the policy `CanPublish` has no rule: write `authenticated` if every authenticated caller meets it"#,
    );
    policy(
        r#"pub = role = "x";
    ^ expected the name of a policy: write `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"pub can_publish = role = "x";
    ^^^^^^^^^^^ a policy's name starts with an upper-case letter, write `CanPublish` instead of `can_publish`"#,
    );
    policy(
        r#"pub struct CanPublish = role = "x";
    ^^^^^^ a policy is named without `struct`: write `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"pub CanPublish: role = "x";
              ^ unexpected `:`, expected `=` after the name of a policy: write `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"pub CanPublish(role = "x");
              ^^^^^^^^^^^^ unexpected `(…)`, expected `=` after the name of a policy: write `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"pub CanPublish == authenticated;
               ^^ unexpected `==`, expected `=` after the name of a policy: write `pub CanPublish = role = "editor", scope = "posts:write";`"#,
    );
    policy(
        r#"A = role = "x"; A = role = "y";
                ^ the policy `A` is defined twice, name one of them differently"#,
    );
    policy(
        r#"CanPublish = role = "editor";
CanPublish = role = "admin";
^^^^^^^^^^ the policy `CanPublish` is defined twice, name one of them differently"#,
    );
}

#[test]
fn policy_ends_with_a_semicolon() {
    policy(
        r#"pub CanPublish = role = "x"
                        ^^^ missing `;` after this: it ends a policy"#,
    );
    policy(
        r#"pub A = role = "x"
               ^^^ missing `;` after this: it ends a policy
pub B = role = "y";"#,
    );
    policy(
        r#"A = role = "x"
B = role = "y";
^ missing `;` before `B`: it ends a policy"#,
    );
    policy(
        r#"pub A = role = "x",
                  ^ missing `;` after this: it ends a policy
/// Docs.
pub B = role = "y";"#,
    );
}

#[test]
fn policy_has_no_options() {
    policy(
        r#"A = role = "x", crate = ::auth;
                ^^^^^ `crate` is an option of the whole `policy!`, write `crate = ::auth;` before the first policy"#,
    );
    policy(
        r#"A = role = "x", conceal;
                ^^^^^^^ the option `conceal` concerns a handler, write it in the `#[require(…)]` that names the policy"#,
    );
}

#[test]
fn each_policy_reports_its_own_mistakes() {
    policy(
        r#"A = rol = "x";
    ^^^ unknown requirement `rol`, did you mean `role`?
B = any();
    ^^^^^ empty `any()`, write at least two requirements in it
pub c = role = "";
    ^ a policy's name starts with an upper-case letter, write `C` instead of `c`
               ^^ empty `role`, write a name between the quotes: `role = "admin"`"#,
    );
}

#[test]
fn policy_does_not_depend_on_itself() {
    policy(
        r#"A = A, role = "x";
    ^ the policy `A` depends on itself, write a requirement in its place"#,
    );
    policy(
        r#"A = role = "x", B;
B = any(role = "y", C);
C = A, D;
    ^ the policy `C` depends on itself through `A`, write a requirement in its place
D = authenticated;"#,
    );
    policy(
        r#"CanPublish = role = "editor", CanDelete;
CanDelete = role = "admin", CanPublish;
                            ^^^^^^^^^^ the policy `CanDelete` depends on itself through `CanPublish`, write a requirement in its place"#,
    );
}
