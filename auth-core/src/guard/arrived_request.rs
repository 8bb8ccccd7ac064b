//! A request whose decision ends in the handler: the data that its rejection needs.

use std::sync::Arc;

use http::request::Parts;

use crate::guard::mark::Mark;
use crate::policy::rule::NamedRule;
use crate::rejection::Rejection;
use crate::rejection::mistakes;
use crate::rejection::rejection_log::RejectionLog;
use crate::request::browser::Browser;
use crate::request::path::PathParameters;
use crate::request::target::{OwnedTarget, Target};

/// The data of a request that its rejection needs, kept until the handler has made its checks.
pub(crate) struct ArrivedRequest {
    pub(crate) target: OwnedTarget,
    pub(crate) peer_is_known: bool,
    pub(crate) rejections: Arc<RejectionLog>,
    pub(crate) state: Arc<dyn AsRef<Mark> + Send + Sync>,
    /// The head of the request, if the application has a function `on_rejection`.
    pub(crate) head: Option<Arc<Parts>>,
    /// The kind of a browser's request, on which the form of a rejection depends.
    pub(crate) browser: Browser,
}

impl ArrivedRequest {
    /// Returns the method and the route of the request.
    pub(crate) fn target(&self) -> Target<'_> {
        self.target.as_target()
    }

    /// Returns the mark that guards leave on the request.
    pub(crate) fn mark(&self) -> &Mark {
        (*self.state).as_ref()
    }

    /// Records a rejection of this request by `policy`. It is logged when the request ends.
    pub(crate) fn reject(
        &self,
        rejection: Rejection,
        policy: NamedRule,
        path: Option<&PathParameters>,
    ) -> Rejection {
        self.mark().deny();
        let target = self.target();
        mistakes::unmeetable(policy, &rejection, (path, self.peer_is_known), target);
        let rejection = rejection.for_browser(&self.browser);
        self.rejections.record(rejection.of(policy, self.head.clone()), Some(policy), target)
    }
}
