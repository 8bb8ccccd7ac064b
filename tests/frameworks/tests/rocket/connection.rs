//! The address, clones and the end of a connection.

use auth_core::{Identity, require};
use rocket::http::{Header, Method};
use rocket::{get, routes};

use super::{answer, auth, bare, client, request};

#[require(ip = "10.0.0.0/8")]
#[get("/intranet")]
fn intranet() -> &'static str {
    "in"
}

#[test]
fn s37_address_is_the_connection_s() {
    let client = client(bare().mount("/", routes![intranet]).attach(auth()));
    let from = |peer: Option<&str>, real_ip: Option<&'static str>| {
        let mut request = client.get("/intranet");
        if let Some(peer) = peer {
            request.set_remote(peer.parse().unwrap());
        }
        if let Some(real_ip) = real_ip {
            request.add_header(Header::new("x-real-ip", real_ip));
        }
        request.dispatch().status().code
    };
    assert_eq!(from(Some("10.1.2.3:1"), None), 200);
    assert_eq!(from(Some("10.1.2.3:1"), Some("192.0.2.1")), 200);
    assert_eq!(from(Some("192.0.2.1:1"), Some("10.1.2.3")), 403);
    assert_eq!(from(None, Some("10.1.2.3")), 403);
}

#[get("/caller")]
fn caller(identity: Identity) -> String {
    identity.subject().to_owned()
}

#[test]
fn clones_of_a_request_do_not_share_their_caller() {
    let client = client(bare().mount("/", routes![caller]).attach(auth()));
    let first = request(&client, Method::Get, "/caller", Some("admin"));
    let mut second = first.clone();
    second.replace_header(Header::new("authorization", "Bearer editor"));
    assert_eq!((answer(first).body.as_str(), answer(second).body.as_str()), ("admin", "editor"));
}

#[test]
fn connection_without_body_stays_open_after_rejection() {
    let client = client(bare().mount("/", routes![caller]).attach(auth()));
    for (name, value, closes) in [("content-length", "0", false), ("content-length", "7", true)] {
        let mut request = request(&client, Method::Get, "/caller", Some("forged"));
        request.add_header(Header::new("host", "localhost"));
        request.add_header(Header::new(name, value));
        let response = request.dispatch();
        assert_eq!(response.status().code, 401);
        assert_eq!(response.headers().contains("connection"), closes, "{name}: {value}");
    }
}
