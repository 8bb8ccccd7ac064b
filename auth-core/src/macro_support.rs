//! The names that generated code uses. They are not part of the public interface.

/// The arguments of a handler under `#[debug_handler]`, which only axum has.
#[cfg(feature = "axum")]
pub mod axum {
    pub use crate::guard::{Guard, PendingGuard, Public, ReportOnly};
}

/// Implements [`Guarded`](crate::access::Guarded) for the type that an attribute of a framework has
/// made of a handler.
#[cfg(any(feature = "actix-web", feature = "poem", feature = "salvo"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __handler_type {
    ($(#[$cfg:meta])* [$($parameter:ident),*] $handler:ty, $guard:ty) => {
        $(#[$cfg])*
        #[diagnostic::do_not_recommend]
        impl<$($parameter),*> $crate::access::Guarded<$crate::access::HandlerType> for $handler {
            fn access() -> ::std::vec::Vec<$crate::access::Access> {
                <$guard as $crate::access::Declares>::list()
            }

            fn doc() -> &'static ::core::primitive::str {
                <$guard as $crate::access::Declares>::DOC
            }
        }
    };
}

/// Empty: no framework is there that makes a type of a handler.
#[cfg(not(any(feature = "actix-web", feature = "poem", feature = "salvo")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __handler_type {
    ($($handler:tt)*) => {};
}

pub use crate::__handler_type as handler_type;
pub use crate::guard::checked_response::{never, run};
pub use crate::guard::open_decision::Answer;
pub use crate::guard::stacked::Stacked;
pub use crate::guard::{CheckedResponse, Guard, PendingGuard, Public, PublicReason, ReportOnly};
pub use crate::identity::grants::GrantKind;
pub use crate::in_body::{inquire, inquire_now, located, refuse};
pub use crate::policy::grant_value::{
    IsGroup, IsPermission, IsRole, IsScope, IsValue, group, permission, role, scope,
};
pub use crate::policy::{
    Comparison, GrantValue, Hierarchy, Never, Operand, Operator, Policy, Rule, check,
};
pub use crate::request::Network;
