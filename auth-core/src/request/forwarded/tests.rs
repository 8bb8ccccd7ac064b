//! Tests of how the header of trusted proxies is read.

use super::*;

/// Returns the client's address, for lines of which none was dropped.
fn address(header: ForwardedHeader, peer: &str, lines: &[&str]) -> Option<String> {
    client(header, peer, lines, true).ok()
}

fn client(
    header: ForwardedHeader,
    peer: &str,
    lines: &[&str],
    complete: bool,
) -> Result<String, Unlocated> {
    let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec();
    let proxies = TrustedProxies { header, networks };
    let lines: Vec<_> =
        lines.iter().map(|line| HeaderValue::from_bytes(line.as_bytes()).unwrap()).collect();
    proxies.client(peer.parse().unwrap(), &lines, complete).map(|address| address.to_string())
}

#[test]
fn s37_the_first_untrusted_address_from_the_right_counts() {
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
fn s37_an_element_that_does_not_parse_stops_the_walk() {
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
    // To the left of the first untrusted address nothing matters.
    assert_eq!(x(&["unknown, 198.51.100.7"]), Some("198.51.100.7".to_owned()));
}

#[test]
fn s37_forwarded_is_read_like_rfc_7239() {
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
fn s37_a_trusted_peer_that_names_no_client_has_no_address() {
    for header in ForwardedHeader::ALL {
        for peer in ["10.0.0.1", "fd00::1"] {
            for complete in [true, false] {
                assert_eq!(client(header, peer, &[], complete), Err(Unlocated::Absent), "{peer}");
            }
        }
        assert_eq!(client(header, "10.0.0.1", &[""], true), Err(Unlocated::Unreadable));
        assert_eq!(client(header, "192.0.2.1", &[], true).as_deref(), Ok("192.0.2.1"));
    }
}

#[test]
fn s37_a_list_with_holes_that_ends_at_a_trusted_address_has_no_address() {
    let x = |lines: &[&str], complete| {
        client(ForwardedHeader::XForwardedFor, "10.0.0.1", lines, complete)
    };
    assert_eq!(x(&["10.0.0.3, 10.0.0.2"], true).as_deref(), Ok("10.0.0.3"));
    assert_eq!(x(&["10.0.0.3, 10.0.0.2"], false), Err(Unlocated::Incomplete));
    assert_eq!(x(&["198.51.100.7, 10.0.0.2"], false).as_deref(), Ok("198.51.100.7"));
}
