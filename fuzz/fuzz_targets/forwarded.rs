//! `Forwarded` and `X-Forwarded-For`: the headers of an untrusted peer are ignored, and each
//! address comes from the input.
#![no_main]
#![allow(dead_code, reason = "the crate's own files, without the rest of the crate")]

#[path = "../../auth-core/src/request"]
mod request {
    pub mod client_address {
        pub mod forwarded;
        pub mod trusted_proxies;
    }
    pub mod headers;
    pub mod network;
}

use std::net::IpAddr;

use http::HeaderValue;
use libfuzzer_sys::fuzz_target;
use request::client_address::forwarded::ForwardedHeader;
use request::client_address::trusted_proxies::TrustedProxies;

fuzz_target!(|input: (bool, bool, bool, Vec<Vec<u8>>)| {
    let (standard, trusted, complete, lines) = input;
    let header = if standard { ForwardedHeader::Forwarded } else { ForwardedHeader::XForwardedFor };
    let lines: Vec<_> = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok()).map(Ok).collect();
    let proxies = TrustedProxies { header, networks: vec!["10.0.0.0/8".parse().expect("a network")] };
    let peer: IpAddr = if trusted { [10, 0, 0, 1] } else { [192, 0, 2, 1] }.into();
    let address = proxies.client(peer, &lines, complete).ok();
    if !trusted {
        assert_eq!(address, Some(peer));
    } else if lines.is_empty() {
        assert_eq!(address, None);
    }
    // Of a list with holes, only an untrusted address is taken.
    if let Some(found) = address.filter(|_| !complete) {
        assert!(!proxies.networks.iter().any(|network| network.contains(found)), "{found}");
    }
    // The header contains an IPv4 address other than the peer's, in some spelling.
    if let Some(IpAddr::V4(found)) = address
        && address != Some(peer)
    {
        let all: String = lines.iter().flatten().filter_map(|line| line.to_str().ok()).collect();
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
