//! `Forwarded` and `X-Forwarded-For`: an untrusted peer is believed nothing, and no address is made up.
#![no_main]
#![allow(dead_code, reason = "the crate's own files, without the rest of the crate")]

#[path = "../../auth-core/src/forwarded.rs"]
mod forwarded;
#[path = "../../auth-core/src/network.rs"]
mod network;

use std::net::IpAddr;

use forwarded::{Arrival, ForwardedHeader, TrustedProxies};
use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, bool, Vec<Vec<u8>>)| {
    let (standard, trusted, lines) = input;
    let (header, name) = if standard {
        (ForwardedHeader::Forwarded, "forwarded")
    } else {
        (ForwardedHeader::XForwardedFor, "x-forwarded-for")
    };
    let mut headers = HeaderMap::new();
    for line in &lines {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name, value);
        }
    }
    let proxies = TrustedProxies { header, networks: vec!["10.0.0.0/8".parse().expect("a network")] };
    let peer: IpAddr = if trusted { [10, 0, 0, 1] } else { [192, 0, 2, 1] }.into();
    let address = Arrival::new(Some(peer), &headers, Some(&proxies)).address(Some(&proxies));
    if !trusted {
        assert_eq!(address, Some(peer));
    }
    // An IPv4 address that is not the peer's stands somewhere in the field, in some spelling.
    if let Some(IpAddr::V4(found)) = address
        && address != Some(peer)
    {
        let all: String = headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
        let [a, b, c, d] = found.octets();
        let mapped = format!("{:x}:{:x}", u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let all = all.to_ascii_lowercase();
        let padded = format!("{:04x}:{:04x}", u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        assert!(
            all.contains(&found.to_string()) || all.contains(&mapped) || all.contains("ffff:") || all.contains(&padded),
            "{found} in {all:?}"
        );
    }
});
