//! What lines that could not be understood may have meant to say: checks of
//! what a zone lacks leave it out, so that one mistake is said once.

use std::collections::BTreeSet;

/// Owner keys in one zone.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread {
    owners: BTreeSet<Vec<u8>>,
    /// Lines of unknown owners stood here: a template, a loop, a block.
    origins: BTreeSet<Vec<u8>>,
}

impl Unread {
    pub fn add_owner(&mut self, key: Vec<u8>) {
        self.owners.insert(key);
    }

    /// Notes that any name at and below the origin may have been meant.
    pub fn add_all_below(&mut self, origin: &[u8]) {
        self.origins.insert(origin.to_vec());
    }

    pub fn extend(&mut self, other: Unread) {
        self.owners.extend(other.owners);
        self.origins.extend(other.origins);
    }

    /// How many names and origins are noted.
    pub fn len(&self) -> usize {
        self.owners.len() + self.origins.len()
    }

    pub fn covers(&self, key: &[u8]) -> bool {
        let ends = key.iter().enumerate().filter(|(_, octet)| **octet == 0).map(|(at, _)| at + 1);
        self.owners.contains(key)
            || !self.origins.is_empty()
                && std::iter::once(0).chain(ends).any(|end| self.origins.contains(&key[..end]))
    }
}
