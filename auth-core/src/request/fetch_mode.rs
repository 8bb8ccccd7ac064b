//! Requests of scripts in a browser, by `Sec-Fetch-Mode`.

use http::HeaderName;

use crate::request::headers::HeaderSource;

/// The header with the kind of a browser's request
/// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header)).
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Returns whether a browser made the request for a script or a part of a page, and not for a page.
///
/// The header is a hint. A client that forges it gets other challenges, and no access.
pub(crate) fn is_by_script(headers: &impl HeaderSource) -> bool {
    let is_navigation = |value: Result<_, _>| {
        value.is_ok_and(|value: std::borrow::Cow<'_, _>| *value == "navigate")
    };
    headers.values(&SEC_FETCH_MODE).next().is_some_and(|value| !is_navigation(value))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn is_by_script_depends_on_the_fetch_mode() {
        let modes = [
            (None, false),
            (Some("navigate"), false),
            (Some("cors"), true),
            (Some("no-cors"), true),
            (Some("same-origin"), true),
            (Some("websocket"), true),
            (Some(""), true),
        ];
        for (mode, expected) in modes {
            let headers: HeaderMap =
                mode.into_iter().map(|mode| (SEC_FETCH_MODE, mode.parse().unwrap())).collect();
            assert_eq!(is_by_script(&headers), expected, "{mode:?}");
        }
    }
}
