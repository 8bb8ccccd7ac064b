//! Tests of the address that trusted proxies name, and of the parser of their header.

use super::*;

/// Returns the client's address if the framework drops no lines.
fn address(header: ForwardedHeader, peer: &str, lines: &[&str]) -> Option<String> {
    client(header, peer, lines, true).ok()
}

fn client(
    header: ForwardedHeader,
    peer: &str,
    lines: &[&str],
    complete: bool,
) -> Result<String, NoClient> {
    let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec();
    let proxies = TrustedProxies { header, networks };
    let value = |line: &&str| Ok(HeaderValue::from_bytes(line.as_bytes()).unwrap());
    let lines: Vec<_> = lines.iter().map(value).collect();
    proxies.client(peer.parse().unwrap(), &lines, complete).map(|address| address.to_string())
}

#[test]
fn s37_rightmost_untrusted_address_is_the_client() {
    let x = |peer: &str, lines: &[&str]| address(ForwardedHeader::XForwardedFor, peer, lines);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(x("192.0.2.1", &["198.51.100.7"]), some("192.0.2.1"));
    assert_eq!(x("10.0.0.1", &["198.51.100.7"]), some("198.51.100.7"));
    assert_eq!(x("fd00::1", &["198.51.100.7"]), some("198.51.100.7"));
    assert_eq!(x("10.0.0.1", &["6.6.6.6, 198.51.100.7, 10.0.0.2"]), some("198.51.100.7"));
    assert_eq!(
        x("10.0.0.1", &["6.6.6.6", "198.51.100.7", "10.0.0.2,fd00::2"]),
        some("198.51.100.7")
    );
    assert_eq!(x("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), some("10.0.0.3"));
    assert_eq!(x("10.0.0.1", &["198.51.100.7:4711"]), some("198.51.100.7"));
    assert_eq!(x("10.0.0.1", &["[2001:db8::1]:4711"]), some("2001:db8::1"));
    assert_eq!(x("10.0.0.1", &["[2001:db8::1]"]), some("2001:db8::1"));
    assert_eq!(x("10.0.0.1", &["fe80::1%eth0"]), some("fe80::1"));
    assert_eq!(x("10.0.0.1", &["::ffff:198.51.100.7"]), some("198.51.100.7"));
}

#[test]
fn s37_invalid_element_names_no_client() {
    let x = |lines: &[&str]| address(ForwardedHeader::XForwardedFor, "10.0.0.1", lines);
    for line in [
        "unknown",
        "",
        "198.51.100.7,",
        "198.51.100",
        "198.51.100.7:x",
        "1.2.3.4:",
        "[::1",
        "[::1]x",
        "[1.2.3.4]",
        "198.51.100.7 10.0.0.2",
        "_hidden",
        "é",
        "1.2.3.4:123456",
        "::1%",
        "\"198.51.100.7\"",
        "010.0.0.1",
    ] {
        assert_eq!(x(&[line]), None, "{line:?}");
        assert_eq!(x(&["198.51.100.7", line]), None, "{line:?}");
    }
    // Elements to the left of the first untrusted address do not count.
    assert_eq!(x(&["unknown, 198.51.100.7"]), Some("198.51.100.7".to_owned()));
}

#[test]
fn s37_forwarded_is_parsed_as_in_rfc_7239() {
    let f = |line: &str| address(ForwardedHeader::Forwarded, "10.0.0.1", &[line]);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(f("for=198.51.100.7"), some("198.51.100.7"));
    assert_eq!(f("For=\"[2001:db8::1]:4711\";proto=https"), some("2001:db8::1"));
    assert_eq!(
        f("for=6.6.6.6;by=\"a,b\", proto=http; for=198.51.100.7 , for=10.0.0.2"),
        some("198.51.100.7")
    );
    for line in [
        "for=unknown",
        "for=_hidden",
        "proto=https",
        "for=1.2.3.4;for=5.6.7.8",
        "for",
        "for=\"1.2.3.4",
        "198.51.100.7",
        "for=\"a\\\"b\"",
        "for=10.9.9.9;x=\", for=198.51.100.66",
        "for=10.9.9.9;x=\", for=\"198.51.100.66:4711\";proto=http",
        "for=10.9.9.9;x=\", for=\"[2001:db8::1]\";by=\"[2001:db8::2]\"",
        "for=10.9.9.9;x=\"\\, for=198.51.100.66",
        "for=10.9.9.9;x=\"a\"b, for=\"198.51.100.66",
        "for=198.51.100.66;x=a\"b\"",
        "",
    ] {
        assert_eq!(f(line), None, "{line:?}");
    }
}

#[test]
fn s37_trusted_peer_without_header_names_no_client() {
    for header in ForwardedHeader::ALL {
        for peer in ["10.0.0.1", "fd00::1"] {
            for complete in [true, false] {
                assert_eq!(client(header, peer, &[], complete), Err(NoClient::Absent), "{peer}");
            }
        }
        assert_eq!(client(header, "10.0.0.1", &[""], true), Err(NoClient::Unreadable));
        assert_eq!(client(header, "192.0.2.1", &[], true).as_deref(), Ok("192.0.2.1"));
    }
}

#[test]
fn s37_incomplete_list_of_proxies_names_no_client() {
    let x = |lines: &[&str], complete| {
        client(ForwardedHeader::XForwardedFor, "10.0.0.1", lines, complete)
    };
    assert_eq!(x(&["10.0.0.3, 10.0.0.2"], true).as_deref(), Ok("10.0.0.3"));
    assert_eq!(x(&["10.0.0.3, 10.0.0.2"], false), Err(NoClient::Incomplete));
    assert_eq!(x(&["198.51.100.7, 10.0.0.2"], false).as_deref(), Ok("198.51.100.7"));
}

#[test]
fn s37_line_with_invalid_bytes_names_no_client() {
    let networks = vec!["10.0.0.0/8".parse().unwrap()];
    let proxies = TrustedProxies { header: ForwardedHeader::XForwardedFor, networks };
    let lines = [Ok(HeaderValue::from_static("198.51.100.7")), Err(InvalidHeader)];
    let peer = "10.0.0.1".parse().unwrap();
    assert_eq!(proxies.client(peer, &lines, true), Err(NoClient::Unreadable));
}
