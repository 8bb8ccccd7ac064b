//! Path parameters of salvo, decoded as `PathParam` and `Request::param` decode them.

use salvo::Request;

use crate::adapters::repeated;
use crate::request::path::PathParameters;

/// Returns the path parameters of the matched route.
pub(super) fn path_parameters(request: &Request) -> PathParameters {
    let pattern = request.matched_path();
    let pairs = request.params().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parameters = repeated::path_parameters(pattern, pairs);
    if pattern.is_empty() { parameters.unrouted() } else { parameters }
}
