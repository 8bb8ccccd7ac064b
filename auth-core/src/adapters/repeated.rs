//! Path parameters that the pattern of a route has more than once.

use std::iter::repeat_n;

use crate::request::path::PathParameters;

/// Returns path parameters, each one as often as the pattern of the route has its name.
///
/// A framework may know fewer of them: salvo keeps only the last of two parameters with one name,
/// and the middleware of a scope of actix-web runs before the inner ones are matched.
pub(super) fn path_parameters<'r, V: Into<Box<str>> + Clone>(
    pattern: &str,
    parameters: impl IntoIterator<Item = (&'r str, V)>,
) -> PathParameters {
    let repeat = |(name, value)| repeat_n((name, value), occurrences(pattern, name));
    PathParameters::new(parameters.into_iter().flat_map(repeat))
}

/// Returns the number of parameters of this name in the pattern of a route, at least 1.
fn occurrences(pattern: &str, name: &str) -> usize {
    let has_name = |capture: &&str| {
        // A name ends at one of these: `{user-id}` is not `{user}`. salvo names `{**rest}` `rest`.
        let written = capture.split(['}', ':', '|']).next().unwrap_or_default();
        [written, written.trim_start_matches(['*', '+', '?'])].contains(&name)
    };
    pattern.split('{').skip(1).filter(has_name).count().max(1)
}
