//! Bodies of rejected requests: the client sees the response, and the connection ends.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "handlers own what they ask for"
)]

mod poem {
    use std::net::SocketAddr;

    use auth_core::{Auth, Identity, policy, require};
    use bytes::Bytes;
    use http_body_util::BodyExt as _;
    use http_body_util::combinators::BoxBody;
    use poem::listener::{Acceptor as _, Listener as _, TcpListener};
    use poem::{Body, Endpoint, EndpointExt as _, Request, Response, Route, Server, handler, post};
    use tests::uploads::{self, Odd, Upload, transcript};

    policy! {
        Admins = role = "admin";
    }

    #[require(role = "admin")]
    #[handler]
    fn guarded() -> &'static str {
        "in"
    }

    #[require(role = "admin", conceal)]
    #[handler]
    fn concealed() -> &'static str {
        "in"
    }

    #[handler]
    async fn partly(identity: Identity, body: Body) -> poem::Result<&'static str> {
        let mut body = BoxBody::from(body);
        body.frame().await.unwrap().unwrap();
        identity.check::<Admins>()?;
        Ok("in")
    }

    #[require(check(bytes.is_empty()))]
    #[handler]
    async fn wholly(bytes: Vec<u8>) -> &'static str {
        "in"
    }

    #[handler]
    async fn seen(body: Body) -> String {
        transcript(BoxBody::from(body)).await
    }

    fn routes() -> Route {
        Route::new()
            .at("/guarded", post(guarded))
            .at("/concealed", post(concealed))
            .at("/partly", post(partly))
            .at("/wholly", post(wholly))
            .at("/seen", post(seen))
    }

    async fn send(auth: Auth, request: http::Request<Upload>) -> http::Response<()> {
        send_to(routes().with(auth), request).await
    }

    async fn send_to(app: impl Endpoint, request: http::Request<Upload>) -> http::Response<()> {
        let (parts, body) = request.into_parts();
        let mut sent =
            Request::builder().method(parts.method).uri(parts.uri).version(parts.version);
        for (name, value) in &parts.headers {
            sent = sent.header(name, value);
        }
        let response: Response = app.get_response(sent.body(BoxBody::new(body))).await;
        let mut received = http::Response::builder().status(response.status());
        *received.headers_mut().unwrap() = response.headers().clone();
        received.body(()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn rejected_upload_is_read_on_within_limits() {
        for case in uploads::cases(true) {
            case.run(send).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn two_auths_read_on_as_much_as_one() {
        for case in uploads::cases(true) {
            let send = async |auth: Auth, request| {
                send_to(routes().with(auth.clone()).with(auth), request).await
            };
            case.run(send).await;
        }
    }

    #[tokio::test]
    async fn body_of_a_request_that_is_let_in_is_as_it_came() {
        let request = || {
            let body: BoxBody<Bytes, std::io::Error> = BoxBody::new(Odd::default());
            Request::builder().method(http::Method::POST).uri_str("/seen").body(body)
        };
        let plain = routes().get_response(request()).await.into_body().into_string().await.unwrap();
        let inside = routes().with(super::auth());
        let inside = inside.get_response(request()).await.into_body().into_string().await.unwrap();
        assert!(plain.len() > 300, "{plain}");
        assert_eq!(plain, inside);
    }

    async fn serve() -> SocketAddr {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = *acceptor.local_addr().first().unwrap().as_socket_addr().unwrap();
        tokio::spawn(Server::new_with_acceptor(acceptor).run(routes().with(super::auth())));
        address
    }

    #[tokio::test]
    async fn rejection_over_sockets_has_no_100_continue() {
        super::over_sockets(serve().await).await;
    }
}

mod salvo {
    use std::net::SocketAddr;

    use auth_core::{Auth, Identity, Rejection, policy, require};
    use http::uri::Scheme;
    use http_body_util::BodyExt as _;
    use salvo::conn::{Acceptor as _, TcpListener};
    use salvo::http::ReqBody;
    use salvo::prelude::*;
    use tests::uploads::{self, Odd, Upload, transcript};

    policy! {
        Admins = role = "admin";
    }

    #[require(role = "admin")]
    #[handler]
    fn guarded() -> &'static str {
        "in"
    }

    #[require(role = "admin", conceal)]
    #[handler]
    fn concealed() -> &'static str {
        "in"
    }

    #[handler]
    async fn partly(identity: Identity, request: &mut Request) -> Result<&'static str, Rejection> {
        request.body_mut().frame().await.unwrap().unwrap();
        identity.check::<Admins>()?;
        Ok("in")
    }

    #[handler]
    async fn seen(request: &mut Request) -> String {
        transcript(request.take_body()).await
    }

    fn routes(auth: Auth) -> Router {
        Router::new()
            .hoop(auth)
            .push(Router::with_path("guarded").post(guarded))
            .push(Router::with_path("concealed").post(concealed))
            .push(Router::with_path("partly").post(partly))
            .push(Router::with_path("seen").post(seen))
    }

    async fn send(auth: Auth, request: http::Request<Upload>) -> http::Response<()> {
        send_to(routes(auth), request).await
    }

    async fn send_to(router: Router, request: http::Request<Upload>) -> http::Response<()> {
        let boxed = |body: Upload| Box::pin(body.map_err(Into::into));
        let request = request.map(|body| ReqBody::Boxed { inner: boxed(body), fuse_config: None });
        let request = Request::from_hyper(request, Scheme::HTTP);
        let response = Service::new(router).handle(request).await;
        let mut received = http::Response::builder().status(response.status_code.unwrap());
        *received.headers_mut().unwrap() = response.headers().clone();
        received.body(()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn rejected_upload_is_read_on_within_limits() {
        for case in uploads::cases(false) {
            case.run(send).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn two_auths_read_on_as_much_as_one() {
        for case in uploads::cases(false) {
            let send = async |auth: Auth, request| {
                send_to(Router::new().hoop(auth.clone()).push(routes(auth)), request).await
            };
            case.run(send).await;
        }
    }

    #[tokio::test]
    async fn body_of_a_request_that_is_let_in_is_as_it_came() {
        let mut bodies = Vec::new();
        for service in [
            Service::new(Router::with_path("seen").post(seen)),
            Service::new(routes(super::auth())),
        ] {
            let body = Box::pin(Odd::default().map_err(Into::into));
            let request = http::Request::post("/seen")
                .body(ReqBody::Boxed { inner: body, fuse_config: None });
            let mut response =
                service.handle(Request::from_hyper(request.unwrap(), Scheme::HTTP)).await;
            bodies.push(response.take_body().collect().await.unwrap().to_bytes());
        }
        assert!(bodies[0].len() > 300, "{:?}", bodies[0]);
        assert_eq!(bodies[0], bodies[1]);
    }

    async fn serve() -> SocketAddr {
        let acceptor = TcpListener::new("127.0.0.1:0").bind().await;
        let address = acceptor.holdings()[0].local_addr.clone().into_std().unwrap();
        tokio::spawn(Server::new(acceptor).serve(routes(super::auth())));
        address
    }

    #[tokio::test]
    async fn rejection_over_sockets_has_no_100_continue() {
        super::over_sockets(serve().await).await;
    }
}

fn auth() -> auth_core::Auth {
    use tests::callers::{CallerBook, Pace};
    auth_core::Auth::new(CallerBook::new(&tests::vectors::Table::load().callers(), Pace::AtOnce))
}

async fn over_sockets(server: std::net::SocketAddr) {
    let upload = vec![b'x'; 20_000_000];
    let head = "/guarded HTTP/1.1\r\ncontent-length: 20000000";
    let answer = tests::uploads::post(server, head, &upload).await;
    assert!(
        answer.starts_with("HTTP/1.1 401 ") && answer.contains("www-authenticate: Bearer"),
        "{answer}"
    );
    assert!(answer.contains("connection: close"), "{answer}");
    let answer =
        tests::uploads::post(server, &format!("{head}\r\nexpect: 100-continue"), b"").await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
}
