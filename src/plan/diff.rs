use std::cmp::Ordering;

use crate::dns::{RrsetRef, Zone};

/// An RRset that the two sides do not hold alike; at least one side has it.
#[derive(Clone, Copy)]
pub struct Difference<'z> {
    pub observed: Option<RrsetRef<'z>>,
    pub desired: Option<RrsetRef<'z>>,
}

/// What differs between two zones of one apex, in canonical order: one merge
/// that allocates nothing for what is equal.
pub fn differences<'z>(observed: &'z Zone, desired: &'z Zone) -> Vec<Difference<'z>> {
    debug_assert_eq!(observed.apex(), desired.apex());
    let (mut left, mut right) = (observed.iter(), desired.iter());
    let (mut old, mut new) = (left.next(), right.next());
    let mut found = Vec::new();
    loop {
        let order = match (old, new) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.cmp_key(new),
        };
        let equal = order.is_eq() && old.zip(new).is_some_and(|(old, new)| old.same_records(new));
        if !equal {
            found.push(Difference {
                observed: old.filter(|_| order.is_le()),
                desired: new.filter(|_| order.is_ge()),
            });
        }
        if order.is_le() {
            old = left.next();
        }
        if order.is_ge() {
            new = right.next();
        }
    }
}
