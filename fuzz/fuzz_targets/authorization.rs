//! `Authorization`: accepted credentials are exactly one scheme and one token.
#![no_main]

use auth_core::request::{Credentials, Scheme};
use http::HeaderValue;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    if let Ok(Some(credentials)) = Credentials::from_authorization(&value, &[Scheme::BEARER, Scheme::BASIC]) {
        let text = value.to_str().expect("a token is ASCII").trim_matches([' ', '\t']);
        let (scheme, token) = text.split_once(' ').expect("a space stands behind the scheme");
        assert!(scheme.eq_ignore_ascii_case(credentials.scheme().as_str()));
        assert_eq!(token.trim_start_matches(' '), credentials.token());
        let body = credentials.token().trim_end_matches('=');
        assert!(!body.is_empty());
        assert!(body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte)));
        assert!(!format!("{credentials:?}").contains(&format!("token: {}", credentials.token())));
    }
    if let Ok(credentials) = Credentials::from_header(&value, Scheme::BEARER) {
        assert_eq!(value.to_str().expect("a token is ASCII").trim_matches([' ', '\t']), credentials.token());
        assert!(credentials.token().bytes().all(|byte| byte.is_ascii_graphic() && byte != b','));
    }
});
