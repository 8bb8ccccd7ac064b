//! Tests of the client address, and of its log.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;

fn locator(header: Option<ForwardedHeader>) -> Locator {
    let networks = || ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec();
    Locator::new(header.map(|header| TrustedProxies { header, networks: networks() }))
}

fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
    let line = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    lines.iter().map(line).collect()
}

fn address(
    locator: &Locator,
    peer: &str,
    lines: &[(&'static str, &'static str)],
) -> Option<String> {
    let client = ClientAddress::new(Some(peer.parse().unwrap()), &headers(lines), locator);
    client.address(locator, &Causes::default()).map(|address| address.to_string())
}

#[test]
fn s37_peer_without_trusted_proxies_is_the_client() {
    let locator = locator(None);
    let lines = [("x-forwarded-for", "198.51.100.7")];
    assert_eq!(address(&locator, "::ffff:192.0.2.1", &lines).as_deref(), Some("192.0.2.1"));
    let unknown = ClientAddress::new(None, &headers(&lines), &locator);
    assert_eq!(unknown.address(&locator, &Causes::default()), None);
}

#[test]
fn s37_mapped_address_of_a_trusted_peer_is_trusted() {
    let locator = locator(Some(ForwardedHeader::XForwardedFor));
    let lines = [("x-forwarded-for", "198.51.100.7"), ("x-real-ip", "198.51.100.99")];
    assert_eq!(address(&locator, "::ffff:10.0.0.1", &lines).as_deref(), Some("198.51.100.7"));
    assert_eq!(address(&locator, "::ffff:10.0.0.1", &[]), None);
}

#[test]
fn s37_header_from_another_family_names_no_client() {
    let networks = vec!["10.0.0.0/8".parse().unwrap()];
    let locator =
        Locator::new(Some(TrustedProxies { header: ForwardedHeader::XForwardedFor, networks }));
    for name in ["x-forwarded-for", "forwarded"] {
        assert_eq!(address(&locator, "fd00::1", &[(name, "198.51.100.7")]), None, "{name}");
    }
    assert_eq!(address(&locator, "fd00::1", &[]).as_deref(), Some("fd00::1"));
    // An untrusted peer is a client, in the family in which proxies are trusted.
    let lines = [("x-forwarded-for", "198.51.100.7")];
    assert_eq!(address(&locator, "192.0.2.1", &lines).as_deref(), Some("192.0.2.1"));
    assert_eq!(address(&locator, "::ffff:192.0.2.1", &lines).as_deref(), Some("192.0.2.1"));
}

#[test]
fn forwarding_causes_of_clients_are_bounded() {
    let locator = locator(Some(ForwardedHeader::XForwardedFor));
    let causes = Causes::default();
    let ask = |peer: IpAddr, lines: &[(&'static str, &'static str)]| {
        let _ =
            ClientAddress::new(Some(peer), &headers(lines), &locator).address(&locator, &causes);
    };
    for number in 0..u16::MAX {
        let [high, low] = number.to_be_bytes();
        for peer in [IpAddr::from([high, low, 1, 1]), IpAddr::from([number, 1, 2, 3, 4, 5, 6, 7])] {
            ask(peer, &[("x-forwarded-for", "198.51.100.7")]);
        }
    }
    ask("10.0.0.1".parse().unwrap(), &[]);
    assert!(!causes.is_first("no_address", "Absent 10.0.0.0/8"));
    assert!(causes.is_first("another", ""), "clients filled the set of causes");
}

#[test]
fn ignored_header_is_found_once_a_rule_uses_ip() {
    let locator = locator(None);
    let lines = headers(&[("x-forwarded-for", "198.51.100.7")]);
    let peer = Some("192.0.2.1".parse().unwrap());
    let first = ClientAddress::new(peer, &lines, &locator);
    assert_eq!(first.came, None);
    let _ = first.address(&locator, &Causes::default());
    assert_eq!(
        ClientAddress::new(peer, &lines, &locator).came,
        Some(ForwardedHeader::XForwardedFor)
    );
}
