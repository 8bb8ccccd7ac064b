//! One contestant with one kind of caller: its requests, and a turn with them.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderValue, Request, StatusCode};
use tower_service::Service as _;

use crate::allocations::{self, Allocations};
use crate::contestants::{Contestant, PATH};
use crate::tokens::Caller;

pub(crate) struct Lane {
    /// Lanes of one group are compared with each other.
    pub(crate) group: String,
    pub(crate) name: &'static str,
    app: Router,
    authorizations: Vec<HeaderValue>,
    expected: StatusCode,
}

impl Lane {
    pub(crate) fn new(group: &str, contestant: Contestant, caller: Caller, tokens: &[HeaderValue]) -> Self {
        let expected = contestant.expected(caller);
        let Contestant { name, app, .. } = contestant;
        Self { group: group.into(), name, app, authorizations: tokens.to_vec(), expected }
    }

    /// How long `count` requests take, from the router's door to the dropped response.
    pub(crate) async fn time(&mut self, count: usize) -> Duration {
        let requests = self.requests(count);
        let start = Instant::now();
        self.serve(requests).await;
        start.elapsed()
    }

    /// What `count` requests allocate. The runtime is entered inside, so that this can count on its own.
    pub(crate) fn allocations(&mut self, count: usize, block_on: impl Fn(&mut dyn FnMut())) -> Allocations {
        let mut requests = Some(self.requests(count));
        let _ = (&mut requests, block_on);
        allocations::during(|| {})
    }

    async fn serve(&mut self, requests: Vec<Request<Body>>) {
        for request in requests {
            let Ok(response) = self.app.call(request).await;
            assert_eq!(response.status(), self.expected, "{} {}", self.group, self.name);
        }
    }

    /// Made before the clock starts: in a server this is the work of the HTTP library.
    fn requests(&self, count: usize) -> Vec<Request<Body>> {
        let mut tokens = self.authorizations.iter().cycle();
        (0..count).map(|_| request(tokens.next())).collect()
    }
}

fn request(authorization: Option<&HeaderValue>) -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = PATH.parse().expect("a path");
    if let Some(value) = authorization {
        request.headers_mut().insert(AUTHORIZATION, value.clone());
    }
    request
}
