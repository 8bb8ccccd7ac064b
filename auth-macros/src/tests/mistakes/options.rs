//! Options of the whole attribute.

use crate::tests::annotated::require;

#[test]
fn an_option_stands_outside_of_groups() {
    require(
        r#"any(role = "a", role = "b", crate = ::auth)
                            ^^^^^ the option `crate` stands in `any(…)`, write it behind the requirements instead"#,
    );
    require(
        r#"any(role = "a", scope = "b", conceal)
                             ^^^^^^^ `conceal` is not supported yet"#,
    );
}

#[test]
fn an_option_is_written_once() {
    require(
        r#"role = "a", crate = ::auth, crate = ::auth
                            ^^^^^ the option `crate` is there already, write it once"#,
    );
}

#[test]
fn the_path_of_the_crate_is_rooted() {
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
}
