//! `#[public(…)]`.

use crate::tests::annotated::public;

#[test]
fn open_handler_has_a_reason() {
    public(r#"@ no reason, write `#[public("why no login is needed")]`"#);
    public(
        r#"""
^^ empty reason, write `#[public("why no login is needed")]`"#,
    );
    public(
        r#""  "
^^^^ empty reason, write `#[public("why no login is needed")]`"#,
    );
    public(
        r#"7
^ the reason is a string: write `#[public("why no login is needed")]`"#,
    );
    public(
        r#"reason
^^^^^^ the reason stands alone: write `#[public("why no login is needed")]`"#,
    );
    public(
        r#"reason = "liveness probe"
^^^^^^ the reason stands alone: write `#[public("why no login is needed")]`"#,
    );
    public(
        r#""a", "b"
     ^^^ a second reason, write one"#,
    );
    public(
        r#""a" "b"
    ^^^ unexpected `"b"`, expected a comma or the end"#,
    );
    public(
        r#""a", role = "b"
     ^^^^ unexpected `role`, `#[public(…)]` takes no requirement: write `#[public("why no login is needed")]`"#,
    );
    public(
        r#"crate = ::auth
@ no reason, write `#[public("why no login is needed")]`"#,
    );
    public(
        r#""a", crate = auth
             ^^^^ `crate` takes a path from a crate's root, write `::auth` for a dependency or `crate::auth` for a module"#,
    );
}
