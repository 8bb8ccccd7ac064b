//! Rules for the methods of gRPC services, decided before a message is read.

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

use crate::access::{Access, Declares as _, Report, Route};
use crate::adapters::extensions::GrpcCall;
use crate::adapters::tower::request::request_auth;
use crate::adapters::tower::require::take_ready;
use crate::causes::Causes;
use crate::guard::Guard;
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::rejection::mistakes;
use crate::request::target::Target;

type Decision<'r> = Pin<Box<dyn Future<Output = Option<Rejection>> + Send + 'r>>;

/// The access to one method.
struct Method {
    decide: Decide,
    /// The attributes of the method, for reports.
    access: Vec<Access>,
}

#[derive(Clone, Copy)]
enum Decide {
    Public,
    Required(for<'r> fn(&'r Parts) -> Decision<'r>),
}

type Table = HashMap<Box<str>, Method>;

/// The maximum number of characters of a method in the log.
const MAX_LOGGED: usize = 256;

/// Starts a layer with one rule for each method, inside of [`Auth`](crate::Auth).
///
/// The response to a method without a rule is that of an unknown method, so a forgotten method is
/// closed. The log warns once of each such method that is called, for at most 1,024 of them.
///
/// The layer is ready if the services inside are. While a call is decided, it holds its permit of
/// an inner concurrency limit. A rejected call releases it.
pub fn methods() -> MethodsBuilder {
    MethodsBuilder { table: Table::new(), error: None }
}

/// Builder of [`Methods`]: see [`methods`]. Methods are written as `/package.Service/Method`.
#[must_use]
pub struct MethodsBuilder {
    table: Table,
    error: Option<MethodError>,
}

impl MethodsBuilder {
    /// Guards a method with policy `P`.
    pub fn require<P: Policy>(self, method: &str) -> Self {
        self.add(method, Decide::Required(decide::<P>), Guard::<P>::list())
    }

    /// Opens a method to all callers, for the given reason.
    pub fn public(mut self, method: &str, reason: &'static str) -> Self {
        if reason.trim().is_empty() {
            self.error.get_or_insert(MethodError::NoReason(method.into()));
        }
        self.add(method, Decide::Public, vec![Access::public(reason)])
    }

    fn add(mut self, method: &str, decide: Decide, access: Vec<Access>) -> Self {
        let names = method.strip_prefix('/').and_then(|names| names.split_once('/'));
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_'))
        };
        if !names.is_some_and(|(service, method)| is_name(service) && is_name(method)) {
            self.error.get_or_insert(MethodError::Malformed(method.into()));
        } else if self.table.insert(method.into(), Method { decide, access }).is_some() {
            // SECURITY: of two rules for one method, the weaker one could replace the other.
            self.error.get_or_insert(MethodError::Repeated(method.into()));
        }
        self
    }

    /// Builds the layer.
    ///
    /// # Errors
    ///
    /// [`MethodError`] for the first invalid method.
    pub fn build(self) -> Result<Methods, MethodError> {
        match self.error {
            Some(error) => Err(error),
            None if self.table.is_empty() => Err(MethodError::None),
            None => Ok(Methods {
                rules: Arc::new(MethodRules { table: self.table, unlisted: Causes::default() }),
            }),
        }
    }
}

fn decide<P: Policy>(parts: &Parts) -> Decision<'_> {
    let mut request = request_auth(parts);
    // The path is that of a listed method.
    request.target = Target::new(request.target.method, Some(parts.uri.path()), "");
    Box::pin(async move { request.extract::<Guard<P>>(None).await.err() })
}

/// Error in the rules for methods.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MethodError {
    /// The string is not a method.
    Malformed(Box<str>),
    /// There are no methods.
    None,
    /// The public method has no reason.
    NoReason(Box<str>),
    /// The method has two rules.
    Repeated(Box<str>),
}

impl fmt::Display for MethodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(method) => {
                write!(f, "`{method}` is not a method: write `/package.Service/Method`")
            }
            Self::None => {
                f.write_str("no methods, so all calls would fail: add them with `.require::<P>(…)`")
            }
            Self::NoReason(method) => {
                write!(f, "`{method}` is public without a reason: write the reason for open access")
            }
            Self::Repeated(method) => {
                write!(f, "duplicate method `{method}`: keep one of its rules")
            }
        }
    }
}

impl std::error::Error for MethodError {}

/// A layer with one rule for each method: see [`methods`].
#[derive(Clone)]
pub struct Methods {
    rules: Arc<MethodRules>,
}

/// The methods with a rule, and those that were called without one.
struct MethodRules {
    table: Table,
    /// SECURITY: a separate set, so that invented methods cannot fill the causes of an `Auth`.
    unlisted: Causes,
}

impl Methods {
    /// Returns the methods with their rules. Each one is a `POST` request.
    ///
    /// ```
    /// use auth_core::{adapters::tonic::methods, policy};
    ///
    /// policy! { Admins = role = "admin"; }
    ///
    /// let methods = methods().require::<Admins>("/blog.Blog/DeleteUser").build()?;
    /// assert_eq!(
    ///     methods.report().to_string(),
    ///     "POST /blog.Blog/DeleteUser\n    #[require(role = \"admin\")]\n"
    /// );
    /// # Ok::<(), auth_core::adapters::tonic::MethodError>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> Report {
        let methods = self.rules.table.iter();
        methods
            .map(|(path, method)| Route::new("POST", path.clone(), "", method.access.clone()))
            .collect()
    }
}

impl MethodRules {
    /// Logs a call of a method without a rule, once for each of a bounded number of methods.
    fn report<B>(&self, request: &Request<B>) {
        // SECURITY: a client chooses the path and needs no credentials. Only calls of gRPC count.
        if !GrpcCall::is(request.headers()) {
            return;
        }
        let method: String = request.uri().path().chars().take(MAX_LOGGED).collect();
        if self.unlisted.is_first("unlisted", &method) {
            mistakes::unlisted(&method);
        }
    }
}

impl<S> Layer<S> for Methods {
    type Service = MethodsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        MethodsService { rules: Arc::clone(&self.rules), inner }
    }
}

/// Services with guarded methods: see [`methods`].
#[derive(Clone)]
pub struct MethodsService<S> {
    rules: Arc<MethodRules>,
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
        // As in tonic's services, the path is compared as a whole and without decoding.
        let decide = self.rules.table.get(request.uri().path()).map(|method| method.decide);
        if decide.is_none() {
            self.rules.report(&request);
        }
        let mut inner = take_ready(&mut self.inner);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            match decide {
                None => return Ok(unknown_method()),
                Some(Decide::Public) => request_auth(&parts).note_public(),
                Some(Decide::Required(decide)) => {
                    if let Some(rejection) = decide(&parts).await {
                        return Ok(reject(rejection));
                    }
                }
            }
            inner.call(Request::from_parts(parts, body)).await
        })
    }
}

/// Returns the response to a rejected call.
pub(crate) fn reject<R: Default>(rejection: Rejection) -> Response<R> {
    let mut response = match rejection {
        Rejection::Concealed(_) => unknown_method(),
        _ => Status::from(rejection.clone()).into_http(),
    };
    response.extensions_mut().insert(rejection);
    response
}

/// Returns the response of tonic's services to an unknown method, with the same order of headers.
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
        f.debug_struct("Methods").field("methods", &self.rules.table.keys()).finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for MethodsService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodsService")
            .field("methods", &self.rules.table.keys())
            .finish_non_exhaustive()
    }
}
