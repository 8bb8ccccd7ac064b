//! Handlers that declare who may call them, as their types say.

use crate::access::attribute::Access;
use crate::guard::{Proof, Public, PublicReason};
use crate::policy::Policy;
use crate::policy::rule::NamedRule;

/// A handler whose first argument is a guard.
///
/// `#[require(…)]` and `#[public("reason")]` write that argument. A handler can also take a
/// [`Guard<P>`](crate::Guard) by hand. Every function and closure with up to 17 arguments counts, on
/// every framework. So does a type that `#[handler]` of poem and salvo, `#[endpoint]` of salvo, or
/// `#[get]` of actix-web makes of a function, if the attribute of this crate stands above. The
/// compiler infers `Arguments`.
///
/// An implementation by hand only claims that the handler is guarded.
///
/// ```
/// use auth_core::access::Guarded;
/// use auth_core::{Guard, policy};
///
/// policy! { CanPublish = role = "editor"; }
///
/// async fn publish(_proof: Guard<CanPublish>, title: String) {}
///
/// fn rules<H: Guarded<A>, A>(_handler: H) -> Vec<String> {
///     H::access().iter().map(ToString::to_string).collect()
/// }
/// assert_eq!(rules(publish), [r#"#[require(role = "editor")]"#]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has neither `#[require(…)]` nor `#[public(\"reason\")]`",
    label = "every caller could call this handler",
    note = "write `#[require(…)]` above the handler and its other attributes, or \
    `#[public(\"reason\")]` if it is open on purpose; a `Guard<P>` by hand is the first argument",
    note = "`Identity` as an argument is no rule: write `#[require(authenticated)]`",
    note = "`from = …` decides in the body of a function: leave it out on a handler"
)]
pub trait Guarded<Arguments> {
    /// Returns the attributes of the handler, in the order of their decisions.
    fn access() -> Vec<Access>;

    /// Returns the first line of the handler's doc comments, as far as its attributes keep one.
    /// Default: an empty text.
    #[must_use]
    fn doc() -> &'static str {
        ""
    }
}

/// Returns `handler`. Does not compile for a handler that is not [`Guarded`].
///
/// ```
/// use auth_core::access::guarded;
/// use auth_core::require;
///
/// #[require(role = "admin")]
/// async fn delete_user() {}
///
/// let handler = guarded(delete_user); // for example `delete(guarded(delete_user))` in a router
/// # let _ = handler;
/// ```
///
/// ```compile_fail,E0277
/// use auth_core::access::guarded;
///
/// async fn delete_user() {}
///
/// let handler = guarded(delete_user);
/// ```
#[must_use = "a handler without a route does not run"]
pub const fn guarded<H: Guarded<Arguments>, Arguments>(handler: H) -> H {
    handler
}

/// The argument that an attribute adds to a handler.
pub trait Declares {
    /// The first line of the handler's doc comments, or an empty text.
    const DOC: &'static str;

    /// Adds the attribute to the list.
    fn declare(list: &mut Vec<Access>);

    /// Returns the attribute, and those that stand behind it.
    #[must_use]
    fn list() -> Vec<Access> {
        let mut list = Vec::new();
        Self::declare(&mut list);
        list
    }
}

impl<T: Proof> Declares for T {
    const DOC: &'static str = T::Policy::DOC;

    fn declare(list: &mut Vec<Access>) {
        let mut add = |policy: NamedRule, is_enforced| {
            #[cfg(auth_core_mutants)]
            if is_enforced {
                crate::policy::mutants::declared(policy);
            }
            let access = Access::of(policy);
            list.push(if is_enforced { access } else { access.report_only() });
        };
        add(T::POLICY, T::IS_ENFORCED);
        T::Policy::below(&mut add);
    }
}

impl<M: PublicReason> Declares for Public<M> {
    const DOC: &'static str = M::DOC;

    fn declare(list: &mut Vec<Access>) {
        list.push(Access::public(M::REASON));
    }
}

/// Stands in place of the arguments, for a handler that an attribute such as `#[get("/")]` of
/// actix-web or `#[handler]` of poem and salvo has turned into a type.
#[derive(Debug)]
pub enum HandlerType {}

/// Implements `Guarded` for handlers with these arguments, and with each smaller number of them.
macro_rules! handlers {
    (@one $($argument:ident)*) => {
        impl<H, R, D, $($argument),*> Guarded<(D, $($argument),*)> for H
        where
            H: Fn(D, $($argument),*) -> R,
            D: Declares,
        {
            fn access() -> Vec<Access> {
                D::list()
            }

            fn doc() -> &'static str {
                D::DOC
            }
        }
    };
    ($first:ident $($argument:ident)*) => {
        handlers!(@one $first $($argument)*);
        handlers!($($argument)*);
    };
    () => {
        handlers!(@one);
    };
}

handlers!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16);
