//! tonic: the response of a method without a decision is the status `Internal`.

use auth_core::adapters::tonic::methods;
use http::header::CONTENT_TYPE;
use tonic::body::Body;
use tower::{Layer as _, ServiceExt as _, service_fn};

use super::{Admins, HEADER, SECRET, auth, run};

/// Calls a method and returns its status of HTTP, the one of gRPC, and all headers and the body.
fn call(method: &str, token: &str) -> (u16, Option<i32>, String) {
    let service = service_fn(async |request: http::Request<Body>| {
        let response = http::Response::builder().header(CONTENT_TYPE, "application/grpc");
        let response = response.header(HEADER, SECRET);
        Ok::<_, std::convert::Infallible>(match request.uri().path() {
            "/a.A/Wrong" => response.header("grpc-status", "3").body(Body::empty()).unwrap(),
            _ => response.body(Body::new(SECRET.to_owned())).unwrap(),
        })
    });
    let methods = methods()
        .require::<Admins>("/a.A/Guarded")
        .public("/a.A/Public", "a test")
        .build()
        .unwrap();
    let listed = methods.layer(service);
    let mut request =
        http::Request::post(method).header(CONTENT_TYPE, "application/grpc").body(Body::empty());
    if !token.is_empty() {
        let value = format!("Bearer {token}").parse().unwrap();
        request.as_mut().unwrap().headers_mut().insert("authorization", value);
    }
    let request = request.unwrap();
    let response = if method.ends_with("ed") || method.ends_with("Public") {
        run(auth().layer(listed).oneshot(request)).unwrap()
    } else {
        run(auth().layer(service).oneshot(request)).unwrap()
    };
    let code = response.headers().get("grpc-status");
    let code = code.map(|code| code.to_str().unwrap().parse().unwrap());
    let (parts, body) = response.into_parts();
    let body = run(http_body_util::BodyExt::collect(body)).unwrap().to_bytes();
    (parts.status.as_u16(), code, format!("{:?} {body:?}", parts.headers))
}

#[test]
fn tonic_sends_no_response_without_a_decision() {
    let (status, code, rest) = call("/a.A/Open", "admin");
    assert_eq!((status, code), (200, Some(13)), "{rest}");
    assert!(!rest.contains(SECRET), "{rest}");
    for (method, token) in [("/a.A/Guarded", "admin"), ("/a.A/Public", "")] {
        let (status, code, rest) = call(method, token);
        assert_eq!((status, code), (200, None), "{method} {rest}");
        assert!(rest.contains(SECRET), "{method} {rest}");
    }
    assert_eq!(call("/a.A/Guarded", "").1, Some(16));
    assert_eq!(call("/a.A/Unlisted", "").1, Some(12));
    let (_, code, rest) = call("/a.A/Wrong", "");
    assert_eq!(code, Some(3));
    assert!(rest.contains(SECRET), "{rest}");
}

#[test]
fn response_of_http_beside_grpc_is_withheld() {
    // The header of gRPC makes no error of it.
    for (name, value) in [("x-any", ""), ("grpc-status", "5"), ("grpc-status", "16")] {
        let service = service_fn(async |_: http::Request<Body>| {
            let response = http::Response::builder().header(name, value);
            let response = response.body(Body::new(SECRET.to_owned())).unwrap();
            Ok::<_, std::convert::Infallible>(response)
        });
        let request = http::Request::new(Body::empty());
        let response = run(auth().layer(service).oneshot(request)).unwrap();
        let (parts, body) = response.into_parts();
        let body = run(http_body_util::BodyExt::collect(body)).unwrap().to_bytes();
        let response = http::Response::from_parts(parts, body);
        tests::withheld::assert_withheld(&response, &http::Method::GET, value);
    }
}
