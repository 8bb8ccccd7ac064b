//! Rust in a rule: `check(…)`.

use crate::tests::accepted::require as require_accepted;
use crate::tests::annotated::{policy, require, required};

#[test]
fn check_takes_one_expression_in_parentheses() {
    require(
        r#"check
^^^^^ `check` takes an expression in parentheses: write `check(post.author == subject)`"#,
    );
    require(
        r#"check = "x"
      ^ `check` takes an expression in parentheses: write `check(post.author == subject)`"#,
    );
    require(
        r#"check()
     ^^ `check()` has no expression: write `check(post.author == subject)`"#,
    );
    require(
        r#"check(post.author == identity.subject(), open)
                                       ^ `check(…)` takes one expression: write a `check(…)` for each"#,
    );
    require(
        r#"role = "admin", check(f(a, b), )
                             ^ `check(…)` takes one expression: write a `check(…)` for each"#,
    );
    require(
        r#"any(role = "admin", check(author is subject))
                                 ^^ `check(…)` takes a Rust expression: unexpected token"#,
    );
}

#[test]
fn check_without_a_condition_is_rejected() {
    require(
        r#"check(true)
      ^^^^ every authenticated caller meets `check(true)`: write `authenticated`"#,
    );
    require(
        r#"any(role = "admin", check(false))
                          ^^^^^ no caller meets `check(false)`: remove it"#,
    );
    require(
        r#"check("admin")
      ^^^^^^^ `check(…)` takes an expression that is `true` or `false`"#,
    );
    require(
        r#"check(post.author = x)
                  ^ unexpected `=`, `check(…)` compares with `==`"#,
    );
}

#[test]
fn check_is_a_requirement_like_others() {
    require(
        r#"any(role = "a", check(open), check(open))
                             ^^^^^^^^^^^ `check(…)` is in `any(…)` already, remove it"#,
    );
    require(
        r#"authenticated, check(open)
^^^^^^^^^^^^^ `authenticated` beside `check(…)`, which only an authenticated caller meets: remove `authenticated`"#,
    );
    require(
        r#"any(check(open))
^^^^^^^^^^^^^^^^ `any(…)` of a single requirement, write `check(…)` without `any`"#,
    );
    require(
        r#"check(open), report_only
             ^^^^^^^^^^^ `report_only` beside `check(…)`: only an enforced rule makes checks, remove one of them"#,
    );
}

#[test]
fn policy_has_no_check() {
    policy(
        r#"CanEdit = any(role = "admin", check(open));
                              ^^^^^ `check(…)` sees the arguments of a handler, and a policy has none: write it in the `#[require(…)]` that names the policy"#,
    );
}

#[test]
fn response_of_the_handler_can_be_wrapped() {
    required(
        "check(open)",
        r#"fn handler(open: bool) -> impl Future<Output = u8> { async { 7 } }
                               ^^^^^^ a handler with `check(…)` awaits its checks: write `async fn` instead of returning a future"#,
    );
    required(
        "check(open)",
        r#"fn handler(open: bool) -> u8 u8 { 7 }
                          ^^^^^ a handler with `check(…)` needs a return type that the macro can parse"#,
    );
}

#[test]
fn memoization_below_a_decision_is_rejected() {
    required(
        "check(open)",
        r#"#[cached] async fn handler(open: bool) -> u8 { 7 }
  ^^^^^^ `#[cached]` below this `#[require(…)]` returns cached responses without a decision: write it on a function that the body calls"#,
    );
    required(
        "any(role = \"admin\", check(open)), from = caller",
        r#"#[inline] #[::cached::proc_macro::once(time = 60, key = "u8")] fn handler(caller: Identity, open: bool) -> Answer { 7 }
                                  ^^^^ `#[once]` below this `#[require(…)]` returns cached responses without a decision: write it on a function that the body calls"#,
    );
    required(
        "role = \"admin\", from = caller",
        r#"#[cfg_attr(not(test), inline, cfg_attr(all(a, b), cached::io_cached(disk = true)))] #[memoize] #[concurrent_cached] fn handler(caller: Identity) -> Answer { 7 }
                                                          ^^^^^^^^^ `#[io_cached]` below this `#[require(…)]` returns cached responses without a decision: write it on a function that the body calls
                                                                                      ^^^^^^^ `#[memoize]` below this `#[require(…)]` returns cached responses without a decision: write it on a function that the body calls
                                                                                                 ^^^^^^^^^^^^^^^^^ `#[concurrent_cached]` below this `#[require(…)]` returns cached responses without a decision: write it on a function that the body calls"#,
    );
    required(
        "CanPublish, from = caller",
        r#"fn memoized_original_handler(caller: Identity) -> Answer { 7 }
@ `#[memoize]` above `#[require(…, from = …)]` returns cached responses without a decision: write it on a function that the body calls"#,
    );
}

#[test]
fn guard_in_front_of_a_memoized_handler_decides() {
    for arguments in ["role = \"admin\"", "CanPublish", "role = \"admin\", report_only"] {
        require_accepted(
            arguments,
            &"#[cached] #[cfg_attr(a, once)] async fn handler() {}".parse().unwrap(),
        );
    }
}
