//! The identity of a request that may be anonymous.

use crate::identity::Identity;

/// The identity of a request that may be anonymous: an extractor for handlers that need no caller.
///
/// It is `None` for a request without credentials. A request with bad credentials is rejected. The
/// rejection is logged only if it becomes the response.
///
/// Do not use `Option<Identity>`: it would accept bad credentials as if there were none. Middleware
/// that continues in any case calls `peek` of the framework's module.
///
/// ```
/// use auth_core::MaybeIdentity;
///
/// async fn front_page(MaybeIdentity(identity): MaybeIdentity) -> String {
///     match identity {
///         Some(identity) => format!("Welcome back, {}", identity.subject()),
///         None => "Welcome".to_owned(),
///     }
/// }
/// # let _ = front_page;
/// ```
#[derive(Clone, Debug)]
pub struct MaybeIdentity(pub Option<Identity>);
