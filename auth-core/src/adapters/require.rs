//! The guard of a group: one type, which is a layer or a middleware of each framework.

use std::fmt;
use std::marker::PhantomData;

use crate::policy::{self, Policy};

/// Returns a layer that guards all services inside it with policy `P`.
///
/// It belongs inside [`Auth`](crate::Auth). It decides before the services inside get the request,
/// so it also covers paths and methods that they do not know. A handler inside can have a guard of
/// its own: the layer decides first.
///
#[cfg_attr(feature = "tower", doc = "```")]
#[cfg_attr(not(feature = "tower"), doc = "```ignore")]
/// use auth_core::policy;
///
/// policy! { pub Staff = group = "staff"; }
///
/// let layer = auth_core::adapters::tower::require::<Staff>();
/// # let _ = layer;
/// ```
#[must_use = "a layer guards only the services inside it"]
pub const fn require<P: Policy>() -> Require<P> {
    Require { policy: PhantomData }
}

/// A layer that guards all services inside it: see [`require`].
pub struct Require<P> {
    policy: PhantomData<fn(P) -> P>,
}

impl<P> Clone for Require<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Require<P> {}

impl<P: Policy> fmt::Debug for Require<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Require<{}>", policy::name::public(P::name()))
    }
}
