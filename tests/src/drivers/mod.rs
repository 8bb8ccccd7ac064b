//! One driver for each framework: it sends a request through a real application of that framework.

use std::fmt;
use std::net::IpAddr;

use auth_core::Auth;

use crate::trace::Trace;

pub mod axum;

/// A request of a decision table.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The path: `/RULE/ID`.
    pub path: String,
    /// Headers, in order. Each character of a value is one byte, so that `ÿ` is the byte 0xFF.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The address of the other end of the connection.
    pub peer: Option<IpAddr>,
}

impl Sent {
    /// The lines of the head, with the values as bytes.
    pub fn lines(&self) -> impl Iterator<Item = (&str, Vec<u8>)> {
        let byte =
            |character| u8::try_from(character).expect("a header value has characters of one byte");
        self.headers
            .iter()
            .map(move |(name, value)| (name.as_str(), value.chars().map(byte).collect()))
    }
}

/// A response, and the trace of its request.
#[derive(Clone, Debug)]
pub struct Received {
    /// The status.
    pub status: u16,
    /// Headers, sorted.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The parts that the request reached.
    pub trace: Trace,
}

/// Rows for which a framework, not its adapter, has another response.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    /// The label of the rows.
    pub label: &'static str,
    /// The name of the response; `None` if the framework cannot receive such a request.
    pub response: Option<&'static str>,
    /// The reason, in the framework.
    pub reason: &'static str,
}

/// Sends requests through an application of one framework that guards every rule of
/// [`each_rule`](crate::each_rule).
pub trait Driver: fmt::Debug {
    /// Sends one request; `None` for the `Auth` leaves the layer out.
    fn send(&self, auth: Option<&Auth>, sent: &Sent) -> impl Future<Output = Received>;

    /// The names and the texts of the rules that it guards.
    fn rules(&self) -> &'static [(&'static str, &'static str)];

    /// Returns the pattern of a route in this framework's syntax. The tables have axum's:
    /// `/admin/{id}`.
    fn pattern(&self, route: &str) -> String {
        route.to_owned()
    }

    /// Returns the rows for which this framework, not its adapter, has another response.
    fn exceptions(&self) -> &'static [Exception] {
        &[]
    }
}
