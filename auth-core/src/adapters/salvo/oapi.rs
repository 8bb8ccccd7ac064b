//! Arguments and responses of `#[endpoint]`. The generated document does not mention them.

use salvo::oapi::{Components, EndpointArgRegister, EndpointOutRegister, Operation};

use crate::adapters::undocumented::undocumented;
use crate::guard::CheckedResponse;
use crate::rejection::Rejection;

undocumented! { [] EndpointArgRegister, {
    fn register(_: &mut Components, _: &mut Operation, _argument: &str) {}
} }

impl EndpointOutRegister for Rejection {
    fn register(_components: &mut Components, _operation: &mut Operation) {}
}

impl<T: EndpointOutRegister> EndpointOutRegister for CheckedResponse<T> {
    fn register(components: &mut Components, operation: &mut Operation) {
        T::register(components, operation);
    }
}
