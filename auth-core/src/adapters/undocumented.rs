//! The arguments that generators of OpenAPI documents pass over: the report has their rules.

/// Implements a trait for the arguments of handlers, with the same body for each.
macro_rules! undocumented {
    ([$($lifetime:lifetime)?] $trait:path, $body:tt) => {
        impl<$($lifetime,)? P: crate::policy::Policy> $trait for crate::guard::Guard<P> $body
        impl<$($lifetime,)? P: crate::policy::Policy> $trait for crate::guard::ReportOnly<P> $body
        impl<$($lifetime,)? P: crate::policy::Policy> $trait for crate::guard::PendingGuard<P> $body
        impl<$($lifetime,)? M: crate::guard::PublicReason> $trait for crate::guard::Public<M> $body
        impl<$($lifetime)?> $trait for crate::identity::Identity $body
        impl<$($lifetime)?> $trait for crate::identity::MaybeIdentity $body
    };
}

pub(super) use undocumented;
