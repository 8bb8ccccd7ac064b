//! The caller of a request that may be anonymous.

use crate::identity::Identity;

/// Extracts who is calling where nobody has to be known: nobody for a request without credentials; bad credentials are
/// still refused.
///
/// An `Option<Identity>` would take bad credentials for none. Middleware that goes on in any case asks `peek` of the framework's
/// module. A refusal of this extractor is logged if it becomes the answer, and only then.
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
