//! Options of the attribute.

use crate::tests::annotated::require;

#[test]
fn option_stands_outside_of_groups() {
    require(
        r#"any(role = "a", role = "b", crate = ::auth)
                            ^^^^^ the option `crate` stands in `any(…)`, write it after the requirements instead"#,
    );
    require(
        r#"any(role = "a", scope = "b", conceal)
                             ^^^^^^^ the option `conceal` stands in `any(…)`, write it after the requirements instead"#,
    );
    require(
        r#"any(role = "admin", role = "editor", from = identity)
                                     ^^^^ the option `from` stands in `any(…)`, write it after the requirements instead"#,
    );
    require(
        r#"any(role = "admin", all(role = "editor", scope = "posts:write", report_only))
                                                                ^^^^^^^^^^^ the option `report_only` stands in `all(…)`, write it after the requirements instead"#,
    );
}

#[test]
fn option_is_written_once() {
    require(
        r#"role = "a", crate = ::auth, crate = ::auth
                            ^^^^^ duplicate option `crate`, write it once"#,
    );
}

#[test]
fn path_of_the_crate_is_rooted() {
    require(
        r#"role = "a", crate = auth
                    ^^^^ `crate` takes a path from a crate's root, write `::auth` for a dependency or `crate::auth` for a module"#,
    );
    require(
        r#"role = "a", crate = self::auth
                    ^^^^^^^^^^ `crate` takes a path from a crate's root, write `crate::…` instead of `self::auth`"#,
    );
    require(
        r#"role = "a", crate = "auth"
                    ^^^^^^ `crate` takes a path without quotes: write `crate = ::auth`, or `crate = crate::auth` for a re-export"#,
    );
    require(
        r#"role = "a", crate
            ^^^^^ `crate` is an option with a path: write `crate = ::auth`, or `crate = crate::auth` for a re-export"#,
    );
    require(
        r#"role = "a", crate =
            ^^^^^ `crate` takes a path: write `crate = ::auth`, or `crate = crate::auth` for a re-export"#,
    );
    require(
        r#"role = "a", crate = 7
                    ^ `crate` takes a path: write `crate = ::auth`, or `crate = crate::auth` for a re-export"#,
    );
    require(
        r#"role = "a", crate == ::auth
            ^^^^^ `crate` is an option with a path: write `crate = ::auth`, or `crate = crate::auth` for a re-export"#,
    );
    require(
        r#"role = "a", crate = ::auth::<u8>
                    ^ `crate` takes a path: write `crate = ::auth`, or `crate = crate::auth` for a re-export"#,
    );
    require(
        r#"role = "admin", crate = super::auth
                        ^^^^^^^^^^^ `crate` takes a path from a crate's root, write `crate::…` instead of `super::auth`"#,
    );
    require(
        r#"role = "admin", crate = auth_core
                        ^^^^^^^^^ `crate` takes a path from a crate's root, write `::auth_core` for a dependency or `crate::auth_core` for a module"#,
    );
}

#[test]
fn from_takes_an_expression_without_quotes() {
    require(
        r#"role = "admin", from = "request"
                       ^^^^^^^^^ `from` takes an expression without quotes: write `from = request` for an argument `request`"#,
    );
    require(
        r#"role = "admin", from
                ^^^^ `from` takes the source of the identity: write `from = request` for an argument `request`"#,
    );
}

#[test]
fn option_without_a_value_stands_alone() {
    require(
        r#"conceal = true, role = "x"
        ^ `conceal` stands alone: write `conceal` without a value"#,
    );
    require(
        r#"conceal(true), role = "x"
       ^^^^^^ `conceal` stands alone: write `conceal` without a value"#,
    );
    require(
        r#"role = "x", report_only = true
                        ^ `report_only` stands alone: write `report_only` without a value"#,
    );
}

#[test]
fn options_do_not_contradict_each_other() {
    require(
        r#"role = "admin", conceal, report_only
                         ^^^^^^^^^^^ `report_only` beside `conceal`: `report_only` rejects no request that `conceal` could hide, remove one of them"#,
    );
    require(
        r#"report_only, conceal, role = "admin"
             ^^^^^^^ `conceal` beside `report_only`: `report_only` rejects no request that `conceal` could hide, remove one of them"#,
    );
    require(
        r#"role = "admin", conceal, conceal
                         ^^^^^^^ duplicate option `conceal`, write it once"#,
    );
    require(
        r#"role = "admin", report_only, report_only
                             ^^^^^^^^^^^ duplicate option `report_only`, write it once"#,
    );
}

#[test]
fn option_alone_is_no_requirement() {
    require(
        r#"conceal
@ no requirement: write `#[require(authenticated)]` for every authenticated caller, `#[public("…")]` for every request"#,
    );
    require(
        r#"report_only
@ no requirement: write `#[require(authenticated)]` for every authenticated caller, `#[public("…")]` for every request"#,
    );
}
