//! Path parameters of rocket, decoded as its request guards decode them.

use rocket::Request;

use crate::request::path::PathParameters;

/// Returns the path parameters of the matched route. The value of `<rest..>` is its joined
/// segments.
pub(super) fn path_parameters(request: &Request<'_>) -> PathParameters {
    let mut found = Vec::new();
    let segments = request.route().map(|route| route.uri.unmounted_origin.path().raw_segments());
    for (index, segment) in segments.into_iter().flatten().enumerate() {
        let dynamic =
            segment.as_str().strip_prefix('<').and_then(|segment| segment.strip_suffix('>'));
        let Some(name) = dynamic else { continue };
        if let Some(name) = name.strip_suffix("..") {
            let rest: Vec<_> = request.routed_segments(index..).collect();
            found.push((name, rest.join("/")));
        } else if let Some(value) = request.routed_segment(index) {
            found.push((name, value.to_owned()));
        }
    }
    let parameters = PathParameters::new(found);
    if request.route().is_some() { parameters } else { parameters.unrouted() }
}
