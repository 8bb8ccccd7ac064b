//! The URLs of a protected resource and of its authorization servers.

use crate::resource::error::Reason;
use crate::secure_url;

/// Splits an identifier into its origin, and its path with the query. Only the slash after the host
/// is dropped (RFC 9728 §3.1).
pub(super) fn split(identifier: &str) -> (&str, &str) {
    let authority = identifier.find("://").map_or(0, |at| at.saturating_add(3));
    let host = identifier.get(authority..).unwrap_or_default();
    let end = host.find(['/', '?']).map_or(identifier.len(), |at| authority.saturating_add(at));
    let (origin, inside) = identifier.split_at_checked(end).unwrap_or((identifier, ""));
    match inside.strip_prefix('/') {
        Some(rest) if rest.is_empty() || rest.starts_with('?') => (origin, rest),
        _ => (origin, inside),
    }
}

/// Checks that the identifier has a place for metadata that each client and each router finds.
pub(super) fn check_identifier(identifier: &str) -> Result<(), Reason> {
    secure_url::check(identifier).map_err(Reason::Url)?;
    let (_, inside) = split(identifier);
    let (path, query) = inside.split_once('?').unwrap_or((inside, ""));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()+,;=@".contains(&byte);
    let in_query = |byte: u8| plain(byte) || b"%:*?".contains(&byte);
    // Clients resolve such a segment before they send the request.
    let is_dots = |segment| matches!(segment, "." | "..");
    if !path.bytes().all(plain) || path.split('/').any(is_dots) || !query.bytes().all(in_query) {
        return Err(Reason::Path);
    }
    Ok(())
}

/// Checks that an issuer is a URL without a query (RFC 8414 §2).
pub(super) fn check_issuer(issuer: &str) -> Result<(), Reason> {
    let url = secure_url::check(issuer).map_err(Reason::Url)?;
    if url.query().is_some() { Err(Reason::Query) } else { Ok(()) }
}
