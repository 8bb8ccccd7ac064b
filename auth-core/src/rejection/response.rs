//! The response to a rejected request: status, challenges, caching and body.

use std::borrow::Cow;

use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::rejection::Rejection;
use crate::rejection::auth_context::{AuthContext, Wording};
use crate::rejection::mistakes;

impl Rejection {
    /// Returns the response: status, challenges, `Cache-Control: no-store` and a problem document
    /// ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with the text of the status only. A
    /// concealed rejection returns the response to an unknown route instead.
    ///
    /// Inside an [`Auth`](crate::Auth) with
    /// [`on_rejection`](crate::auth::AuthBuilder::on_rejection), that function determines the body
    /// and all other headers. The extensions of the response hold the rejection, for layers that
    /// log or count.
    ///
    /// ```
    /// use auth_core::policy::Facts;
    /// # use auth_core::Policy;
    /// # use auth_core::policy::Rule;
    /// # struct Admins;
    /// # impl Policy for Admins { const RULE: Rule = Rule::role("admin"); }
    ///
    /// let rejection = Facts::anonymous().check::<Admins>().unwrap_err();
    /// let response: http::Response<Vec<u8>> = rejection.into_response();
    /// assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="api""#);
    /// assert_eq!(response.headers()["cache-control"], "no-store");
    /// ```
    #[must_use]
    pub fn into_response<B: From<String>>(self) -> Response<B> {
        if let Self::Concealed(_) = self {
            return self.into_not_found();
        }
        let worded =
            self.context().and_then(|context| Some((context, context.wording.as_deref()?)));
        let mut response = match worded {
            Some((context, wording)) => self.worded_response(context, wording),
            None => self.plain_response(),
        };
        // SECURITY: `on_rejection` must not turn a rejection into a success: status and challenges
        // are set last (S3, S9).
        *response.status_mut() = self.status();
        self.write_headers(response.headers_mut());
        response.extensions_mut().insert(self.without_request());
        response.map(B::from)
    }

    /// Returns the response as the application words it.
    fn worded_response(&self, context: &AuthContext, wording: &dyn Wording) -> Response<String> {
        let mut response = self.plain_response();
        // Added again below, if the body is unchanged.
        let content_type = response.headers_mut().remove(CONTENT_TYPE);
        let mut response = wording.response(self, response);
        // A length that was computed for another body breaks the connection.
        response.headers_mut().remove(CONTENT_LENGTH);
        if response.status() != self.status()
            && context.causes.is_first("on_rejection", self.code())
        {
            mistakes::status_was_put_back(self, response.status());
        }
        if !response.headers().contains_key(CONTENT_TYPE) {
            let is_unchanged = **response.body() == *self.problem();
            // SECURITY: browsers guess the type of a body without one. Text of a client in it could
            // run as a script.
            let text = HeaderValue::from_static("text/plain; charset=utf-8");
            let content_type = content_type.filter(|_| is_unchanged).unwrap_or(text);
            response.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        response
    }

    /// Returns the application's own response to an unknown route, headers and body unchanged.
    fn into_not_found<B: From<String>>(self) -> Response<B> {
        let not_found = self.context().and_then(|context| context.not_found.as_deref());
        let mut response = not_found.map_or_else(|| self.plain_response(), |not_found| not_found());
        // SECURITY: the function must not turn a rejection into a success.
        *response.status_mut() = self.status();
        response.extensions_mut().insert(self.without_request());
        response.map(B::from)
    }

    fn plain_response(&self) -> Response<String> {
        let mut response = Response::new(self.problem().into_owned());
        *response.status_mut() = self.status();
        if !response.body().is_empty() {
            let problem_json = HeaderValue::from_static("application/problem+json");
            response.headers_mut().insert(CONTENT_TYPE, problem_json);
        }
        response
    }

    /// Returns the problem document. It has the text of the status only (S36), unless the
    /// application asked for explanations.
    fn problem(&self) -> Cow<'static, str> {
        let problem = problem(self.status());
        let explains = self.context().is_some_and(|context| context.explains);
        match (self.denial().filter(|_| explains), problem.strip_suffix('}')) {
            (Some(denial), Some(members)) => {
                let detail = serde_json::Value::from(denial.explain().to_string());
                format!(r#"{members},"detail":{detail}}}"#).into()
            }
            _ => problem.into(),
        }
    }

    /// Adds the headers that a replaced response to this rejection lacks.
    pub(crate) fn missing_fields(
        &self,
        has: &dyn Fn(&HeaderName) -> bool,
        fields: &mut Vec<(HeaderName, HeaderValue)>,
    ) {
        let mut needed = HeaderMap::new();
        self.write_headers(&mut needed);
        // SECURITY: a 401 needs a challenge, and a cached rejection would reach another caller (S3,
        // S9).
        for name in [WWW_AUTHENTICATE, LOCATION, CACHE_CONTROL, RETRY_AFTER] {
            if name == CACHE_CONTROL || !has(&name) {
                fields.extend(
                    needed.get_all(&name).iter().map(|value| (name.clone(), value.clone())),
                );
            }
        }
    }

    /// Writes the headers that each rejection needs.
    fn write_headers(&self, headers: &mut HeaderMap) {
        headers.remove(WWW_AUTHENTICATE);
        for challenge in self.challenges() {
            headers.append(WWW_AUTHENTICATE, challenge.to_value());
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(location) = self.login() {
            headers.insert(LOCATION, location);
            headers.append(VARY, HeaderValue::from_static("sec-fetch-mode, accept, cookie"));
        }
        if let Some(delay) = self.retry_after() {
            // Whole seconds, rounded up, at least one: zero would invite a storm.
            let seconds =
                delay.as_secs().saturating_add(u64::from(delay.subsec_nanos() > 0)).max(1);
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

/// Returns a problem document with the text of the status only (S36). A concealed rejection has
/// none: it looks like the plain response to an unknown route.
fn problem(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => r#"{"type":"about:blank","title":"Unauthorized","status":401}"#,
        StatusCode::FORBIDDEN => r#"{"type":"about:blank","title":"Forbidden","status":403}"#,
        StatusCode::SERVICE_UNAVAILABLE => {
            r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#
        }
        StatusCode::INTERNAL_SERVER_ERROR => {
            r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#
        }
        _ => "",
    }
}
