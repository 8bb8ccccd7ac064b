//! Real issuers for tests, and an API that accepts their tokens.

pub mod api;
pub mod issuer;
pub mod provider;

use std::io::Write as _;
use std::sync::Once;

/// The audience of the API.
pub const AUDIENCE: &str = "https://api.example";

/// The audience for which oidc-provider writes opaque tokens.
pub const OPAQUE_AUDIENCE: &str = "https://api.example/opaque";

/// Returns the issuer of the running `LemonLDAP::NG`, or `None` if `.ci/interop` runs no issuers.
///
/// One line on standard error states that the tests are skipped.
pub fn lemonldap() -> Option<issuer::Issuer> {
    static NOTICE: Once = Once::new();
    let Ok(url) = std::env::var("INTEROP_LEMONLDAP") else {
        NOTICE.call_once(|| {
            // The macro's output is captured in tests that pass.
            let mut stderr = std::io::stderr();
            writeln!(stderr, "skipped: `.ci/interop` runs these tests with real issuers").unwrap();
        });
        return None;
    };
    Some(issuer::Issuer { token_endpoint: format!("{url}oauth2/token"), url })
}

/// Returns the URL of the running django-oauth-toolkit, or `None` if `.ci/interop` runs no issuers.
pub fn django() -> Option<String> {
    lemonldap().map(|_| std::env::var("INTEROP_DJANGO").expect("`.ci/interop` starts Django"))
}

/// Starts an oidc-provider of its own for a test, or returns `None` if `.ci/interop` does not run.
pub fn provider() -> Option<provider::Provider> {
    lemonldap().map(|_| provider::Provider::start())
}
