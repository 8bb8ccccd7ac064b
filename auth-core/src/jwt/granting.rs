//! What the pointers to roles, permissions and groups lead to.

use super::pointer::{Leads, Pointer, Way};
use super::refusal::TokenError;
use super::seen::Seen;
use crate::grants::Grants;

/// Where a token says what its holder was granted.
#[derive(Debug)]
pub(super) struct Pointers {
    pub(super) groups: Vec<Pointer>,
    pub(super) permissions: Vec<Pointer>,
    pub(super) roles: Vec<Pointer>,
}

/// What a pointer's claim grants.
#[derive(Clone, Copy)]
enum Granted {
    Groups,
    Permissions,
    Roles,
}

impl Granted {
    fn name(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Permissions => "permissions",
            Self::Roles => "roles",
        }
    }
}

impl Pointers {
    /// Those that lead to the end of `way`, or through it.
    fn at(&self, way: &Way<'_>) -> impl Iterator<Item = (Granted, Leads)> {
        let roles = self.roles.iter().map(|pointer| (Granted::Roles, pointer));
        let permissions = self.permissions.iter().map(|pointer| (Granted::Permissions, pointer));
        let groups = self.groups.iter().map(|pointer| (Granted::Groups, pointer));
        let all = roles.chain(permissions).chain(groups).map(|(kind, pointer)| (kind, pointer.leads(way)));
        all.filter(|(_, leads)| *leads != Leads::Elsewhere)
    }
}

/// Collects what stands at the ends of the pointers while the claims are read.
pub(super) struct Granting<'p> {
    pub(super) grants: Grants,
    pub(super) refusal: Option<TokenError>,
    pointers: &'p Pointers,
}

impl<'p> Granting<'p> {
    pub(super) fn new(pointers: &'p Pointers) -> Self {
        Self { grants: Grants::default(), refusal: None, pointers }
    }

    /// Whether any pointer leads to the end of `way`, or through it.
    pub(super) fn asks_for(&self, way: &Way<'_>) -> bool {
        self.pointers.at(way).next().is_some()
    }

    /// Whether any pointer leads through the end of `way`.
    pub(super) fn leads_into(&self, way: &Way<'_>) -> bool {
        self.pointers.at(way).any(|(_, leads)| leads == Leads::Further)
    }

    /// Takes what stands at the end of `way`.
    ///
    /// SECURITY: what stands at the end of a pointer and is no text and no list of texts, and what stands on its way and is no
    /// object, has the wrong type, which must not count as absent (as in `Known::take`).
    pub(super) fn take(&mut self, way: &Way<'_>, seen: &Seen<'_>) {
        let pointers = self.pointers;
        for (kind, leads) in pointers.at(way) {
            let fits = match leads {
                Leads::Here => self.grant(kind, seen),
                Leads::Further | Leads::Elsewhere => matches!(seen, Seen::Object),
            };
            if !fits {
                self.refusal.get_or_insert(TokenError::Grants(kind.name()));
            }
        }
    }

    /// Grants a text, or each text of a list of nothing but texts; says whether it is one.
    fn grant(&mut self, kind: Granted, seen: &Seen<'_>) -> bool {
        let texts = match kind {
            Granted::Groups => &mut self.grants.groups,
            Granted::Permissions => &mut self.grants.permissions,
            Granted::Roles => &mut self.grants.roles,
        };
        match seen {
            // An empty text grants nothing: no rule can ask for it.
            Seen::Text(text) if text.is_empty() => true,
            Seen::Text(text) => {
                texts.push(text);
                true
            }
            Seen::Texts(list) => {
                texts.extend(list);
                true
            }
            Seen::Number(_) | Seen::Object | Seen::Other => false,
        }
    }
}
