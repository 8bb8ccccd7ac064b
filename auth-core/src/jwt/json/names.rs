//! Names of the members of one object, each of which may occur once.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// The number of names that an object stores without an allocation. Few objects have more.
const INLINE: usize = 16;

/// The names of the members of one object so far.
///
/// SECURITY: a token can contain thousands of objects with one member each. A set on the heap
/// for each of them would need forty times the length of the token (S41).
#[derive(Default)]
pub(super) struct Names<'t> {
    inline: [Cow<'t, str>; INLINE],
    len: usize,
    heap: BTreeSet<Cow<'t, str>>,
}

impl<'t> Names<'t> {
    /// Adds a name without its escapes: `"\u0069ss"` is `"iss"`. Returns `false` for a duplicate.
    pub(super) fn insert(&mut self, name: Cow<'t, str>) -> bool {
        if self.inline.iter().take(self.len).any(|found| *found == name) {
            return false;
        }
        let is_new = match self.inline.get_mut(self.len) {
            Some(slot) => {
                *slot = name;
                true
            }
            None => self.heap.insert(name),
        };
        self.len = self.len.saturating_add(1);
        is_new
    }
}
