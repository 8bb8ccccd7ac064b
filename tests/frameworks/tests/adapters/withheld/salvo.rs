//! salvo.

use auth_core::{Guard, Identity, MaybeIdentity, Rejection, public, require};
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use salvo::http::ReqBody;
use salvo::http::cookie::Cookie;
use salvo::prelude::{Request, Response, Router, Service, Writer, handler};

use super::{Admins, HEADER, SECRET, auth, request, run};

fn answer(response: &mut Response, status: StatusCode) {
    response.status_code(status);
    response.headers_mut().insert(HEADER, SECRET.parse().unwrap());
    response.add_cookie(Cookie::new("session", SECRET));
    response.render(SECRET);
}

macro_rules! handlers {
    ($($(#[$attribute:meta])* $name:ident($($arguments:tt)*): $status:ident;)*) => {$(
        $(#[$attribute])*
        #[handler]
        async fn $name(response: &mut Response, $($arguments)*) {
            answer(response, StatusCode::$status);
        }
    )*};
}

handlers! {
    open(): OK;
    wrong(): BAD_REQUEST;
    broken(): SERVICE_UNAVAILABLE;
    upgraded(): SWITCHING_PROTOCOLS;
    known(_caller: Identity): OK;
    perhaps(_caller: MaybeIdentity): OK;
    #[require(role = "admin")] guarded(): OK;
    #[public("a test")] shown(): OK;
    #[require(role = "admin", report_only)] reported(): OK;
}

#[require(check(identity.subject() == "editor"))]
#[handler]
async fn checked() -> Sent {
    Sent
}

#[require(check(identity.subject() == "nobody"))]
#[handler]
async fn failing() -> Sent {
    Sent
}

struct Sent;

impl salvo::Scribe for Sent {
    fn render(self, response: &mut Response) {
        answer(response, StatusCode::OK);
    }
}

#[handler]
async fn stream(response: &mut Response) {
    answer(response, StatusCode::OK);
    let parts = futures_util::stream::iter([Ok::<_, std::io::Error>(SECRET)]);
    response.replace_body(salvo::http::ResBody::None);
    response.stream(parts);
}

#[handler]
async fn moved(response: &mut Response) {
    response.status_code(StatusCode::SEE_OTHER);
    response.headers_mut().insert("location", format!("/{SECRET}").parse().unwrap());
}

#[require(role = "admin", from = request)]
async fn own(request: &Request) -> Result<(), Rejection> {
    let _ = request;
    Ok(())
}

#[handler]
async fn denied(request: &mut Request) -> Sent {
    assert!(own(request).await.is_err());
    Sent
}

#[handler]
async fn staff(_proof: Guard<Admins>) {}

#[public("files of the front end")]
#[handler]
async fn files() {}

fn routes() -> Router {
    let route = |path: &str| Router::with_path(path);
    Router::new()
        .push(route("open").goal(open))
        .push(route("stream").get(stream))
        .push(route("moved").get(moved))
        .push(route("wrong").get(wrong))
        .push(route("broken").get(broken))
        .push(route("upgraded").get(upgraded))
        .push(route("known").get(known))
        .push(route("perhaps").get(perhaps))
        .push(route("guarded").goal(guarded))
        .push(route("public").get(shown))
        .push(route("reported").get(reported))
        .push(route("checked").get(checked))
        .push(route("failing").get(failing))
        .push(route("denied").get(denied))
        .push(route("group").hoop(staff).push(route("{id}").get(open)))
        .push(route("files").hoop(files).push(route("{**path}").get(open)))
}

fn send(service: &Service, request: http::Request<()>) -> http::Response<bytes::Bytes> {
    run(async {
        let request = request.map(|()| ReqBody::None);
        let response = service.handle(Request::from_hyper(request, http::uri::Scheme::HTTP)).await;
        // The server writes the cookies here.
        let (parts, body) = response.into_hyper().into_parts();
        http::Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    })
}

#[test]
fn salvo_sends_no_response_without_a_decision() {
    for service in [
        Service::new(routes().hoop(auth())),
        Service::new(routes()).hoop(auth()),
        Service::new(routes().hoop(auth())).hoop(auth()),
    ] {
        tests::withheld::run(
            |path| path.trim_start_matches('/').replace("/7", "/{id}"),
            |request| send(&service, request),
        );
    }
}

#[test]
fn salvo_public_group_is_sent() {
    let service = Service::new(routes().hoop(auth()));
    assert_eq!(send(&service, request(Method::GET, "/files/a/b", "")).status(), 200);
}

#[test]
fn salvo_hoop_that_responds_itself_needs_a_decision() {
    #[handler]
    async fn early(response: &mut Response, flow: &mut salvo::FlowCtrl) {
        response.render(SECRET);
        flow.skip_rest();
    }
    let service = Service::new(routes().hoop(early)).hoop(auth());
    assert_eq!(send(&service, request(Method::GET, "/guarded", "admin")).status(), 500);
}

#[tokio::test]
async fn salvo_withheld_upgrade_does_not_happen() {
    use salvo::conn::{Listener as _, TcpListener};
    use salvo::hyper::upgrade::OnUpgrade;
    use tokio::sync::mpsc::UnboundedSender;

    struct Socket(UnboundedSender<bool>);

    #[salvo::async_trait]
    impl salvo::Handler for Socket {
        async fn handle(
            &self,
            request: &mut Request,
            _: &mut salvo::Depot,
            response: &mut Response,
            _: &mut salvo::FlowCtrl,
        ) {
            let upgrade: OnUpgrade = request.extensions_mut().remove().unwrap();
            let ends = self.0.clone();
            tokio::spawn(async move { ends.send(upgrade.await.is_ok()) });
            answer(response, StatusCode::SWITCHING_PROTOCOLS);
            response.replace_body(salvo::http::ResBody::None);
        }
    }

    for (auth, status) in [(super::super::auth(), 101), (auth(), 500)] {
        let (sender, mut ends) = tokio::sync::mpsc::unbounded_channel();
        let router = Router::with_path("socket").hoop(auth).get(Socket(sender));
        let acceptor = TcpListener::new("127.0.0.1:0").bind().await;
        let address = salvo::conn::Acceptor::holdings(&acceptor)[0].local_addr.clone();
        let address = address.into_std().unwrap();
        let server = tokio::spawn(salvo::Server::new(acceptor).serve(router));
        let response = tests::withheld::ask_for_upgrade(address).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{response}");
        assert_eq!(ends.recv().await, Some(status == 101), "{response}");
        server.abort();
    }
}
