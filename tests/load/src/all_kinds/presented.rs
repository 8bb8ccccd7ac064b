//! The credentials that a request presents, read from its headers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The origin of the application, and a trusted one.
pub(crate) const OWN: &str = "https://api.example";
pub(crate) const TRUSTED: &str = "https://trusted.example";

/// The credentials of a request.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Presented<'r> {
    Nothing,
    Token(&'r str),
    Key(&'r str),
    /// A user name and a password in Base64.
    Password(&'r str),
    Session(&'r str),
    /// Malformed credentials of the scheme `Bearer`, and of another one.
    MalformedToken,
    Malformed,
    Several,
    /// A cookie or a password in a request that a page of another site may have caused.
    CrossSite,
}

/// The headers of a request, with names in lower case.
pub(crate) type Headers = [(&'static str, String)];

impl<'r> Presented<'r> {
    /// Reads the headers of a request.
    pub(crate) fn by(method: &str, headers: &'r Headers) -> Self {
        let authorization: Vec<_> = values(headers, "authorization").collect();
        let keys: Vec<_> = values(headers, "x-api-key").collect();
        if authorization.is_empty() && keys.is_empty() {
            return by_cookie(method, headers);
        }
        // A browser keeps a password, and adds it to the requests of each page.
        let by_browser = ["sec-fetch-site", "origin"]
            .into_iter()
            .any(|name| values(headers, name).next().is_some());
        if let [sole] = authorization[..]
            && sole.to_ascii_lowercase().starts_with("basic")
            && method != "GET"
            && by_browser
            && !is_own_page(headers)
        {
            return Self::CrossSite;
        }
        if authorization.len() > 1 || keys.len() > 1 {
            return Self::Several;
        }
        let token = authorization.first().map_or(Self::Nothing, |value| of_scheme(value));
        let key = keys.first().map_or(Self::Nothing, |value| {
            let is_in = |c: char| c.is_ascii_graphic() && c != ',';
            if value.chars().all(is_in) { Self::Key(value) } else { Self::Malformed }
        });
        match (token, key) {
            (presented, Self::Nothing) | (Self::Nothing, presented) => presented,
            (malformed @ (Self::MalformedToken | Self::Malformed), _)
            | (_, malformed @ Self::Malformed) => malformed,
            _ => Self::Several,
        }
    }
}

/// Returns the values of a header.
pub(crate) fn values<'r>(headers: &'r Headers, name: &str) -> impl Iterator<Item = &'r str> {
    headers.iter().filter(move |(of, _)| *of == name).map(|(_, value)| value.as_str())
}

fn by_cookie<'r>(method: &str, headers: &'r Headers) -> Presented<'r> {
    let cookies = values(headers, "cookie").flat_map(|line| line.split(';'));
    let mut ids: Vec<_> = cookies.filter_map(|cookie| cookie.trim().strip_prefix("id=")).collect();
    ids.dedup();
    match ids[..] {
        [] => Presented::Nothing,
        _ if method != "GET" && !is_own_page(headers) => Presented::CrossSite,
        [id] if !id.contains('\\') => Presented::Session(id),
        [_] => Presented::Malformed,
        _ => Presented::Several,
    }
}

/// Returns whether a page of the application, or of a trusted site, sent the request.
fn is_own_page(headers: &Headers) -> bool {
    let origin = values(headers, "origin").next();
    match values(headers, "sec-fetch-site").next() {
        Some("same-origin" | "none") => true,
        _ if origin == Some(TRUSTED) => true,
        None => origin == Some(OWN),
        Some(_) => false,
    }
}

fn of_scheme(value: &str) -> Presented<'_> {
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" if is_token(token) => Presented::Token(token),
        "bearer" => Presented::MalformedToken,
        "basic" if is_token(token) => Presented::Password(token),
        "basic" => Presented::Malformed,
        _ => Presented::Nothing,
    }
}

/// Returns whether a text is one `token68` (RFC 9110 §11.2).
fn is_token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let is_in = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    !body.is_empty() && body.chars().all(is_in)
}

/// Returns the user name and the password, if the text has both.
pub(crate) fn user_and_password(token: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    if text.chars().any(char::is_control) {
        return None;
    }
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
