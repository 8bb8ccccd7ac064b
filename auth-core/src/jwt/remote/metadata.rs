//! Metadata of an issuer: its URLs, and the URLs of endpoints in it.

use std::marker::PhantomData;

use http::Uri;
use serde_json::Value;
use tokio::time::Instant;

use crate::http_client::{HttpClient, Limits, url};
use crate::jwt::json::strict;
use crate::jwt::remote::error::{Fault, FetchError};
use crate::jwt::remote::fetch;

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// Returns the URLs at which an issuer may publish its metadata, in the order of the requests.
///
/// `OpenID` Connect Discovery §4 appends its path to the issuer. RFC 8414 §3.1 inserts the path
/// between the host and the path of the issuer.
pub(crate) fn urls(issuer: &Uri) -> Vec<Uri> {
    let (Some(scheme), Some(authority)) = (issuer.scheme_str(), issuer.authority()) else {
        return Vec::new();
    };
    let path = issuer.path().strip_suffix('/').unwrap_or(issuer.path());
    let mut paths = vec![format!("{path}{OPENID}"), format!("{OAUTH}{path}")];
    if !path.is_empty() {
        paths.push(format!("{OPENID}{path}"));
    }
    let url = |path: String| format!("{scheme}://{authority}{path}").parse().ok();
    paths.into_iter().filter_map(url).collect()
}

/// An issuer, and the client that fetches its metadata.
pub(crate) struct Metadata<'a> {
    pub(crate) issuer: &'a str,
    /// The URL of the issuer.
    pub(crate) url: &'a Uri,
    pub(crate) client: &'a dyn HttpClient,
    pub(crate) limits: &'a Limits,
}

impl Metadata<'_> {
    /// Fetches the URL in `member`, from the first document that is metadata of the issuer.
    pub(crate) async fn endpoint(
        &self,
        member: &'static str,
        deadline: Instant,
    ) -> Result<Uri, FetchError> {
        let mut errors = Vec::new();
        for url in urls(self.url) {
            let document = fetch::document(self.client, self.limits, deadline, &url).await;
            let found = document.and_then(|document| {
                endpoint(&document.text, self.issuer, member)
                    .map_err(|fault| FetchError::new(&url, fault))
            });
            match found {
                Ok(endpoint) => return Ok(endpoint),
                Err(error) => {
                    let is_last = !error.concerns_one_document();
                    errors.push(error);
                    if is_last {
                        break;
                    }
                }
            }
        }
        Err(FetchError::all(&errors))
    }
}

/// Returns the URL of an endpoint of `issuer`, or of its key set, from its metadata.
///
/// The endpoint may be on another host. The metadata of the issuer names it over an encrypted
/// connection.
///
/// SECURITY: an attacker could publish metadata that names an issuer of another operator, or the
/// other way round. The issuers must be identical, without normalisation (RFC 8414 §3.3, OpenID
/// Connect Discovery §4.3, S34).
fn endpoint(text: &str, issuer: &str, name: &'static str) -> Result<Uri, Fault> {
    let metadata: Value = strict::read(text, PhantomData).map_err(|_| Fault::NotJson)?;
    let member = |name| metadata.get(name).and_then(Value::as_str).ok_or(Fault::Member(name));
    let found = member("issuer")?;
    if found != issuer {
        return Err(Fault::issuer(issuer, found));
    }
    let endpoint = url::check(member(name)?).map_err(|error| Fault::Endpoint(name, error))?;
    // SECURITY: metadata from the network must not lead to a plain service on this machine (S43).
    let is_local = url::check(issuer).is_ok_and(|issuer| url::is_loopback(&issuer));
    if endpoint.scheme_str() != Some("https") && !is_local {
        return Err(Fault::Endpoint(name, url::UrlError::Plain));
    }
    Ok(endpoint)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http_client::url::UrlError;

    fn keys_url(text: &str, issuer: &str) -> Result<Uri, Fault> {
        endpoint(text, issuer, "jwks_uri")
    }

    #[test]
    fn s34_metadata_urls_have_a_fixed_order() {
        let rows: [(&str, &[&str]); 4] = [
            (
                "https://issuer.example",
                &["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
            ),
            (
                "https://issuer.example/",
                &["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
            ),
            (
                "https://issuer.example/realms/shop",
                &[
                    "/realms/shop/.well-known/openid-configuration",
                    "/.well-known/oauth-authorization-server/realms/shop",
                    "/.well-known/openid-configuration/realms/shop",
                ],
            ),
            (
                "https://issuer.example/o/shop/",
                &[
                    "/o/shop/.well-known/openid-configuration",
                    "/.well-known/oauth-authorization-server/o/shop",
                    "/.well-known/openid-configuration/o/shop",
                ],
            ),
        ];
        for (issuer, expected) in rows {
            let urls = urls(&issuer.parse().unwrap());
            let paths: Vec<_> = urls.iter().map(Uri::path).collect();
            assert_eq!(paths, expected, "{issuer}");
            assert!(urls.iter().all(|url| url.host() == Some("issuer.example")));
        }
    }

    #[test]
    fn s34_issuer_of_metadata_is_identical() {
        let issuer = "https://issuer.example/realms/shop";
        let read = |issuer_found: &str| {
            let keys = "https://keys.example/set?v=1";
            keys_url(&json!({"issuer": issuer_found, "jwks_uri": keys}).to_string(), issuer)
        };
        assert_eq!(read(issuer).unwrap().to_string(), "https://keys.example/set?v=1");
        for found in [
            "https://issuer.example/realms/shop/",
            "https://issuer.example/realms/Shop",
            "https://ISSUER.example/realms/shop",
            "https://issuer.example:443/realms/shop",
            "http://issuer.example/realms/shop",
            "https://issuer.example/realms/{tenantid}",
            "https://issuer.example",
            "",
        ] {
            assert_eq!(read(found), Err(Fault::issuer(issuer, found)), "{found}");
        }
    }

    #[test]
    fn metadata_that_is_not_strict_is_rejected() {
        let issuer = "https://issuer.example";
        let keys = "https://issuer.example/keys";
        let rows = [
            ("", Fault::NotJson),
            ("<html>", Fault::NotJson),
            ("{\"issuer\": ", Fault::NotJson),
            ("{} {}", Fault::NotJson),
            ("[]", Fault::Member("issuer")),
            ("{}", Fault::Member("issuer")),
            (r#"{"keys": []}"#, Fault::Member("issuer")),
            (r#"{"issuer": 1}"#, Fault::Member("issuer")),
            (r#"{"issuer": null}"#, Fault::Member("issuer")),
        ];
        for (text, expected) in rows {
            assert_eq!(keys_url(text, issuer), Err(expected), "{text}");
        }
        let twice = format!(
            r#"{{"issuer": "https://evil.example", "issuer": "{issuer}", "jwks_uri": "{keys}"}}"#
        );
        assert_eq!(keys_url(&twice, issuer), Err(Fault::NotJson));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(keys_url(&deep, issuer), Err(Fault::NotJson));
        let lacks = json!({"issuer": issuer, "jwks_uri": 1}).to_string();
        assert_eq!(keys_url(&lacks, issuer), Err(Fault::Member("jwks_uri")));
    }

    #[test]
    fn s43_metadata_leads_to_https_only() {
        let read = |issuer: &str, keys: &str| {
            keys_url(&json!({"issuer": issuer, "jwks_uri": keys}).to_string(), issuer).map(drop)
        };
        let plain = Err(Fault::Endpoint("jwks_uri", UrlError::Plain));
        assert_eq!(read("https://issuer.example", "http://issuer.example/keys"), plain);
        assert_eq!(read("https://issuer.example", "http://127.0.0.1/keys"), plain);
        assert_eq!(read("https://127.0.0.1:1", "http://127.0.0.1:2/keys"), Ok(()));
        assert_eq!(read("http://127.0.0.1:1", "http://127.0.0.1:2/keys"), Ok(()));
        assert_eq!(read("http://127.0.0.1:1", "https://keys.example"), Ok(()));
        assert_eq!(read("http://127.0.0.1:1", "http://issuer.example"), plain);
        let syntax = Err(Fault::Endpoint("jwks_uri", UrlError::Syntax));
        for keys in ["/keys", "file:///etc/passwd", "javascript:1", ""] {
            assert_eq!(read("https://issuer.example", keys), syntax, "{keys}");
        }
    }
}
