//! The guard of a group as a hoop of salvo.

use salvo::{Depot, FlowCtrl, Handler, Request, Response, Scribe as _, async_trait};

use crate::adapters::require::Require;
use crate::adapters::salvo::extract;
use crate::guard::Guard;
use crate::policy::Policy;

#[async_trait]
impl<P: Policy> Handler for Require<P> {
    async fn handle(
        &self,
        request: &mut Request,
        _depot: &mut Depot,
        response: &mut Response,
        flow: &mut FlowCtrl,
    ) {
        if let Err(rejection) = extract::<Guard<P>>(request).await {
            rejection.render(response);
            flow.skip_rest();
        }
    }
}
