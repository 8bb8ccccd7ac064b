//! Lanes that are compared with each other: the same caller with the same tokens, in the same
//! rounds.

use crate::contestants::{Contestant, OURS};
use crate::keys::Keys;
use crate::lane::{Lane, Scope};
use crate::tokens::{Caller, Mint};

/// The number of users that take turns with known tokens.
const KNOWN: usize = 16;

/// More tokens than the capacity of the cache.
const REMEMBERED: usize = 12_000;

/// The tokens that the requests of a group present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Supply {
    /// New tokens for each request.
    FirstSeen,
    /// Tokens that repeat in every round.
    Known,
}

pub(crate) struct Group<'k> {
    pub(crate) lanes: Vec<Lane>,
    keys: &'k Keys,
    caller: Caller,
    supply: Supply,
}

impl<'k> Group<'k> {
    /// Returns the group with those of the contestants that `wanted` selects by name.
    pub(crate) fn new(
        name: &str,
        keys: &'k Keys,
        caller: Caller,
        supply: Supply,
        contestants: Vec<Contestant>,
        wanted: impl Fn(&str) -> bool,
    ) -> Self {
        let contestants = contestants.into_iter().filter(|one| wanted(one.name));
        let lanes = contestants.map(|one| Lane::new(name, one, caller)).collect();
        Self { lanes, keys, caller, supply }
    }

    /// Fills the cache of tokens. It stays full until the process ends, so that each new token
    /// evicts another one.
    pub(crate) async fn fill(&mut self, mint: &mut Mint, scope: Scope) {
        if self.supply != Supply::FirstSeen {
            return;
        }
        for lane in self.lanes.iter_mut().filter(|lane| lane.name == OURS) {
            lane.authorizations = mint.authorizations(self.keys, self.caller, REMEMBERED);
            lane.turn(REMEMBERED, scope).await;
        }
    }

    /// Supplies the tokens for a round of `requests`.
    pub(crate) fn supply(&mut self, mint: &mut Mint, requests: usize) {
        let needed = self.supply == Supply::FirstSeen
            || self.lanes.iter().any(|lane| lane.authorizations.is_empty());
        if needed {
            let tokens = if self.supply == Supply::Known { KNOWN } else { requests };
            let tokens = mint.authorizations(self.keys, self.caller, tokens);
            for lane in self.lanes.iter_mut().filter(|lane| lane.takes_tokens) {
                lane.authorizations.clone_from(&tokens);
                lane.place = 0;
            }
        }
    }
}
