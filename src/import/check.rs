//! Whether drafts give the records they must.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Draft;
use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::dns::{RecordType, RrsetRef, Zone};
use crate::model::{Defaults, Desired, compile};
use crate::text::{Source, SourceId, Sources, Span};

/// What came of compiling drafts.
#[derive(Debug)]
pub struct Checking {
    /// The texts as they may be written.
    pub sources: Sources,
    /// In the order of the drafts.
    pub zones: Vec<Checked>,
}

/// What came of compiling a draft.
#[derive(Debug)]
pub struct Checked {
    /// Its text in [`Checking::sources`].
    pub source: SourceId,
    /// What the compiler says about the text; errors forbid to write it.
    pub problems: Problems,
    /// What the language does not take; in the text, these lines are comments.
    pub refused: Vec<Refused>,
    /// Records of the master file that the text does not give, a line each.
    pub missing: Vec<String>,
    /// Records that the text gives and the master file does not hold.
    pub extra: Vec<String>,
}

impl Checked {
    /// Whether the text may be written.
    pub fn is_good(&self) -> bool {
        !self.problems.has_errors() && self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Why a line of a draft is a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The records of the line, each with its `FILE:LINE` in front.
    pub records: Vec<(String, String)>,
    /// The code of the diagnostic.
    pub code: &'static str,
    pub headline: String,
    pub help: Vec<String>,
}

/// Compiles the drafts together, each under a path, and compares each zone with
/// its records. Records with errors are made comments until none is left, or a
/// line that gives no record has an error.
pub fn check(drafts: &[(String, &Draft)], defaults: &Defaults) -> Checking {
    let mut refusals = vec![Refusals::default(); drafts.len()];
    let (paths, mut drafts): (Vec<&String>, Vec<Cow<'_, Draft>>) =
        drafts.iter().map(|(path, draft)| (path, Cow::Borrowed(*draft))).unzip();
    loop {
        let mut sources = Sources::default();
        let mut ids = Vec::with_capacity(drafts.len());
        for ((path, draft), refusals) in paths.iter().zip(&drafts).zip(&refusals) {
            ids.push(sources.add(Source::new((*path).clone(), refusals.text(draft))));
        }
        let (model, problems) = compile(&mut sources, &ids, defaults);
        let mut of_each: Vec<Problems> = ids.iter().map(|_| Problems::default()).collect();
        for problem in problems.iter() {
            match problem.span.and_then(|span| ids.binary_search(&span.source).ok()) {
                Some(at) => of_each[at].push(problem.clone()),
                None => of_each.iter_mut().for_each(|problems| problems.push(problem.clone())),
            }
        }
        let mut refused_more = false;
        for (at, draft) in drafts.iter_mut().enumerate() {
            refused_more |= refusals[at].add(draft, &of_each[at], &sources);
        }
        if refused_more {
            continue;
        }
        let found: BTreeMap<SourceId, &Desired> =
            model.zones.iter().map(|desired| (desired.declared.source, desired)).collect();
        let zones =
            drafts.iter().zip(ids).zip(of_each).zip(refusals).map(|(((draft, id), problems), refusals)| {
                compared(draft, id, problems, refusals, found.get(&id).copied())
            });
        let zones = zones.collect();
        return Checking { sources, zones };
    }
}

/// The lines of a text that are comments, with the reason.
#[derive(Debug, Clone, Default)]
struct Refusals {
    lines: BTreeMap<u32, Diagnostic>,
}

/// What a wrong record may be the cause of: these errors wait until there are
/// no others.
const CONSEQUENCES: [&str; 2] = ["missing-target", "target-is-alias"];

impl Refusals {
    fn text(&self, draft: &Draft) -> String {
        if self.lines.is_empty() {
            return draft.text.clone();
        }
        let mut text = String::with_capacity(draft.text.len() + 64 * self.lines.len());
        for (line, number) in draft.text.lines().zip(0..) {
            match self.lines.get(&number) {
                Some(problem) => {
                    let statement = line.trim_start();
                    let indent = &line[..line.len() - statement.len()];
                    let statement = one_blank_between(statement);
                    text.push_str(&format!("{indent}# not imported ({}): {statement}", problem.code.name));
                }
                None => text.push_str(line),
            }
            text.push('\n');
        }
        text
    }

    /// Refuses the lines that have errors; whether there are new ones. Of a line that
    /// gives several records, each gets its own first: not all need be wrong. An error
    /// that no line with records has is not to be helped, so nothing is refused.
    fn add(&mut self, draft: &mut Cow<'_, Draft>, problems: &Problems, sources: &Sources) -> bool {
        if !problems.has_errors() {
            return false;
        }
        let errors = || problems.iter().filter(|problem| problem.severity == Severity::Error);
        let giving = draft.origins.giving();
        let waits = |problem: &&Diagnostic| CONSEQUENCES.contains(&problem.code.name);
        let are_all_waiting = errors().all(|problem| waits(&problem));
        let (mut more, mut waiting) = (BTreeMap::new(), BTreeSet::new());
        for problem in errors() {
            let Some(span) = problem.span else { return false };
            let line_of = |span: Span| sources.get(span.source).position(span.start).line - 1;
            let mut lines = vec![line_of(span)];
            if problem.code.name == "cname-conflict" {
                let beside = problem.others.iter().filter(|other| other.span.source == span.source);
                lines.extend(beside.map(|other| line_of(other.span)));
            }
            // Of lines that cannot stand together, the one that gives the least goes.
            let least = lines.into_iter().filter_map(|line| giving.get(&line).map(|count| (*count, line)));
            let Some((_, line)) = least.reduce(|some, other| if other.0 < some.0 { other } else { some })
            else {
                return false;
            };
            if self.lines.contains_key(&line) {
                return false;
            }
            if are_all_waiting || !waits(&problem) {
                more.entry(line).or_insert_with(|| problem.clone());
            } else {
                waiting.insert(line);
            }
        }
        let is_more = !more.is_empty();
        let is_shared = |line: &u32| draft.origins.shared.contains_key(line);
        let shared: BTreeSet<u32> = more.keys().copied().chain(waiting).filter(is_shared).collect();
        more.retain(|line, _| !shared.contains(line));
        self.lines.append(&mut more);
        if !shared.is_empty() {
            let (parted, moved) = draft.with_parts_of(&shared);
            let moved_to = |line: u32| moved.get(line as usize).copied().unwrap_or(u32::MAX);
            let lines = std::mem::take(&mut self.lines).into_iter();
            self.lines = lines.map(|(line, problem)| (moved_to(line), problem)).collect();
            *draft = Cow::Owned(parted);
        }
        is_more
    }
}

/// A statement without the blanks of its layout; those in quotes stay.
fn one_blank_between(statement: &str) -> String {
    let (mut text, mut is_quoted, mut is_escaped) = (String::with_capacity(statement.len()), false, false);
    for character in statement.chars() {
        if !is_quoted && character == ' ' && text.ends_with(' ') {
            continue;
        }
        is_quoted ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        text.push(character);
    }
    text
}

fn compared(
    draft: &Draft,
    source: SourceId,
    problems: Problems,
    refusals: Refusals,
    found: Option<&Desired>,
) -> Checked {
    if problems.has_errors() {
        // The text must be put right before its records can be compared.
        return Checked { source, problems, refused: Vec::new(), missing: Vec::new(), extra: Vec::new() };
    }
    let found = match found {
        Some(desired) => published(&draft.wanted, desired),
        None => Zone::empty(draft.apex.clone()),
    };
    let mut refused: BTreeMap<u32, Vec<(String, String)>> = BTreeMap::new();
    let mut missing = Vec::new();
    for (record, text) in records(&draft.wanted, &found) {
        match draft.origins.text_line(record).filter(|line| refusals.lines.contains_key(line)) {
            Some(line) => refused.entry(line).or_default().push((draft.origins.place(record), text)),
            None => missing.push(format!("{}: {text}", draft.origins.place(record))),
        }
    }
    let extra = records(&found, &draft.wanted).into_iter().map(|(_, text)| text).collect();
    let refused = refusals.lines.into_iter().map(|(line, problem)| Refused {
        records: refused.remove(&line).unwrap_or_default(),
        code: problem.code.name,
        headline: problem.headline,
        help: problem.help,
    });
    Checked { source, problems, refused: refused.collect(), missing, extra }
}

/// The zone as it would be published with the serial that the file has; of several
/// SOA records, of which the text gives one, with the serial of that one.
fn published(wanted: &Zone, desired: &Desired) -> Zone {
    let soas = wanted.get(wanted.apex(), RecordType::SOA);
    let is_wanted = |rdata: &[u8]| soas.is_some_and(|soas| soas.rdatas().any(|soa| soa.wire == rdata));
    let serials = soas.into_iter().flat_map(RrsetRef::rdatas).filter_map(|soa| serial(soa.wire));
    let mut zones = serials.map(|serial| desired.published(serial));
    let is_right = |zone: &Zone| {
        let soa = zone.get(zone.apex(), RecordType::SOA);
        soa.is_some_and(|soa| soa.rdatas().all(|rdata| is_wanted(rdata.wire)))
    };
    zones.find(is_right).unwrap_or_else(|| desired.published(0))
}

fn serial(soa: &[u8]) -> Option<u32> {
    let numbers = soa.last_chunk::<20>()?;
    Some(u32::from_be_bytes(*numbers.first_chunk::<4>()?))
}

/// The records of one zone that the other has not, each with its place in the
/// canonical order.
fn records(of: &Zone, not_in: &Zone) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    for rrset in of.iter() {
        let other = not_in.get_by_key(rrset.owner_key(), rrset.record_type());
        if other.is_some_and(|other| other.same_records(rrset)) {
            continue;
        }
        let other = other.filter(|other| other.ttl() == rrset.ttl());
        for (rdata, number) in rrset.rdatas().zip(rrset.record_range()) {
            if !other.is_some_and(|other| other.rdatas().any(|theirs| theirs.wire == rdata.wire)) {
                let (owner, ttl) = (rrset.owner(), rrset.ttl());
                lines.push((number, format!("{owner} {ttl} {} {rdata}", rrset.record_type())));
            }
        }
    }
    lines
}
