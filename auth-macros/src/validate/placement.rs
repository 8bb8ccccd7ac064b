//! The valid items under an attribute, and the valid attributes beside it.

use crate::errors::Errors;
use crate::function::{Attribute as HandlerAttribute, Handler, Meaning, Target};
use proc_macro2::Span;
use std::fmt::{self, Display};

/// The attribute that is expanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    Public,
    Require,
}

/// Returns the function, if a guard can be added to it.
pub(crate) fn check_target<'a>(
    target: &'a Target,
    own: Attribute,
    decides_inside: bool,
    mistakes: &mut Errors,
) -> Option<&'a Handler> {
    match target {
        Target::Function(handler) => {
            let before = mistakes.count();
            if !decides_inside {
                check_no_self_argument(handler, own, mistakes);
            }
            check_not_const(handler, own, mistakes);
            check_not_external(handler, own, mistakes);
            check_not_variadic(handler, own, mistakes);
            check_has_body(handler, own, mistakes);
            (mistakes.count() == before).then_some(handler)
        }
        Target::Other(item) => {
            match &item.word {
                Some(word) if word == "impl" || word == "mod" || word == "trait" => mistakes.at(
                    word,
                    format!(
                        "{own} guards functions and does not reach into `{word}`: write it on \
                         each function"
                    ),
                ),
                Some(word) => {
                    mistakes.at(
                        word,
                        format!(
                            "{own} guards functions: write it on the handler \
                    `fn`"
                        ),
                    );
                }
                None => mistakes.at_span(
                    Span::call_site(),
                    format!("{own} guards functions: write it on the handler `fn`"),
                ),
            }
            None
        }
    }
}

/// Refuses `self`. It must come first, and no framework calls a handler with it.
fn check_no_self_argument(handler: &Handler, own: Attribute, mistakes: &mut Errors) {
    if let Some(receiver) = &handler.arguments.receiver {
        let instead = match own {
            Attribute::Public => own.instead(),
            Attribute::Require => {
                "name the source of the identity, `#[require(…, from = request)]`, and return a \
                 `Result`"
            }
        };
        mistakes.at(receiver, format!("{own} cannot guard a method with `self`: {instead}"));
    }
}

/// Refuses `const fn`, which may run in the compiler, without a caller.
fn check_not_const(handler: &Handler, own: Attribute, mistakes: &mut Errors) {
    if let Some(place) = handler.modifiers.constness {
        mistakes.at_span(place, format!("{own} cannot guard a `const fn`: remove `const`"));
    }
}

/// Refuses `extern` functions. Their caller is foreign code, which passes no guard.
fn check_not_external(handler: &Handler, own: Attribute, mistakes: &mut Errors) {
    if let Some(place) = handler.modifiers.external {
        mistakes.at_span(place, format!("{own} cannot guard an `extern fn`: {}", own.instead()));
    }
}

fn check_not_variadic(handler: &Handler, own: Attribute, mistakes: &mut Errors) {
    if let Some(place) = handler.arguments.variadic {
        mistakes
            .at_span(place, format!("{own} cannot guard a function with `...`: {}", own.instead()));
    }
}

fn check_has_body(handler: &Handler, own: Attribute, mistakes: &mut Errors) {
    if handler.body.is_none() {
        mistakes.at(
            &handler.name,
            format!(
                "{own} cannot guard a function without a body: write it on the function that \
            has one"
            ),
        );
    }
}

/// Refuses associated functions, wherever the header shows that it is one: the policy's type cannot
/// stand beside it. The compiler's own message is obscure.
pub(crate) fn check_type_can_stand_beside(
    handler: &Handler,
    own: Attribute,
    concealed: bool,
    mistakes: &mut Errors,
) {
    let Some(place) = handler.mentions_self_type() else { return };
    let advice = match own {
        Attribute::Require if concealed => {
            "with `conceal`, write the handler outside of the `impl`"
        }
        Attribute::Require => {
            "name the rule first: `policy! { CanPublish = …; }` above the `impl`, then \
             `#[require(CanPublish)]` here"
        }
        Attribute::Public => "write the handler outside of the `impl`",
    };
    mistakes.at(place, format!("{own} cannot stand on an associated function: {advice}"));
}

/// Refuses a function that returns a future beside `check(…)`: the future would be the response,
/// and would not be awaited.
pub(crate) fn check_output_can_change(handler: &Handler, mistakes: &mut Errors) {
    let mut instruments = handler.attributes.iter().filter(|attribute| attribute.is("instrument"));
    if let Some(instrument) = instruments.find(|attribute| attribute.mentions("err")) {
        mistakes.at(
            instrument.name(),
            "`#[instrument(err)]` below `check(…)` finds no `Result`: write it above \
             `#[require(…)]`",
        );
    }
    if handler.output.written().is_some() && handler.output.inferred().is_none() {
        mistakes.at(
            handler.output.written(),
            "a handler with `check(…)` needs a return type that the macro can parse",
        );
    } else if let Some(future) = handler.output.future() {
        mistakes.at(
            future,
            "a handler with `check(…)` awaits its checks: write `async fn` instead of returning a \
             future",
        );
    }
}

/// Refuses attributes that return without running the body, where the decision stands in the body.
// SECURITY: a memoizing attribute would return an administrator's value to every caller. `memoize`
// keeps other attributes on the inner function. `cached` does so if they stand above it.
pub(crate) fn check_not_memoized(handler: &Handler, mistakes: &mut Errors) {
    const MEMOIZING: [&str; 5] = ["cached", "concurrent_cached", "io_cached", "memoize", "once"];
    const INSTEAD: &str = "without a decision: write it on a function that the body calls";
    for name in handler.attributes.iter().flat_map(HandlerAttribute::names) {
        if MEMOIZING.iter().any(|memoizing| name == memoizing) {
            mistakes.at(
                name,
                format!(
                    "`#[{name}]` below this `#[require(…)]` returns cached responses {INSTEAD}"
                ),
            );
        }
    }
    if handler.name.to_string().starts_with("memoized_original_") {
        mistakes.at_span(
            Span::call_site(),
            format!(
                "`#[memoize]` above `#[require(…, from = …)]` returns cached responses {INSTEAD}"
            ),
        );
    }
}

/// Refuses `#[public]` beside `#[require]`. One of the two is a leftover, and only the author knows
/// which one.
// SECURITY: if both were valid, a leftover `#[public]` would list the route as open.
pub(crate) fn check_no_other_marker(handler: &Handler, own: Attribute, mistakes: &mut Errors) {
    const BESIDE: &str =
        "`#[public]` beside `#[require]`: a handler is open or guarded, remove one of them";
    const TWICE: &str = "duplicate `#[public]`, write it once";
    let markers = &handler.arguments.markers;
    let above = |meaning| markers.iter().any(|marker| marker.meaning == meaning);
    let below = |name| handler.attributes.iter().find(move |attribute| attribute.is(name));
    let (beside, twice) = match own {
        Attribute::Require => (("public", Meaning::Public), None),
        Attribute::Public => (("require", Meaning::Guarded), Some(("public", Meaning::Public))),
    };
    for (message, (name, meaning)) in
        [(BESIDE, Some(beside)), (TWICE, twice)].into_iter().filter_map(|(m, o)| Some((m, o?)))
    {
        if let Some(attribute) = below(name) {
            mistakes.at(attribute.name(), message);
        } else if above(meaning) {
            mistakes.at_span(Span::call_site(), message);
        }
    }
}

impl Attribute {
    fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Require => "require",
        }
    }

    /// Returns the advice for an attribute in the wrong place.
    fn instead(self) -> &'static str {
        match self {
            Self::Public => "write the handler as a plain `fn` without it",
            Self::Require => {
                "call `identity.check::<CanPublish>()?` in its body, or let it take a \
                 `Guard<CanPublish>` argument"
            }
        }
    }
}

impl Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`#[{}(…)]`", self.name())
    }
}
