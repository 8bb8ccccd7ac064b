//! Items that carry an attribute, and attributes beside it.

use crate::tests::annotated::{published, required};

#[test]
fn only_functions_are_guarded() {
    required(
        "authenticated",
        r#"pub struct Handler;
    ^^^^^^ `#[require(…)]` guards functions: write it on the handler `fn`"#,
    );
    required(
        "authenticated",
        r#"impl Handler { fn x() {} }
^^^^ `#[require(…)]` guards functions and does not reach into `impl`: write it on each function"#,
    );
    required(
        "authenticated",
        r#"#[derive(Debug)] pub(crate) enum Handler {}
                            ^^^^ `#[require(…)]` guards functions: write it on the handler `fn`"#,
    );
    required(
        "authenticated",
        r#"const X: u8 = 7;
^^^^^ `#[require(…)]` guards functions: write it on the handler `fn`"#,
    );
    required(
        "authenticated",
        r#"pub mod handlers {}
    ^^^ `#[require(…)]` guards functions and does not reach into `mod`: write it on each function"#,
    );
    required(
        "authenticated",
        r#"unsafe impl Send for X {}
^^^^^^ `#[require(…)]` guards functions: write it on the handler `fn`"#,
    );
    required(
        "authenticated",
        r#"extern "C" { fn x(); }
^^^^^^ `#[require(…)]` guards functions: write it on the handler `fn`"#,
    );
    required(
        "authenticated",
        r#"let x = 7;
^^^ `#[require(…)]` guards functions: write it on the handler `fn`"#,
    );
    published(
        "\"x\"",
        r#"pub struct Handler;
    ^^^^^^ `#[public(…)]` guards functions: write it on the handler `fn`"#,
    );
}

#[test]
fn only_functions_that_frameworks_call_are_guarded() {
    required(
        "authenticated",
        r#"pub const fn handler() {}
    ^^^^^ `#[require(…)]` cannot guard a `const fn`: remove `const`"#,
    );
    required(
        "authenticated",
        r#"pub extern "C" fn handler() {}
    ^^^^^^ `#[require(…)]` cannot guard an `extern fn`: call `identity.check::<CanPublish>()?` in its body, or let it take a `Guard<CanPublish>` argument"#,
    );
    required(
        "authenticated",
        r#"unsafe extern fn handler(x: u8, ...) {}
       ^^^^^^ `#[require(…)]` cannot guard an `extern fn`: call `identity.check::<CanPublish>()?` in its body, or let it take a `Guard<CanPublish>` argument
                                ^ `#[require(…)]` cannot guard a function with `...`: call `identity.check::<CanPublish>()?` in its body, or let it take a `Guard<CanPublish>` argument"#,
    );
    required(
        "authenticated",
        r#"async fn handler(&self) {}
                  ^^^^ `#[require(…)]` cannot guard a method with `self`: name the source of the identity, `#[require(…, from = request)]`, and return a `Result`"#,
    );
    required(
        "CanPublish",
        r#"async fn handler(&'a mut self, x: u8) {}
                         ^^^^ `#[require(…)]` cannot guard a method with `self`: name the source of the identity, `#[require(…, from = request)]`, and return a `Result`"#,
    );
    required(
        "authenticated",
        r#"async fn handler(mut self: Box<Self>) {}
                     ^^^^ `#[require(…)]` cannot guard a method with `self`: name the source of the identity, `#[require(…, from = request)]`, and return a `Result`"#,
    );
    required(
        "authenticated",
        r#"async fn handler();
         ^^^^^^^ `#[require(…)]` cannot guard a function without a body: write it on the function that has one"#,
    );
    published(
        "\"x\"",
        r#"async fn handler(self) {}
                 ^^^^ `#[public(…)]` cannot guard a method with `self`: write the handler as a plain `fn` without it"#,
    );
}

#[test]
fn type_cannot_stand_beside_an_associated_function() {
    required(
        "authenticated",
        r#"async fn handler(state: State<Self>) {}
                              ^^^^ `#[require(…)]` cannot stand on an associated function: name the rule first: `policy! { CanPublish = …; }` above the `impl`, then `#[require(CanPublish)]` here"#,
    );
    required(
        "authenticated",
        r#"async fn handler() -> Result<Self, Error> {}
                             ^^^^ `#[require(…)]` cannot stand on an associated function: name the rule first: `policy! { CanPublish = …; }` above the `impl`, then `#[require(CanPublish)]` here"#,
    );
    published(
        "\"x\"",
        r#"async fn handler() -> Self {}
                      ^^^^ `#[public(…)]` cannot stand on an associated function: write the handler outside of the `impl`"#,
    );
}

#[test]
fn handler_is_open_or_guarded() {
    required(
        "authenticated",
        r#"#[auth_core::public("x")] async fn handler() {}
             ^^^^^^ `#[public]` beside `#[require]`: a handler is open or guarded, remove one of them"#,
    );
    published(
        "\"x\"",
        r#"#[inline] #[require(authenticated)] async fn handler() {}
            ^^^^^^^ `#[public]` beside `#[require]`: a handler is open or guarded, remove one of them"#,
    );
    published(
        "\"x\"",
        r#"#[public("y")] async fn handler() {}
  ^^^^^^ duplicate `#[public]`, write it once"#,
    );
    required(
        "authenticated",
        r#"async fn handler(_public: ::auth_core::macro_support::Public<__PublicX>) {}
@ `#[public]` beside `#[require]`: a handler is open or guarded, remove one of them"#,
    );
    published(
        "\"x\"",
        r#"async fn handler(_guard: ::auth_core::macro_support::Guard<X>) {}
@ `#[public]` beside `#[require]`: a handler is open or guarded, remove one of them"#,
    );
    published(
        "\"x\"",
        r#"async fn handler(_public: ::auth_core::macro_support::Public<X>) {}
@ duplicate `#[public]`, write it once"#,
    );
}
