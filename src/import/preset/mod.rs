//! Presets in a zone. What is recognised follows from the templates of the
//! library alone: their lines are patterns, and a use is proposed if all of
//! its records are there, with the arguments that they imply. It is taken if
//! compiling it gives just these records.

mod origins;
mod pattern;
mod solve;
mod statement;
mod unify;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::lines::Line;
use super::{name, source};
use crate::dns::{Name, Ttl, Zone};
use crate::model::presets::{NEWEST, presets};
use origins::Index;
use pattern::Pattern;
use solve::{Outcome, Solution, record_at, rest, solve, spf};

/// Those of the newest edition: a folder may hold thousands of zones.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| patterns_of(NEWEST));

fn patterns_of(edition: &str) -> Vec<Pattern> {
    presets(edition).iter().filter_map(|preset| Pattern::of(*preset)).collect()
}

/// What presets say of a zone.
#[derive(Default)]
pub(super) struct Uses {
    pub blocks: Blocks,
    /// For SPF records that presets give a part of, by the number of the record
    /// in the file: the terms that are left for a line.
    pub spf_rests: BTreeMap<u32, Vec<String>>,
    pub notes: Vec<String>,
}

/// The lines with uses, each where the first of its records stood.
#[derive(Default)]
pub(super) struct Blocks {
    all: Vec<Block>,
    /// By the number of a record in the file.
    of_record: BTreeMap<u32, usize>,
}

struct Block {
    records: BTreeSet<u32>,
    text: Option<Vec<String>>,
    entry: u32,
}

impl Blocks {
    /// The block that gives a record.
    pub fn of_record(&self, number: u32) -> Option<usize> {
        self.of_record.get(&number).copied()
    }

    /// The lines of a block, once.
    pub fn take_text(&mut self, block: usize) -> Option<Vec<String>> {
        self.all[block].text.take()
    }

    /// The records of each block.
    pub fn records(&self) -> impl Iterator<Item = impl Iterator<Item = u32>> {
        self.all.iter().map(|block| block.records.iter().copied())
    }

    /// Where its lines are written.
    pub fn set_entry(&mut self, block: usize, entry: u32) {
        self.all[block].entry = entry;
    }

    pub fn entry(&self, block: usize) -> u32 {
        self.all[block].entry
    }
}

/// A use that is taken.
struct Use<'p> {
    pattern: &'p Pattern,
    origin: Name,
    solution: Solution,
}

/// Recognises presets. `order` says which line each record of the zone, in its
/// canonical order, is.
pub(super) fn recognise(zone: &Zone, lines: &[Line], order: &[u32], edition: Option<&'static str>) -> Uses {
    let other;
    let patterns = match edition.unwrap_or(NEWEST) {
        NEWEST => &*PATTERNS,
        edition => {
            other = patterns_of(edition);
            &other
        }
    };
    let index = Index::new(zone, patterns);
    let mut finder = Finder { zone, edition, taken: BTreeSet::new(), uses: Vec::new(), notes: Vec::new() };
    let places = patterns.iter().flat_map(|pattern| {
        index.origins(pattern, zone.apex()).into_iter().map(move |origin| (pattern, origin))
    });
    finder.find(places.collect());
    let zone_ttl = source::most_common_ttl(lines);
    written(finder, order, zone_ttl)
}

struct Finder<'z, 'p> {
    zone: &'z Zone,
    edition: Option<&'static str>,
    taken: BTreeSet<usize>,
    uses: Vec<Use<'p>>,
    notes: Vec<String>,
}

impl<'p> Finder<'_, 'p> {
    /// Takes the uses of the most records first, until none is left.
    fn find(&mut self, mut places: Vec<(&'p Pattern, Name)>) {
        loop {
            let mut found = Vec::new();
            let mut open = Vec::new();
            let mut said = Vec::new();
            for (pattern, origin) in places {
                match solve(self.zone, pattern, &origin, &self.taken) {
                    Outcome::None => continue,
                    Outcome::One(solution) => found.push((pattern, origin.clone(), solution)),
                    Outcome::Ambiguous => said.push(self.ambiguous(pattern, &origin)),
                    Outcome::SpfOrder(solution) => said.extend(self.spf_order(pattern, &origin, &solution)),
                }
                open.push((pattern, origin));
            }
            found.sort_by_key(|(pattern, origin, solution)| {
                (usize::MAX - solution.records.len() - solution.terms.len(), pattern.name, origin.clone())
            });
            let before = self.uses.len();
            for (pattern, origin, solution) in found {
                if solution.records.is_disjoint(&self.taken)
                    && statement::gives_its_records(self.zone, pattern, &origin, &solution, self.edition)
                {
                    self.taken.extend(&solution.records);
                    self.uses.push(Use { pattern, origin, solution });
                }
            }
            if self.uses.len() == before {
                self.notes.append(&mut said);
                return;
            }
            places = open;
        }
    }

    fn ambiguous(&self, pattern: &Pattern, origin: &Name) -> String {
        let at = name::owner(origin, self.zone.apex());
        format!("`{}` fits at `{at}` in several ways, so it is not used", pattern.name)
    }

    fn spf_order(&self, pattern: &Pattern, origin: &Name, solution: &Solution) -> Option<String> {
        let (record, _) = solution.terms.first_key_value()?;
        let spf = spf(record_at(self.zone, *record)?.1)?;
        let at = name::owner(origin, self.zone.apex());
        Some(format!(
            "`{}` would fit at `{at}`, but SPF lines are merged in an order of their own and give another text \
             than `{spf}`",
            pattern.name
        ))
    }
}

/// The lines for the uses, those of one origin and TTL in one block unless they
/// stand in the zone itself.
fn written(finder: Finder<'_, '_>, order: &[u32], zone_ttl: Option<Ttl>) -> Uses {
    let Finder { zone, taken: _, uses, notes, .. } = finder;
    let mut given = Uses { notes, ..Uses::default() };
    let number = |record: &usize| order[*record];
    let mut terms: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (record, more) in uses.iter().flat_map(|one| &one.solution.terms) {
        terms.entry(*record).or_default().extend(more.iter().cloned());
    }
    let mut rests: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (record, terms) in &terms {
        let spf = record_at(zone, *record).and_then(|(_, rdata)| spf(rdata));
        rests.insert(*record, spf.map(|spf| rest(&spf, terms)).unwrap_or_default());
    }
    let mut groups: BTreeMap<(Name, Option<Ttl>, usize), Vec<&Use<'_>>> = BTreeMap::new();
    for (index, one) in uses.iter().enumerate() {
        let ttl = one.solution.ttl.filter(|ttl| Some(*ttl) != zone_ttl);
        let apart = if one.origin == *zone.apex() { index } else { 0 };
        groups.entry((one.origin.clone(), ttl, apart)).or_default().push(one);
    }
    for ((origin, ttl, _), mut group) in groups {
        let first = |one: &&Use<'_>| one.solution.records.iter().map(number).min();
        group.sort_by_key(first);
        let mut records: BTreeSet<u32> =
            group.iter().flat_map(|one| &one.solution.records).map(number).collect();
        let mut lines = Vec::new();
        for one in &group {
            lines.push(statement::use_line(one.pattern, &origin, &one.solution));
            given.notes.push(note(one, zone.apex()));
            for record in one.solution.terms.keys() {
                let is_whole = rests.get(record).is_some_and(Vec::is_empty);
                if is_whole && rests.remove(record).is_some() {
                    records.insert(number(record));
                }
            }
        }
        if origin != *zone.apex() {
            let own =
                |record: &usize| record_at(zone, *record).is_some_and(|(rrset, _)| rrset.owner() == origin);
            if let Some(record) = rests.keys().copied().find(own)
                && let Some(rest) = rests.remove(&record)
            {
                lines.push(format!("@ SPF {}", super::policy::written(&rest)));
                records.insert(number(&record));
            }
        }
        let text = statement::wrapped(lines, &origin, zone.apex(), ttl);
        let block = given.blocks.all.len();
        given.blocks.of_record.extend(records.iter().map(|record| (*record, block)));
        given.blocks.all.push(Block { records, text: Some(text), entry: 0 });
    }
    given.spf_rests = rests.into_iter().map(|(record, rest)| (number(&record), rest)).collect();
    given
}

fn note(one: &Use<'_>, apex: &Name) -> String {
    let records = one.solution.records.len();
    let records = if records == 1 { "1 record".to_owned() } else { format!("{records} records") };
    let spf = match one.solution.terms.is_empty() {
        true => "",
        false => " and its SPF terms",
    };
    let at = name::owner(&one.origin, apex);
    format!("`use {}` at `{at}` stands for {records}{spf}", one.pattern.name)
}
