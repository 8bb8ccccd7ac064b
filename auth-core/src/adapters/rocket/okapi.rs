//! Arguments and responses of `#[openapi]`. The generated document does not mention them.

use rocket_okapi::Result;
use rocket_okapi::r#gen::OpenApiGenerator;
use rocket_okapi::okapi::openapi3::Responses;
use rocket_okapi::request::{OpenApiFromRequest, RequestHeaderInput};
use rocket_okapi::response::OpenApiResponderInner;

use crate::adapters::undocumented::undocumented;
use crate::guard::CheckedResponse;
use crate::rejection::Rejection;

undocumented! { ['r] OpenApiFromRequest<'r>, {
    fn from_request_input(
        _generator: &mut OpenApiGenerator,
        _argument: String,
        _is_required: bool,
    ) -> Result<RequestHeaderInput> {
        Ok(RequestHeaderInput::None)
    }
} }

impl OpenApiResponderInner for Rejection {
    fn responses(_generator: &mut OpenApiGenerator) -> Result<Responses> {
        Ok(Responses::default())
    }
}

impl<T: OpenApiResponderInner> OpenApiResponderInner for CheckedResponse<T> {
    fn responses(generator: &mut OpenApiGenerator) -> Result<Responses> {
        T::responses(generator)
    }
}
