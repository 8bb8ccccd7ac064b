//! The revocation store of one `Auth`.

use std::any::Any;

use crate::authn::revocation::Revocations;
use crate::authn::revocation::memory::InMemoryRevocations;

/// The revocation store of one [`Auth`](crate::Auth).
#[derive(Debug)]
pub(crate) enum Store {
    /// Queried without a future.
    Memory(InMemoryRevocations),
    Other(Box<dyn Revocations>),
}

impl Store {
    pub(crate) fn new<R: Revocations>(revocations: R) -> Self {
        let mut given = Some(revocations);
        // `InMemoryRevocations` counts as the default store, also if the application names it.
        let memory = (&mut given as &mut dyn Any).downcast_mut::<Option<InMemoryRevocations>>();
        match (memory.and_then(Option::take), given) {
            (Some(memory), _) => Self::Memory(memory),
            (None, Some(other)) => Self::Other(Box::new(other)),
            (None, None) => Self::Memory(InMemoryRevocations::default()),
        }
    }
}
