//! One contestant with one kind of caller: its requests and its turns.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, Uri};
use tower_service::Service as _;

use crate::allocations::Allocations;
use crate::contestants::{Contestant, PATH, Presented};
use crate::tokens::Caller;

/// The measured part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The request is built, the router responds, and the response's body is read to its end, as in
    /// a server.
    Whole,
    /// From the call of the router to the dropped response: equal differences, a smaller base.
    Router,
}

/// The cost of one turn of many requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) time: Duration,
    pub(crate) allocations: Allocations,
}

pub(crate) struct Lane {
    /// The name of the group. Lanes of one group are compared with each other.
    pub(crate) group: String,
    pub(crate) name: &'static str,
    app: Router,
    header: HeaderName,
    /// `false` if the values below are the contestant's own.
    pub(crate) takes_tokens: bool,
    /// One for each request of a round, repeated from the first.
    pub(crate) authorizations: Vec<HeaderValue>,
    /// The index of the next one.
    pub(crate) place: usize,
    expected: StatusCode,
}

impl Lane {
    pub(crate) fn new(group: &str, contestant: Contestant, caller: Caller) -> Self {
        let expected = contestant.expected(caller);
        let lane = Self::of(group, contestant.name, contestant.app, &[], expected);
        match contestant.presented {
            Presented::Tokens => lane,
            Presented::Own(header, values) => {
                Self { header, authorizations: values, takes_tokens: false, ..lane }
            }
        }
    }

    pub(crate) fn of(
        group: &str,
        name: &'static str,
        app: Router,
        tokens: &[HeaderValue],
        expected: StatusCode,
    ) -> Self {
        Self {
            group: group.into(),
            name,
            app,
            header: AUTHORIZATION,
            takes_tokens: true,
            authorizations: tokens.to_vec(),
            place: 0,
            expected,
        }
    }

    pub(crate) async fn turn(&mut self, count: usize, scope: Scope) -> Turn {
        match scope {
            Scope::Whole => self.whole(count).await,
            Scope::Router => self.router(count).await,
        }
    }

    async fn whole(&mut self, count: usize) -> Turn {
        let clock = Clock::start();
        for _ in 0..count {
            let request = self.request();
            let Ok(response) = self.app.clone().call(request).await;
            self.check(response.status());
            let body = to_bytes(response.into_body(), usize::MAX).await;
            assert!(body.is_ok(), "a body in memory");
        }
        clock.stop()
    }

    async fn router(&mut self, count: usize) -> Turn {
        let requests: Vec<_> = (0..count).map(|_| self.request()).collect();
        let clock = Clock::start();
        for request in requests {
            let Ok(response) = self.app.call(request).await;
            self.check(response.status());
        }
        clock.stop()
    }

    fn check(&self, status: StatusCode) {
        assert_eq!(status, self.expected, "{}, {}", self.group, self.name);
    }

    fn request(&mut self) -> Request<Body> {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = Uri::from_static(PATH);
        let tokens = self.authorizations.len().max(1);
        if let Some(value) = self.authorizations.get(self.place % tokens) {
            request.headers_mut().insert(self.header.clone(), value.clone());
        }
        self.place += 1;
        request
    }
}

/// Reads the clock and the counters of the allocator.
pub(crate) struct Clock {
    allocations: Allocations,
    time: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { allocations: Allocations::so_far(), time: Instant::now() }
    }

    pub(crate) fn stop(self) -> Turn {
        Turn {
            time: self.time.elapsed(),
            allocations: Allocations::so_far().since(self.allocations),
        }
    }
}
