//! Arguments and responses of aide's handlers. The generated document does not mention them.

use aide::generate::GenContext;
use aide::openapi::{Operation, Response};
use aide::operation::{OperationInput, OperationOutput};

use crate::adapters::undocumented::undocumented;
use crate::guard::CheckedResponse;
use crate::rejection::Rejection;

undocumented! { [] OperationInput, {} }

impl OperationOutput for Rejection {
    type Inner = Self;
}

impl<T: OperationOutput> OperationOutput for CheckedResponse<T> {
    type Inner = T::Inner;

    fn operation_response(context: &mut GenContext, operation: &mut Operation) -> Option<Response> {
        T::operation_response(context, operation)
    }

    fn inferred_responses(
        context: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Response)> {
        T::inferred_responses(context, operation)
    }
}
