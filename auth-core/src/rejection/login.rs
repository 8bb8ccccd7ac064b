//! The redirect to the login, in place of a 401 for a user without a good session.

use http::HeaderValue;

use crate::rejection::reason::UnauthorizedReason;
use crate::rejection::{Rejection, Unauthorized};
use crate::request::return_to::{encode, return_to};

impl Rejection {
    /// Returns whether the response is a redirect to the login.
    pub(crate) fn is_login(&self) -> bool {
        let Self::Unauthorized(Unauthorized { about, .. }) = self else { return false };
        about.browser.page.is_some()
    }

    /// Returns the location of the login, if the rejection sends a user there.
    ///
    /// The query of the location has `return_to`, the path and the query of the request. After a
    /// login that is too weak or too old, it also has `acr_values` and `max_age`.
    pub(crate) fn login(&self) -> Option<HeaderValue> {
        let Self::Unauthorized(Unauthorized { reason, about }) = self else { return None };
        let (page, login) = (about.browser.page.as_deref()?, about.context.login.as_deref()?);
        let mut location = String::from(login);
        let mut mark = '?';
        let mut add = |name: &str, value: &str| {
            location.push(std::mem::replace(&mut mark, '&'));
            location.push_str(name);
            location.push('=');
            encode(value, &mut location);
        };
        // SECURITY: a client can send a path such as `//evil.example`, which a browser takes for
        // another site. The login gets none.
        if let Some(page) = return_to(page) {
            add("return_to", page);
        }
        if let UnauthorizedReason::InsufficientAuthentication(denial) = reason
            && let Some(step_up) = denial.step_up()
        {
            if !step_up.acr_values.is_empty() {
                add("acr_values", &step_up.acr_values.join(" "));
            }
            if let Some(seconds) = step_up.max_age {
                add("max_age", &seconds.to_string());
            }
        }
        HeaderValue::try_from(location).ok()
    }
}
