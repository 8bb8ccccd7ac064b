//! The calls of the quickstart's routes.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request};
use http_body_util::Full;
use hyper::body::Bytes;

/// A route of the quickstart, and the variable parts of a call.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Call {
    Health,
    Me,
    Posts,
    Publish(u32),
    DeleteUser(u32),
}

impl Call {
    pub(crate) fn any(rng: &mut fastrand::Rng) -> Self {
        match rng.usize(0..100) {
            0..55 => Self::Me,
            55..70 => Self::Posts,
            70..85 => Self::Publish(rng.u32(..)),
            85..95 => Self::DeleteUser(rng.u32(..)),
            _ => Self::Health,
        }
    }

    /// Returns the method and the route's pattern.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Health => "GET /health",
            Self::Me => "GET /me",
            Self::Posts => "GET /posts",
            Self::Publish(_) => "POST /posts",
            Self::DeleteUser(_) => "DELETE /users/{id}",
        }
    }

    /// Returns the body of the request.
    pub(crate) fn body(self) -> String {
        match self {
            Self::Publish(number) => format!(r#"{{"title":"Post {number}"}}"#),
            _ => String::new(),
        }
    }

    /// Returns the request, with these values of `Authorization`.
    pub(crate) fn request(self, authorization: &[HeaderValue]) -> Request<Full<Bytes>> {
        let mut request = match self {
            Self::Health => Request::get("http://api.example/health"),
            Self::Me => Request::get("http://api.example/me"),
            Self::Posts => Request::get("http://api.example/posts"),
            Self::Publish(_) => {
                Request::post("http://api.example/posts").header(CONTENT_TYPE, "application/json")
            }
            Self::DeleteUser(id) => Request::delete(format!("http://api.example/users/{id}")),
        };
        for value in authorization {
            request = request.header(AUTHORIZATION, value);
        }
        request.body(Full::from(self.body())).unwrap()
    }
}
