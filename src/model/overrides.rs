//! `override`: which lines take the place of which records.

use std::collections::{BTreeMap, BTreeSet};

use super::desired::{Chain, OriginStep, StepKind};
use super::ledger::Context;
use super::way::steps_to;
use crate::dns::RecordType;

/// What the lines with `override` of a draft replace.
#[derive(Debug, Clone, Default)]
pub(super) struct Overrides {
    lines: Lines,
    /// Those of the zone around a view.
    around: Lines,
}

/// By owner key and type the first push of the first such line.
type Lines = BTreeMap<(Vec<u8>, RecordType), u32>;

impl Overrides {
    /// Notes a line by its first push. One that replaces several types is used if one of
    /// them is.
    pub fn add(&mut self, key: &[u8], types: &[RecordType], push: u32) {
        let known = types.iter().find_map(|one| self.lines.get(&(key.to_vec(), *one)));
        let push = known.copied().unwrap_or(push);
        for record_type in types {
            self.lines.entry((key.to_vec(), *record_type)).or_insert(push);
        }
    }

    /// Those of a view, whose pushes begin behind `offset` common ones, inside of these.
    pub fn around(self, view: Overrides, offset: u32) -> Overrides {
        let lines = view.lines.into_iter().map(|(replaced, push)| (replaced, push + offset)).collect();
        Overrides { lines, around: self.lines }
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.around.is_empty()
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether one of the lines is of this owner and type.
    pub fn has(&self, key: &[u8], record_type: RecordType) -> bool {
        !self.lines.is_empty() && self.lines.contains_key(&(key.to_vec(), record_type))
    }

    /// The lines that replace a record, by their pushes: those of a view replace what is
    /// common, all of them what is given.
    pub fn replacing(
        &self,
        key: &[u8],
        record_type: RecordType,
        is_common: bool,
        is_given: impl FnOnce() -> bool,
    ) -> impl Iterator<Item = u32> {
        let replaced = (key.to_vec(), record_type);
        let (own, around) = (self.lines.get(&replaced), self.around.get(&replaced));
        let is_given = (own.is_some() || around.is_some()) && is_given();
        let own = own.filter(|_| is_given || is_common);
        own.into_iter().chain(around.filter(|_| is_given)).copied()
    }

    /// The lines that are not among those which replaced something, each with its owner's
    /// key; of a view only its own.
    pub fn unused(&self, used: &BTreeSet<u32>) -> BTreeMap<u32, &[u8]> {
        let unused = self.lines.iter().filter(|(_, push)| !used.contains(push));
        unused.map(|((key, _), push)| (*push, key.as_slice())).collect()
    }
}

/// Whether records are given by a template or by `ptr from`, so that each line with
/// `override` replaces them.
pub(super) fn is_given(context: &Context, steps: &[OriginStep]) -> bool {
    !context.overrides && is_from_template(context.chain, steps)
}

/// Whether a template or `ptr from` is on the way to a record.
pub(super) fn is_from_template(chain: Option<Chain>, steps: &[OriginStep]) -> bool {
    steps_to(steps, chain).any(|step| matches!(step.kind, StepKind::Use(_) | StepKind::PtrFrom(_)))
}
