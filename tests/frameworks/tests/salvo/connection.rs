//! The address of the client.

use auth_core::require;
use http::Method;
use http::uri::Scheme;
use salvo::prelude::*;

use super::{auth, code, request, status};

#[tokio::test]
async fn address_is_that_of_the_connection() {
    #[require(ip = "127.0.0.0/8")]
    #[handler]
    fn local() -> &'static str {
        "in"
    }
    let service = Service::new(Router::new().hoop(auth()).get(local));
    for (peer, expected) in
        [("127.0.0.1:4711", 200), ("[::ffff:127.0.0.1]:4711", 200), ("10.0.0.1:4711", 403)]
    {
        let mut request = Request::from_hyper(request(&Method::GET, "/", None), Scheme::HTTP);
        *request.remote_addr_mut() = peer.parse::<std::net::SocketAddr>().unwrap().into();
        assert_eq!(code(&service.handle(request).await), expected, "{peer}");
    }
    assert_eq!(status(&service, "/", None).await, 403);
}
