//! Where in a zone a preset may be: at the origins that its telling lines point to.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::{LinePattern, Part, Pattern, What};
use super::solve::{relative, values};
use crate::dns::{Name, RecordType, Zone, joined_text};

/// The records of a zone by type, as far as patterns ask for them.
pub(super) struct Index {
    by_type: BTreeMap<RecordType, Vec<(Name, String)>>,
}

impl Index {
    /// All records of types that a line asks for by which origins are found.
    pub fn new(zone: &Zone, patterns: &[Pattern]) -> Index {
        let lines = patterns.iter().flat_map(leads);
        let types: BTreeSet<RecordType> = lines.flat_map(types).collect();
        let mut by_type: BTreeMap<RecordType, Vec<(Name, String)>> = BTreeMap::new();
        for rrset in zone.iter().filter(|rrset| types.contains(&rrset.record_type())) {
            for rdata in rrset.rdatas() {
                let text = match rdata.record_type {
                    RecordType::TXT => String::from_utf8_lossy(&joined_text(rdata.wire)).into_owned(),
                    _ => values(rdata).unwrap_or_default().join(" "),
                };
                by_type.entry(rdata.record_type).or_default().push((rrset.owner(), text));
            }
        }
        Index { by_type }
    }

    /// The names at which a preset may be used.
    pub fn origins(&self, pattern: &Pattern, apex: &Name) -> BTreeSet<Name> {
        let mut origins = BTreeSet::new();
        for line in leads(pattern) {
            let literal = longest(line.values.iter().flatten(), pattern);
            let own = longest(line.owner.iter(), pattern);
            let depth = depth(line);
            for (owner, text) in types(line).iter().filter_map(|of| self.by_type.get(of)).flatten() {
                if !text.contains(&literal) {
                    continue;
                }
                if owner.label_count() < apex.label_count() + depth {
                    continue;
                }
                let mut ancestors = std::iter::successors(Some(owner.clone()), Name::parent);
                let Some(origin) = ancestors.nth(depth) else { continue };
                if relative(owner, &origin).is_some_and(|labels| labels.contains(&own)) {
                    origins.insert(origin);
                }
            }
        }
        origins
    }
}

/// The lines by which a use is found: one that always is there, or all others.
fn leads(pattern: &Pattern) -> Vec<&LinePattern> {
    let weight = |line: &&LinePattern| {
        let is_spf = matches!(line.what, What::Policy(_));
        let literal = longest(line.values.iter().flatten().chain(&line.owner), pattern).len();
        (line.is_telling, !is_spf, literal)
    };
    let required = || pattern.lines.iter().filter(|line| line.optional.is_empty());
    let optional = || pattern.lines.iter().filter(|line| !line.optional.is_empty() && line.is_telling);
    if required().any(|line| line.is_telling) || optional().next().is_none() {
        return required().max_by_key(weight).into_iter().collect();
    }
    optional().collect()
}

fn types(line: &LinePattern) -> Vec<RecordType> {
    match &line.what {
        What::Data(types) => types.clone(),
        What::Policy(_) => vec![RecordType::TXT],
    }
}

/// The longest text that the line must hold; where it has none, that of its defaults.
fn longest<'p>(parts: impl Iterator<Item = &'p Part> + Clone, pattern: &'p Pattern) -> String {
    let literal = |part: &'p Part| match part {
        Part::Literal(text) => Some(text),
        _ => None,
    };
    let own = parts.clone().filter_map(literal).max_by_key(|text| text.len());
    let of_defaults = parts.filter_map(|part| match part {
        Part::Slot(slot) => pattern.parameters[*slot].default.as_ref(),
        _ => None,
    });
    own.or_else(|| of_defaults.flatten().filter_map(literal).max_by_key(|text| text.len()))
        .cloned()
        .unwrap_or_default()
}

/// How many labels the owner has below the origin, slots being one label.
fn depth(line: &LinePattern) -> usize {
    let dots = line.owner.iter().map(|part| match part {
        Part::Literal(text) => text.matches('.').count(),
        _ => 0,
    });
    if line.owner.is_empty() { 0 } else { dots.sum::<usize>() + 1 }
}
