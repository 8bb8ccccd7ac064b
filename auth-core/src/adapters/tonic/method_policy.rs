//! Rules for the methods of gRPC services, decided before anything of a message is read.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, Request, Response};
use tonic::metadata::GRPC_CONTENT_TYPE;
use tonic::{Code, Status};
use tower_layer::Layer;
use tower_service::Service;

use crate::adapters::extensions::GrpcCall;
use crate::adapters::tower::request::request_auth;
use crate::adapters::tower::require::take_ready;
use crate::causes::Causes;
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::rejection::log;

type Deciding<'r> = Pin<Box<dyn Future<Output = Option<Rejection>> + Send + 'r>>;

/// How a method is guarded.
#[derive(Clone, Copy)]
enum Access {
    Public,
    Required(for<'r> fn(&'r Parts) -> Deciding<'r>),
}

type Table = HashMap<Box<str>, Access>;

/// The greatest number of letters of a method in the log.
const LONGEST: usize = 256;

/// Starts a layer that says which method needs what. It stands inside of [`Auth`](crate::Auth), and around the services.
///
/// A method that it does not name is answered as one that does not exist, and nothing is open because it was
/// forgotten. A call of gRPC to it is logged once as a warning, for at most 1,024 of them.
///
/// The layer is ready when the services inside are. A call holds its place in a limit further in while it is decided; a refused
/// call then gives the place back.
pub fn methods() -> MethodsBuilder {
    MethodsBuilder { table: Table::new(), error: None }
}

/// Builds a [`Methods`]: see [`methods`]. Methods are written as they are called: `/package.Service/Method`.
#[must_use]
pub struct MethodsBuilder {
    table: Table,
    error: Option<MethodError>,
}

impl MethodsBuilder {
    /// Guards a method by policy `P`.
    pub fn require<P: Policy>(self, method: &str) -> Self {
        self.add(method, Access::Required(decide::<P>))
    }

    /// Opens a method to everybody, and says why.
    pub fn public(mut self, method: &str, reason: &str) -> Self {
        if reason.trim().is_empty() {
            self.error.get_or_insert(MethodError::NoReason(method.into()));
        }
        self.add(method, Access::Public)
    }

    fn add(mut self, method: &str, access: Access) -> Self {
        let names = method.strip_prefix('/').and_then(|names| names.split_once('/'));
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_'))
        };
        if !names.is_some_and(|(service, method)| is_name(service) && is_name(method)) {
            self.error.get_or_insert(MethodError::Malformed(method.into()));
        } else if self.table.insert(method.into(), access).is_some() {
            // SECURITY: of two rules for one method, the weaker one might be the last.
            self.error.get_or_insert(MethodError::Repeated(method.into()));
        }
        self
    }

    /// The layer.
    ///
    /// # Errors
    ///
    /// [`MethodError`] for the first mistake among the methods.
    pub fn build(self) -> Result<Methods, MethodError> {
        match self.error {
            Some(error) => Err(error),
            None if self.table.is_empty() => Err(MethodError::None),
            None => Ok(Methods {
                listed: Arc::new(Listed { table: self.table, unlisted: Causes::default() }),
            }),
        }
    }
}

fn decide<P: Policy>(parts: &Parts) -> Deciding<'_> {
    Box::pin(async move { request_auth(parts).guard::<P>(None).await.err() })
}

/// Why rules for methods make no sense.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MethodError {
    /// This is no method.
    Malformed(Box<str>),
    /// No method is named.
    None,
    /// A public method has no reason.
    NoReason(Box<str>),
    /// This method is named twice.
    Repeated(Box<str>),
}

impl fmt::Display for MethodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(method) => {
                write!(f, "`{method}` is no method: write it as it is called, `/package.Service/Method`")
            }
            Self::None => f.write_str(
                "no method is named, so that none could be called: add them with `.require::<P>(…)`",
            ),
            Self::NoReason(method) => {
                write!(f, "`{method}` is public without a reason: say why nothing guards it")
            }
            Self::Repeated(method) => write!(f, "`{method}` is named twice: keep one of them"),
        }
    }
}

impl std::error::Error for MethodError {}

/// A layer that says which method needs what: see [`methods`].
#[derive(Clone)]
pub struct Methods {
    listed: Arc<Listed>,
}

/// The methods that are listed, and those that were called without being listed.
struct Listed {
    table: Table,
    /// SECURITY: its own set, so that invented methods cannot use up the causes of an `Auth`.
    unlisted: Causes,
}

impl Listed {
    /// Logs the call of a method that is not listed: each once, and no more than a bounded number of them.
    fn report<B>(&self, request: &Request<B>) {
        // SECURITY: a client chooses the path, and needs no credentials. What is no call of gRPC is no forgotten method.
        if !GrpcCall::is(request.headers()) {
            return;
        }
        let method: String = request.uri().path().chars().take(LONGEST).collect();
        if self.unlisted.is_first("unlisted", &method) {
            log::unlisted(&method);
        }
    }
}

impl<S> Layer<S> for Methods {
    type Service = MethodsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        MethodsService { listed: Arc::clone(&self.listed), inner }
    }
}

/// Services whose methods are guarded: see [`methods`].
#[derive(Clone)]
pub struct MethodsService<S> {
    listed: Arc<Listed>,
    inner: S,
}

impl<S, B, R> Service<Request<B>> for MethodsService<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // tonic's services compare the whole path, as it stands: so does this.
        let access = self.listed.table.get(request.uri().path()).copied();
        if access.is_none() {
            self.listed.report(&request);
        }
        let mut inner = take_ready(&mut self.inner);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            match access {
                None => return Ok(unknown_method()),
                Some(Access::Public) => {}
                Some(Access::Required(decide)) => {
                    if let Some(rejection) = decide(&parts).await {
                        return Ok(refuse(rejection));
                    }
                }
            }
            inner.call(Request::from_parts(parts, body)).await
        })
    }
}

fn refuse<R: Default>(rejection: Rejection) -> Response<R> {
    let mut response = match rejection {
        Rejection::Concealed(_) => unknown_method(),
        _ => Status::from(rejection.clone()).into_http(),
    };
    response.extensions_mut().insert(rejection);
    response
}

/// What a service answers to a method that it does not have: field by field, in the same order.
fn unknown_method<R: Default>() -> Response<R> {
    let mut response = Response::new(R::default());
    let headers = response.headers_mut();
    headers.insert(Status::GRPC_STATUS, HeaderValue::from(Code::Unimplemented as i32));
    headers.insert(CONTENT_TYPE, GRPC_CONTENT_TYPE);
    response
}

impl fmt::Debug for MethodsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodsBuilder")
            .field("methods", &self.table.keys())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Methods")
            .field("methods", &self.listed.table.keys())
            .finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for MethodsService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodsService")
            .field("methods", &self.listed.table.keys())
            .finish_non_exhaustive()
    }
}
