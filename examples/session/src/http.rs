//! The HTTP client for the provider.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Error, redirect::Policy};

/// The maximum time of a request.
const TIMEOUT: Duration = Duration::from_secs(10);

/// reqwest 0.13, as `openidconnect` takes it. (Its own feature brings reqwest 0.12.)
#[derive(Clone, Debug)]
pub(crate) struct Http(Client);

impl Http {
    pub(crate) fn new() -> Result<Self, Error> {
        // SECURITY: a redirect would send the client secret to a server that was not named.
        Client::builder().redirect(Policy::none()).timeout(TIMEOUT).build().map(Self)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async {
            let response = self.0.execute(request.try_into()?).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut answer = HttpResponse::new(response.bytes().await?.to_vec());
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok(answer)
        })
    }
}
