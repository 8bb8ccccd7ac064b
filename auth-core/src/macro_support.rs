//! The names that generated code uses. They are not part of the public interface.

/// The arguments of a handler under `#[debug_handler]`, which only axum has.
#[cfg(feature = "axum")]
pub mod axum {
    pub use crate::guard::{Guard, PendingGuard, Public, ReportOnly};
}

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
