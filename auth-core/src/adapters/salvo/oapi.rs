//! Arguments and responses of `#[endpoint]`. The generated document does not mention them.

use salvo::oapi::{Components, EndpointArgRegister, EndpointOutRegister, Operation};

use crate::guard::checked_response::CheckedResponse;
use crate::guard::pending::PendingGuard;
use crate::guard::report_only::ReportOnly;
use crate::guard::{Guard, Public, PublicReason};
use crate::identity::{Identity, MaybeIdentity};
use crate::policy::Policy;
use crate::rejection::Rejection;

macro_rules! undocumented {
    ($([$($parameter:ident: $bound:ident)?] $argument:ty;)*) => {$(
        impl$(<$parameter: $bound>)? EndpointArgRegister for $argument {
            fn register(_: &mut Components, _: &mut Operation, _argument: &str) {}
        }
    )*};
}

undocumented! {
    [P: Policy] Guard<P>;
    [P: Policy] ReportOnly<P>;
    [P: Policy] PendingGuard<P>;
    [M: PublicReason] Public<M>;
    [] Identity;
    [] MaybeIdentity;
}

impl EndpointOutRegister for Rejection {
    fn register(_components: &mut Components, _operation: &mut Operation) {}
}

impl<T: EndpointOutRegister> EndpointOutRegister for CheckedResponse<T> {
    fn register(components: &mut Components, operation: &mut Operation) {
        T::register(components, operation);
    }
}
