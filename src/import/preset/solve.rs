//! Whether a preset is in a zone at an origin, and with which arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::{LinePattern, Pattern, Text, What};
use super::unify::{Bindings, Bound, Freedom, Place};
use crate::dns::policy_text::{Kind, PolicyText, Spf};
use crate::dns::{Name, RdataRef, RecordType, RrsetRef, Ttl, Zone, joined_text};
use crate::import::{policy, rdata};

/// A way to say records by a preset.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    pub bindings: Bindings,
    /// Their places in the zone's canonical order.
    pub records: BTreeSet<usize>,
    /// The SPF records it gives terms to, and which.
    pub terms: BTreeMap<usize, Vec<String>>,
    pub ttl: Option<Ttl>,
    /// How many parameters are not their defaults.
    departures: usize,
}

/// What a search comes to.
pub(super) enum Outcome {
    None,
    One(Solution),
    /// Several choices of records, none better than the others.
    Ambiguous,
    /// The records are there, but merged SPF lines give another order of terms.
    SpfOrder(Solution),
}

/// Looks for a preset at an origin among the records that are not `taken`.
pub(super) fn solve(zone: &Zone, pattern: &Pattern, origin: &Name, taken: &BTreeSet<usize>) -> Outcome {
    let place = Place::new(&pattern.parameters, origin);
    let mut search = Search { zone, pattern, origin, place, taken, steps: 0, solutions: Vec::new() };
    let start = Solution {
        bindings: vec![Bound::Open; pattern.parameters.len()],
        records: BTreeSet::new(),
        terms: BTreeMap::new(),
        ttl: None,
        departures: 0,
    };
    search.line(0, 0, start);
    let (good, disordered): (Vec<Solution>, Vec<Solution>) =
        search.solutions.into_iter().partition(|solution| keeps_order(zone, solution));
    match (best(good), best(disordered)) {
        (Some(one), _) => one,
        (None, Some(Outcome::One(one))) => Outcome::SpfOrder(one),
        _ => Outcome::None,
    }
}

/// The solution with the most records, and of these the one with the most
/// defaults.
fn best(mut solutions: Vec<Solution>) -> Option<Outcome> {
    solutions.sort_by_key(|solution| (usize::MAX - solution.records.len(), solution.departures));
    let mut solutions = solutions.into_iter();
    let first = solutions.next()?;
    let is_equal =
        |other: &Solution| other.records.len() == first.records.len() && other.departures == first.departures;
    // Other records altogether are another use of the preset.
    let rivals = |other: &Solution| {
        (other.records != first.records && !other.records.is_disjoint(&first.records))
            || (other.records == first.records && other.terms != first.terms)
    };
    match solutions.take_while(is_equal).any(|other| rivals(&other)) {
        true => Some(Outcome::Ambiguous),
        false => Some(Outcome::One(first)),
    }
}

/// Whether SPF lines, that of the preset and one with the rest, are merged to
/// just the text that is there.
fn keeps_order(zone: &Zone, solution: &Solution) -> bool {
    solution.terms.iter().all(|(record, terms)| {
        let Some(spf) = record_at(zone, *record).and_then(|(_, rdata)| spf(rdata)) else { return false };
        let rest = rest(&spf, terms);
        let parts = [terms.as_slice(), &rest].into_iter().filter(|terms| !terms.is_empty());
        let parts = parts.map(|terms| {
            let words: Vec<&str> = terms.iter().map(String::as_str).collect();
            Spf::from_words(&words).0
        });
        let Some(parts) = parts.collect::<Option<Vec<Spf>>>() else { return false };
        Spf::merge(&parts).is_ok_and(|merged| !merged.all_assumed && merged.spf == spf)
    })
}

/// The terms of a policy without some of them.
pub(super) fn rest(spf: &Spf, terms: &[String]) -> Vec<String> {
    policy::terms(spf).into_iter().filter(|term| !terms.contains(term)).collect()
}

/// The policy of a TXT record, if it is one that a typed line can give.
pub(super) fn spf(rdata: RdataRef<'_>) -> Option<Spf> {
    let text = joined_text(rdata.wire);
    policy::words(Kind::Spf, &text)?;
    match Kind::Spf.parse(&text).0? {
        PolicyText::Spf(spf) => Some(spf),
        _ => None,
    }
}

/// A record by its place in the canonical order.
pub(super) fn record_at(zone: &Zone, record: usize) -> Option<(RrsetRef<'_>, RdataRef<'_>)> {
    let (mut low, mut high) = (0, zone.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let rrset = zone.nth(middle)?;
        let range = rrset.record_range();
        match () {
            _ if range.start > record => high = middle,
            _ if range.end <= record => low = middle + 1,
            _ => return rrset.rdatas().nth(record - range.start).map(|rdata| (rrset, rdata)),
        }
    }
    None
}

/// No search goes on for longer: zones are made by people.
const STEPS: usize = 20_000;
const SOLUTIONS: usize = 256;

struct Search<'s> {
    zone: &'s Zone,
    pattern: &'s Pattern,
    origin: &'s Name,
    place: Place<'s>,
    taken: &'s BTreeSet<usize>,
    steps: usize,
    solutions: Vec<Solution>,
}

impl Search<'_> {
    /// Goes on with the line at `index`; `telling` lines were met so far.
    fn line(&mut self, index: usize, telling: usize, solution: Solution) {
        self.steps += 1;
        if self.steps > STEPS || self.solutions.len() >= SOLUTIONS {
            return;
        }
        let pattern = self.pattern;
        let Some(line) = pattern.lines.get(index) else { return self.end(telling, solution) };
        let is = |bound: Bound| line.optional.iter().any(|slot| solution.bindings[*slot] == bound);
        if is(Bound::Absent) {
            return self.line(index + 1, telling, solution);
        }
        for found in self.matches(line, telling, &solution) {
            let by_default = !line.is_telling && self.is_default(line, &found);
            self.line(index + 1, telling + usize::from(line.is_telling || by_default), found);
        }
        if is(Bound::Open) {
            let mut without = solution;
            for slot in &line.optional {
                if without.bindings[*slot] == Bound::Open {
                    without.bindings[*slot] = Bound::Absent;
                }
            }
            self.line(index + 1, telling, without);
        }
    }

    /// Whether a line is wholly what it is by default, addresses or names.
    fn is_default(&self, line: &LinePattern, solution: &Solution) -> bool {
        let slots = line.values.iter().flatten().filter_map(|part| match part {
            super::pattern::Part::Slot(slot) => Some(*slot),
            _ => None,
        });
        let mut slots = slots.peekable();
        let is_default = |slot: usize| match (&solution.bindings[slot], self.place.default(slot)) {
            (Bound::Value(value), Some(default)) => *value == default,
            _ => false,
        };
        matches!(line.what, What::Data(_)) && slots.peek().is_some() && slots.all(is_default)
    }

    fn end(&mut self, telling: usize, mut solution: Solution) {
        let mut departures = 0;
        for (slot, parameter) in self.pattern.parameters.iter().enumerate() {
            match &solution.bindings[slot] {
                Bound::Value(value) => {
                    departures +=
                        usize::from(self.place.default(slot).is_some_and(|default| default != *value));
                }
                // Nothing in the zone says what it is.
                Bound::Open if !parameter.optional && parameter.default.is_none() => return,
                _ => {}
            }
        }
        solution.departures = departures;
        if telling > 0 && !solution.records.is_empty() {
            self.solutions.push(solution);
        }
    }

    /// The ways to find a line.
    fn matches(&self, line: &LinePattern, telling: usize, solution: &Solution) -> Vec<Solution> {
        let is_required = line.optional.is_empty();
        let past_defaults = is_required && (line.is_telling || telling > 1);
        let freedom = Freedom { past_defaults, one_label: false };
        let types = match &line.what {
            What::Data(types) => types.as_slice(),
            What::Policy(_) => &[RecordType::TXT],
        };
        let mut found = Vec::new();
        for record_type in types {
            self.for_each_candidate(line, *record_type, solution, freedom, &mut |rrset, bindings| {
                if solution.ttl.is_some_and(|ttl| ttl != rrset.ttl()) {
                    return;
                }
                let solution = Solution { bindings, ttl: Some(rrset.ttl()), ..solution.clone() };
                for (record, rdata) in rrset.record_range().zip(rrset.rdatas()) {
                    if line.what == What::Policy(Kind::Spf) {
                        let text = joined_text(rdata.wire);
                        let typed = policy::typed(&rrset.owner(), &text, self.zone);
                        if let Some(typed) = typed.filter(|typed| typed.word == "SPF") {
                            found.extend(self.spf(line, record, &typed.words, &solution, freedom));
                        }
                    } else if !self.taken.contains(&record) && !solution.records.contains(&record) {
                        for bindings in self.data(line, rrset, rdata, &solution.bindings, freedom) {
                            let mut found_here = Solution { bindings, ..solution.clone() };
                            found_here.records.insert(record);
                            found.push(found_here);
                        }
                    }
                }
            });
        }
        found
    }

    /// The RRsets of a type whose owner can be that of the line.
    fn for_each_candidate(
        &self,
        line: &LinePattern,
        record_type: RecordType,
        solution: &Solution,
        freedom: Freedom,
        take: &mut dyn FnMut(RrsetRef<'_>, Bindings),
    ) {
        if let Some(owner) = self.place.known(&line.owner, &solution.bindings) {
            let owner = below(&owner, self.origin);
            if let Some(rrset) = owner.and_then(|owner| self.zone.get(&owner, record_type)) {
                take(rrset, solution.bindings.clone());
            }
            return;
        }
        let Some(key) = self.origin.key_below(self.zone.apex()) else { return };
        let freedom = Freedom { one_label: true, ..freedom };
        for rrset in self.zone.at_or_below(&key).filter(|rrset| rrset.record_type() == record_type) {
            let Some(owner) = relative(&rrset.owner(), self.origin) else { continue };
            for bindings in self.place.unify(&line.owner, &owner, &solution.bindings, freedom) {
                take(rrset, bindings);
            }
        }
    }

    /// The ways in which a record can be what the line gives.
    fn data(
        &self,
        line: &LinePattern,
        rrset: RrsetRef<'_>,
        rdata: RdataRef<'_>,
        bindings: &Bindings,
        freedom: Freedom,
    ) -> Vec<Bindings> {
        match line.what {
            What::Policy(kind) => {
                let owner = rrset.owner();
                let text = joined_text(rdata.wire);
                let is_alone = policy::typed(&owner, &text, self.zone).is_some() || kind == Kind::Dkim;
                match policy::words(kind, &text).filter(|_| is_alone) {
                    Some(words) => self.unordered(&line.values, &words, true, bindings, freedom),
                    None => Vec::new(),
                }
            }
            What::Data(_) => {
                let Some(values) = values(rdata) else { return Vec::new() };
                if values.len() != line.values.len() {
                    return Vec::new();
                }
                let names: Vec<String> = rdata.names().iter().map(ToString::to_string).collect();
                let mut ways = vec![bindings.clone()];
                for (text, value) in line.values.iter().zip(&values) {
                    let text = if names.contains(value) { self.target(text) } else { text.clone() };
                    ways = ways
                        .iter()
                        .flat_map(|bindings| self.place.unify(&text, value, bindings, freedom))
                        .collect();
                }
                ways
            }
        }
    }

    /// A target as a whole name.
    fn target(&self, text: &Text) -> Text {
        use super::pattern::Part::Literal;
        match &text[..] {
            [Literal(name)] if name == "@" => vec![Literal(format!("{}.", self.place.origin))],
            [.., Literal(end)] if !end.ends_with('.') => {
                let mut whole = text.clone();
                whole.push(Literal(format!(".{}.", self.place.origin)));
                whole
            }
            _ => text.clone(),
        }
    }

    /// The ways to take the line's terms of an SPF record.
    fn spf(
        &self,
        line: &LinePattern,
        record: usize,
        words: &[String],
        solution: &Solution,
        freedom: Freedom,
    ) -> Vec<Solution> {
        let ways = self.unordered(&line.values, words, false, &solution.bindings, freedom);
        let with = ways.into_iter().map(|bindings| {
            let mut with = solution.clone();
            let words = line.values.iter().filter_map(|text| self.place.known(text, &bindings));
            with.terms.entry(record).or_default().extend(words);
            with.bindings = bindings;
            with
        });
        with.collect()
    }

    /// Each text is one of the words, and with `all`, no word is left.
    fn unordered(
        &self,
        texts: &[Text],
        words: &[String],
        all: bool,
        bindings: &Bindings,
        freedom: Freedom,
    ) -> Vec<Bindings> {
        let Some((first, rest)) = texts.split_first() else {
            return if all && !words.is_empty() { Vec::new() } else { vec![bindings.clone()] };
        };
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let others: Vec<String> = words[..at].iter().chain(&words[at + 1..]).cloned().collect();
            // A word alone is a key: it has no tag.
            let is_slot = matches!(first[..], [super::pattern::Part::Slot(_)]);
            if is_slot && all && word.split_once('=').is_some_and(|(tag, _)| tag.len() < 3) {
                continue;
            }
            for bindings in self.place.unify(first, word, bindings, freedom) {
                found.extend(self.unordered(rest, &others, all, &bindings, freedom));
            }
        }
        found
    }
}

/// The values of a record as a template's line would have them, without quotes.
pub(super) fn values(rdata: RdataRef<'_>) -> Option<Vec<String>> {
    if rdata.record_type == RecordType::TXT {
        return String::from_utf8(joined_text(rdata.wire)).ok().map(|text| vec![text]);
    }
    let text = rdata.to_string();
    let values = rdata::tokens(&text).into_iter().map(|token| match token.strip_prefix('"') {
        Some(inner) => inner.strip_suffix('"').unwrap_or(inner).to_owned(),
        None => token.to_owned(),
    });
    (!text.contains('\\')).then(|| values.collect())
}

/// The labels before the origin, if nothing in them is special.
pub(super) fn relative(name: &Name, origin: &Name) -> Option<String> {
    let own = name.label_count().checked_sub(origin.label_count())?;
    let is_plain =
        |octet: &u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || b"-_*".contains(octet);
    let labels = name
        .labels()
        .take(own)
        .map(|label| label.iter().all(is_plain).then(|| String::from_utf8_lossy(label).into_owned()));
    Some(labels.collect::<Option<Vec<String>>>()?.join("."))
}

/// The name of labels below the origin.
fn below(labels: &str, origin: &Name) -> Option<Name> {
    if labels.is_empty() {
        return Some(origin.clone());
    }
    let own = labels.split('.').map(str::as_bytes);
    Name::from_labels(own.chain(origin.labels())).ok()
}
