//! What of a zone is left to others: `ignore` and `manage`.

pub(super) mod external_dns;
pub(super) mod ignore;
pub(super) mod pattern;
pub(super) mod target;

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;

use crate::dns::{Name, RdataRef, RecordType};
use crate::text::Span;
use external_dns::ExternalDns;
use pattern::{Pattern, labels_of};
use target::Target;

/// What of a zone this project leaves alone.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub ignored: Patterns<Untouched>,
    /// Tools that register their names in the zone itself.
    pub owned: Vec<ExternalDns>,
    /// If there is any, only names that match one are this project's.
    pub managed: Patterns<(Pattern, Span)>,
}

impl Scope {
    /// How many lines it has.
    pub(super) fn len(&self) -> usize {
        self.ignored.len() + self.owned.len() + self.managed.len()
    }

    /// Whether nothing is left to others.
    pub fn is_whole(&self) -> bool {
        self.ignored.is_empty() && self.owned.is_empty() && self.managed.is_empty()
    }

    /// Whether a name is this project's as far as `manage` lines say.
    pub fn manages(&self, name: &Name) -> bool {
        self.managed.is_empty() || self.managed.matching(name).next().is_some()
    }

    /// Whether an `ignore` or `manage` leaves RRsets of this name and type alone.
    pub fn leaves_to_others(&self, name: &Name, record_type: RecordType) -> bool {
        !self.manages(name) || self.ignores(name, record_type).is_some()
    }

    /// The first `ignore` line that covers a whole RRset.
    pub fn ignores(&self, owner: &Name, record_type: RecordType) -> Option<&Untouched> {
        self.ignored.matching(owner).find(|line| line.covers_rrset(owner, record_type))
    }
}

/// One `ignore` line.
#[derive(Debug, Clone)]
pub struct Untouched {
    pub pattern: Pattern,
    /// Empty means every type.
    pub types: Vec<RecordType>,
    /// Only records that point at this.
    pub target: Option<Target>,
    pub reason: Option<String>,
    pub span: Span,
}

impl Untouched {
    /// Whether a whole RRset is covered; a line with a target covers single
    /// records only, see [`Untouched::covers_record`].
    pub fn covers_rrset(&self, owner: &Name, record_type: RecordType) -> bool {
        self.target.is_none() && self.covers_key(owner, record_type)
    }

    /// Whether a record is covered.
    pub fn covers_record(&self, owner: &Name, record: RdataRef<'_>) -> bool {
        self.covers_key(owner, record.record_type)
            && self.target.as_ref().is_none_or(|target| target.covers(record))
    }

    fn covers_key(&self, owner: &Name, record_type: RecordType) -> bool {
        (self.types.is_empty() || self.types.contains(&record_type)) && self.pattern.matches(owner)
    }
}

impl AsRef<Pattern> for Untouched {
    fn as_ref(&self) -> &Pattern {
        &self.pattern
    }
}

impl AsRef<Pattern> for (Pattern, Span) {
    fn as_ref(&self) -> &Pattern {
        &self.0
    }
}

/// Lines with patterns, in their order. Those that match a name are found without
/// trying all.
#[derive(Clone)]
pub struct Patterns<T> {
    lines: Vec<T>,
    /// Where there are lines.
    index: Option<Box<Index>>,
}

/// Where lines stand among all.
#[derive(Debug, Clone, Default)]
struct Index {
    /// Lines of one name by that name.
    by_name: HashMap<Box<[u8]>, Vec<u32>>,
    /// The others by a label that their names have.
    by_label: HashMap<Box<[u8]>, Vec<u32>>,
    /// Those whose names have no label in common.
    others: Vec<u32>,
}

impl<T: AsRef<Pattern>> Patterns<T> {
    pub fn push(&mut self, line: T) {
        let pattern = line.as_ref();
        let index = self.index.get_or_insert_default();
        let place = match (pattern.only_name(), pattern.first_label()) {
            (Some(name), _) => index.by_name.entry(name.into()).or_default(),
            (None, Some(label)) => index.by_label.entry(label.into()).or_default(),
            (None, None) => &mut index.others,
        };
        place.push(self.lines.len() as u32);
        self.lines.push(line);
    }

    /// The lines whose patterns match a name, in their order.
    pub fn matching(&self, name: &Name) -> impl Iterator<Item = &T> {
        let mut found = Vec::new();
        if let Some(index) = &self.index {
            found.extend_from_slice(&index.others);
            for label in name.labels() {
                found.extend(index.by_label.get(label).into_iter().flatten());
            }
            found.retain(|line| self.lines[*line as usize].as_ref().matches(name));
            found.extend(index.by_name.get(labels_of(name)).into_iter().flatten());
            found.sort_unstable();
            found.dedup();
        }
        found.into_iter().map(|line| &self.lines[line as usize])
    }
}

impl<T: AsRef<Pattern>> Extend<T> for Patterns<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, lines: I) {
        lines.into_iter().for_each(|line| self.push(line));
    }
}

impl<T> IntoIterator for Patterns<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.lines.into_iter()
    }
}

impl<T> Default for Patterns<T> {
    fn default() -> Patterns<T> {
        Patterns { lines: Vec::new(), index: None }
    }
}

impl<T: fmt::Debug> fmt::Debug for Patterns<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.fmt(f)
    }
}

impl<T> Deref for Patterns<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.lines
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{Pattern, Patterns};
    use crate::dns::Name;
    use crate::text::{SourceId, Span};

    #[test]
    fn the_lines_that_match_are_found_in_their_order() {
        let origin: Name = "example.com".parse().unwrap();
        let written = ["www", "**", "_acme-challenge.**", "@", "a.**.b", "**.b", "**.", "**.net.", "www"];
        let mut lines = Patterns::default();
        for (number, text) in (0..).zip(written) {
            let span = Span::new(SourceId(0), number, number);
            lines.push((Pattern::parse(text, &origin).unwrap(), span));
        }
        for name in [
            "example.com",
            "www.example.com",
            "b.example.com",
            "b.b.example.com",
            "a.b.example.com",
            "a.x.b.example.com",
            "_acme-challenge.www.example.com",
            "example.net",
            ".",
        ] {
            let name: Name = name.parse().unwrap();
            let found: Vec<u32> = lines.matching(&name).map(|(_, span)| span.start).collect();
            let tried = lines.iter().filter(|(pattern, _)| pattern.matches(&name));
            assert_eq!(found, tried.map(|(_, span)| span.start).collect::<Vec<_>>(), "{name}");
        }
    }

    struct Counted<'c> {
        pattern: Pattern,
        count: &'c Cell<usize>,
    }

    impl AsRef<Pattern> for Counted<'_> {
        fn as_ref(&self) -> &Pattern {
            self.count.set(self.count.get() + 1);
            &self.pattern
        }
    }

    #[test]
    fn few_lines_are_tried_for_a_name() {
        const LINES: usize = 1000;
        let origin: Name = "example.com".parse().unwrap();
        let count = Cell::new(0);
        let mut lines = Patterns::default();
        for number in 0..LINES {
            for text in [format!("x{number}"), format!("x{number}.**"), format!("**.x{number}.a")] {
                lines.push(Counted { pattern: Pattern::parse(&text, &origin).unwrap(), count: &count });
            }
        }
        count.set(0);
        for number in 0..LINES {
            let name: Name = format!("x{number}.example.com").parse().unwrap();
            assert_eq!(lines.matching(&name).count(), 2);
        }
        assert_eq!(count.get(), 2 * LINES);
    }
}
