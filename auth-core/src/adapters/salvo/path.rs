//! Path parameters of salvo, decoded as `PathParam` and `Request::param` decode them.

use std::iter::repeat_n;

use salvo::Request;

use crate::request::path::PathParameters;

/// Returns the path parameters of the matched route.
pub(super) fn path_parameters(request: &Request) -> PathParameters {
    let pattern = request.matched_path();
    // salvo keeps only the last of two parameters with one name. The matched pattern has both.
    let repeat = |(name, value)| repeat_n((name, value), occurrences(pattern, name));
    let pairs = request.params().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parameters = PathParameters::new(pairs.flat_map(repeat));
    if pattern.is_empty() { parameters.unrouted() } else { parameters }
}

/// Returns the number of parameters of this name in the pattern of a route, at least 1.
fn occurrences(pattern: &str, name: &str) -> usize {
    let has_name = |capture: &&str| {
        // salvo ends a name at one of these: `{user-id}` is not `{user}`. It names `{**rest}`
        // `rest`.
        let written = capture.split(['}', ':', '|']).next().unwrap_or_default();
        [written, written.trim_start_matches(['*', '+', '?'])].contains(&name)
    };
    pattern.split('{').skip(1).filter(has_name).count().max(1)
}
