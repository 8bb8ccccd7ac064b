//! The metadata of a protected resource: public on every framework, also for scripts of browsers.

use auth_core::resource::{ProtectedResource, ResourceMetadata};
use auth_core::{Auth, public};
use http::{Method, Request, Response};
use http_body_util::BodyExt as _;
use tower::{Layer as _, ServiceExt as _};

use super::{book, run};

const PATH: &str = "/.well-known/oauth-protected-resource/mcp";

/// Returns an `Auth` that withholds the responses of handlers without a decision.
fn auth() -> (Auth, ResourceMetadata) {
    let resource = ProtectedResource::new("https://api.example/mcp").unwrap();
    let builder = Auth::builder().authenticator(book()).withhold_unguarded();
    let auth = builder.protected_resource(resource).build().unwrap();
    let metadata = auth.resource_metadata().unwrap().clone();
    (auth, metadata)
}

fn request<B: Default>(method: &Method) -> Request<B> {
    let request = Request::builder().method(method).uri(PATH);
    let request = request.header("origin", "https://app.example");
    // The document is public: a bad token does not matter.
    let request = request.header("authorization", "Bearer forged");
    let request = request.header("access-control-request-method", "GET");
    request
        .header("access-control-request-headers", "mcp-protocol-version")
        .body(B::default())
        .unwrap()
}

/// Sends the requests of a client, and compares the responses with those of the metadata.
fn check(metadata: &ResourceMetadata, mut send: impl FnMut(Method) -> Response<String>) {
    assert_eq!(metadata.path(), PATH);
    let expected = metadata.response();
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        let response = send(method.clone());
        assert_eq!(response.status(), 200, "{method}");
        for (name, value) in expected.headers() {
            let found: Vec<_> = response.headers().get_all(name).iter().collect();
            assert_eq!(found, [value], "{method} {name}");
        }
        if method == Method::GET {
            assert_eq!(response.body(), expected.body());
        }
    }
}

/// Returns the response of a tower service, with its body as a string.
async fn received<B: http_body::Body>(response: Response<B>) -> Response<String> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.ok().unwrap().to_bytes();
    Response::from_parts(parts, String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn axum_serves_the_metadata() {
    use auth_core::axum::{Router, routing::get};
    use axum::extract::State;

    #[public("clients read it before they have a token")]
    async fn document(State(metadata): State<ResourceMetadata>) -> ResourceMetadata {
        metadata
    }

    let (auth, metadata) = auth();
    let routes = Router::new().route(metadata.path(), get(document).options(document));
    let app: axum::Router = routes.with_state(metadata.clone()).secured_by(auth);
    check(&metadata, |method| {
        run(async {
            received(app.clone().oneshot(request::<axum::body::Body>(&method)).await.unwrap()).await
        })
    });
}

#[test]
fn actix_web_serves_the_metadata() {
    use actix_web::{App, test, web};
    use auth_core::access::guarded;

    #[public("clients read it before they have a token")]
    async fn document(metadata: web::Data<ResourceMetadata>) -> ResourceMetadata {
        metadata.get_ref().clone()
    }

    let (auth, metadata) = auth();
    actix_web::rt::System::new().block_on(async {
        let resource = web::resource(metadata.path());
        let resource = resource.app_data(web::Data::new(metadata.clone())).to(guarded(document));
        let app = test::init_service(App::new().service(resource).wrap(auth)).await;
        let mut responses = std::collections::HashMap::new();
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let mut sent =
                test::TestRequest::with_uri(PATH).method(method.as_str().parse().unwrap());
            for (name, value) in request::<()>(&method).headers() {
                sent = sent.insert_header((name.as_str(), value.to_str().unwrap()));
            }
            let response = test::call_service(&app, sent.to_request()).await;
            let mut received = Response::builder().status(response.status().as_u16());
            for (name, value) in response.headers() {
                received = received.header(name.as_str(), value.as_bytes());
            }
            let body = test::read_body(response).await;
            let body = String::from_utf8(body.to_vec()).unwrap();
            responses.insert(method, received.body(body).unwrap());
        }
        check(&metadata, |method| responses.remove(&method).unwrap());
    });
}

#[test]
fn poem_serves_the_metadata() {
    use auth_core::access::guarded;
    use poem::web::Data;
    use poem::{Endpoint as _, EndpointExt as _, Route, get, handler};

    #[public("clients read it before they have a token")]
    #[handler]
    async fn document(metadata: Data<&ResourceMetadata>) -> ResourceMetadata {
        metadata.0.clone()
    }

    let (auth, metadata) = auth();
    let methods = get(guarded(document)).options(guarded(document));
    let app = Route::new().at(metadata.path(), methods.data(metadata.clone())).with(auth);
    check(&metadata, |method| {
        let asked = request::<()>(&method);
        let mut sent = poem::Request::builder().method(method).uri(asked.uri().clone());
        for (name, value) in asked.headers() {
            sent = sent.header(name, value);
        }
        run(async {
            let response: Response<_> = app.get_response(sent.finish()).await.into();
            received(response).await
        })
    });
}

#[public("clients read it before they have a token")]
#[rocket::get("/")]
fn document_of_rocket(metadata: &rocket::State<ResourceMetadata>) -> ResourceMetadata {
    metadata.inner().clone()
}

#[public("clients read it before they have a token")]
#[rocket::options("/")]
fn preflight_of_rocket(metadata: &rocket::State<ResourceMetadata>) -> ResourceMetadata {
    metadata.inner().clone()
}

#[test]
fn rocket_serves_the_metadata() {
    use auth_core::rocket::routes;
    use rocket::config::{Config, Ident, LogLevel};
    use rocket::http::Header;
    use rocket::local::blocking::Client;

    let (auth, metadata) = auth();
    let mut config = Config::debug_default();
    (config.log_level, config.ident) = (LogLevel::Off, Ident::none());
    let app = rocket::custom(config)
        .mount(metadata.path(), routes![document_of_rocket, preflight_of_rocket]);
    let client = Client::untracked(app.manage(metadata.clone()).attach(auth)).unwrap();
    check(&metadata, |method| {
        let mut sent = client.req(method.as_str().parse().unwrap(), PATH);
        for (name, value) in request::<()>(&method).headers() {
            sent.add_header(Header::new(name.to_string(), value.to_str().unwrap().to_owned()));
        }
        let response = sent.dispatch();
        let mut received = Response::builder().status(response.status().code);
        for header in response.headers().iter() {
            received = received.header(header.name().as_str(), header.value());
        }
        received.body(response.into_string().unwrap_or_default()).unwrap()
    });
}

#[test]
fn salvo_serves_the_metadata() {
    use auth_core::access::guarded;
    use salvo::http::StatusError;
    use salvo::prelude::{Router, Service, affix_state, handler};
    use salvo::{Depot, Writer, test::ResponseExt as _};

    #[public("clients read it before they have a token")]
    #[handler]
    async fn document(depot: &Depot) -> Result<ResourceMetadata, StatusError> {
        depot.get_typed().cloned().map_err(|_| StatusError::not_found())
    }

    let (auth, metadata) = auth();
    let route = Router::with_path(metadata.path()).hoop(affix_state::inject(metadata.clone()));
    let service = Service::new(Router::new().hoop(auth).push(route.goal(guarded(document))));
    check(&metadata, |method| {
        run(async {
            let request: Request<salvo::http::ReqBody> = request(&method);
            let mut response =
                service.handle(salvo::Request::from_hyper(request, http::uri::Scheme::HTTPS)).await;
            let mut received = Response::builder().status(response.status_code.unwrap());
            for (name, value) in &response.headers {
                received = received.header(name, value);
            }
            let body = response.take_string().await.unwrap_or_default();
            received.body(body).unwrap()
        })
    });
}

#[test]
fn tower_serves_the_metadata() {
    let (auth, metadata) = auth();
    let document = metadata.clone();
    let service = tower::service_fn(move |_: Request<tonic::body::Body>| {
        let response = document.response().map(tonic::body::Body::new);
        std::future::ready(Ok::<_, std::convert::Infallible>(response))
    });
    let open = auth_core::adapters::tower::public("clients read it before they have a token");
    let app = auth.layer(open.layer(service));
    check(&metadata, |method| {
        run(async { received(app.clone().oneshot(request(&method)).await.unwrap()).await })
    });
}
