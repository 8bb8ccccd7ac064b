//! An authenticator that looks at whole requests.

use auth_core::authn::RequestAuthenticator;

use crate::callers::CallerBook;

/// Returns an authenticator of the callers that `x-login` names, for methods with `x-method`.
///
/// The name `of the path` stands for the first segment of the path.
pub(crate) fn of_requests(book: &CallerBook) -> RequestAuthenticator {
    let book = book.clone();
    RequestAuthenticator::new("https://issuer.example", move |head| {
        let login = head.headers().get("x-login").map(|name| name.to_str().unwrap().to_owned());
        let segment = head.uri().path().split('/').nth(1).unwrap_or_default().to_owned();
        let is_of_method =
            head.headers().get("x-method").is_none_or(|method| head.method().as_str() == method);
        let book = book.clone();
        async move {
            book.wait().await;
            let found = match login.filter(|_| is_of_method).as_deref() {
                None => return Ok(None),
                Some("of the path") => book.look_up(&segment)?,
                Some("unreachable store") => return Err("the store does not respond".into()),
                Some(name) => book.look_up(name)?,
            };
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Some(found))
        }
    })
}
