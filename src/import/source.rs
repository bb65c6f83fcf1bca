//! The text of a zone.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use super::draft::{Draft, Origins, Part, filled_lines};
use super::lines::Line;
use super::preset::{Blocks, Uses};
use super::rrsets::{Rrsets, listed};
use super::texts::{self, Text};
use super::{Wishes, name, policy, rdata, reverse, soa};
use crate::dns::{MasterFileError, Name, RdataRef, RecordType, Ttl, Zone, joined_text};
use crate::format::format;
use crate::text::SourceId;

/// Writes the zone; `uses` are the presets in it.
pub(super) fn write(rrsets: Rrsets, uses: Uses, wishes: &Wishes<'_>) -> Draft {
    let Rrsets { mut lines, zone, order, left_out, mut notes } = rrsets;
    notes.extend(lines.odd.iter().map(MasterFileError::to_string));
    notes.extend(lines.outside.iter().map(|outside| format!("left out: {outside}")));
    notes.extend(uses.notes);
    let ttl = most_common_ttl(&lines.records);
    let header = lines.records.first_mut().filter(|first| first.rdata.record_type() == RecordType::SOA);
    let header = header.map(|first| std::mem::take(&mut first.above)).unwrap_or_default();
    let places = lines.records.iter().map(|line| line.place).collect();
    let mut body = Body {
        zone: &zone,
        ttl,
        ns_ttl: wishes.defaults.zones.ns_ttl.or(ttl),
        entries: Vec::new(),
        entry_of: Vec::with_capacity(lines.records.len()),
        open: HashMap::new(),
        comments_of_blocks: comments_of_blocks(&mut lines.records, &uses.blocks),
        blocks: uses.blocks,
        spf_rests: uses.spf_rests,
        blank_is_due: false,
    };
    for (number, line) in lines.records.into_iter().enumerate() {
        body.record(number as u32, line);
    }
    body.comments(lines.rest, lines.blank_before_rest);
    body.unite_owners();
    let mut text = String::new();
    for (comment, blank_behind) in header {
        let _ = writeln!(text, "{comment}{}", if blank_behind { "\n" } else { "" });
    }
    let signed = match left_out.is_empty() {
        true => String::new(),
        false => format!("# {} records are left out: the signer makes them.\n", listed(&left_out)),
    };
    write_header(zone.apex(), &signed, ttl, wishes.provider, &mut text);
    let first = text.lines().filter(|line| !line.is_empty()).count();
    let Finished { entry_of, lines_of, shared } = body.finish(first, &mut text);
    let text = format(SourceId(0), &text);
    let filled = filled_lines(&text);
    let line_of = |entry: u32| {
        let line = lines_of.get(entry as usize).and_then(|line| filled.get(*line as usize));
        line.copied().unwrap_or(u32::MAX)
    };
    let text_lines = entry_of.iter().map(|entry| line_of(*entry)).collect();
    let shared = shared.into_iter().map(|(entry, parts)| (line_of(entry), parts)).collect();
    let origins = Origins { files: lines.files, order, places, text_lines, shared };
    Draft { apex: zone.apex().clone(), text, wanted: zone, notes, origins }
}

fn write_header(apex: &Name, comment: &str, ttl: Option<Ttl>, provider: Option<&str>, text: &mut String) {
    let network = reverse::network(apex);
    let shown = match &network {
        Some((network, _)) => network.clone(),
        None if apex.is_root() => ".".to_owned(),
        None => name::absolute(apex).trim_end_matches('.').to_owned(),
    };
    let _ = writeln!(text, "zone {shown} {{");
    text.push_str(comment);
    if let Some((_, Some(style))) = network {
        let _ = writeln!(text, "classless {style}");
    }
    if let Some(provider) = provider {
        let _ = writeln!(text, "provider {provider}");
    }
    if let Some(ttl) = ttl {
        let _ = writeln!(text, "ttl {ttl}");
    }
}

struct Body<'z> {
    zone: &'z Zone,
    /// The TTL that records need not say.
    ttl: Option<Ttl>,
    /// The same for the NS records of the apex.
    ns_ttl: Option<Ttl>,
    entries: Vec<Entry>,
    /// For each record, the entry that gives it.
    entry_of: Vec<u32>,
    /// Entries that may take more values.
    open: HashMap<(Name, Ttl, Kind), usize>,
    blocks: Blocks,
    comments_of_blocks: Vec<Vec<String>>,
    /// What lines must add to the SPF of presets.
    spf_rests: BTreeMap<u32, Vec<String>>,
    /// A record with a blank line before it took no line of its own.
    blank_is_due: bool,
}

enum Entry {
    Blank,
    /// A comment or a setting.
    Text(String),
    Record(Record),
    /// Uses of presets.
    Block(Vec<String>),
    /// Stands on the line of another.
    United(usize, Record),
}

struct Record {
    owner: String,
    /// The `under` that it stands in alone.
    under: Option<String>,
    ttl: Option<Ttl>,
    word: Word,
    /// What stands on the line, in its order.
    values: Vec<Value>,
    trailing: Option<String>,
}

struct Value {
    /// The number of its record.
    number: u32,
    record_type: RecordType,
    data: String,
}

/// The entries, written.
struct Finished {
    /// For each record, its entry.
    entry_of: Vec<u32>,
    /// For each entry, which of the lines that are not blank it is.
    lines_of: Vec<u32>,
    /// What stands in the entries that give several records.
    shared: Vec<(u32, Vec<Part>)>,
}

/// How a record is written.
struct Said {
    owner: String,
    under: Option<String>,
    word: Word,
    data: String,
    /// A comment that explains it.
    apart: Option<String>,
}

/// The word in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Type(RecordType),
    Typed(&'static str),
}

/// What may stand on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Addresses,
    Others(RecordType),
}

/// The TTL of a zone that says none, in a project that says none.
const UNSAID_TTL: Ttl = Ttl::from_wire(3600);

/// The longest RDATA, in octets of text, that several values on a line make.
const LONGEST_DATA: usize = 72;

/// Several owners stand on a line if they fit into its field: before a type,
/// before a TTL.
const OWNERS: (usize, usize) = (22, 16);

impl Body<'_> {
    fn record(&mut self, number: u32, line: Line) {
        if let Some(block) = self.blocks.of_record(number) {
            return self.block(block, line);
        }
        let apex = self.zone.apex();
        let record_type = line.rdata.record_type();
        let is_at_apex = line.owner == *apex;
        if record_type == RecordType::SOA && is_at_apex {
            let zone_ttl = self.ttl.unwrap_or(UNSAID_TTL);
            if let Some(setting) = soa::written(line.rdata.as_ref(), line.ttl, zone_ttl, apex) {
                self.comments(line.above, line.blank_before);
                return self.add(Entry::Text(with_comment(setting, line.trailing.as_deref())));
            }
        }
        let Said { owner, under, word, data, apart } = self.said(number, &line);
        let has_comments = line.trailing.is_some() || !line.above.is_empty() || apart.is_some();
        let kind = kind(record_type).filter(|_| !data.starts_with("\\#"));
        let key = kind.map(|kind| (line.owner.clone(), line.ttl, kind));
        if !has_comments
            && let Some(at) =
                key.as_ref().and_then(|key| self.join(key, Value { number, record_type, data: data.clone() }))
        {
            self.blank_is_due |= line.blank_before;
            self.entry_of.push(at as u32);
            return;
        }
        self.comments(line.above, line.blank_before);
        self.entries.extend(apart.map(Entry::Text));
        if let Some(key) = key.filter(|_| line.trailing.is_none()) {
            self.open.insert(key, self.entries.len());
        }
        let unsaid = if record_type == RecordType::NS && is_at_apex { self.ns_ttl } else { self.ttl };
        let ttl = (Some(line.ttl) != unsaid).then_some(line.ttl);
        let values = vec![Value { number, record_type, data }];
        self.add(Entry::Record(Record { owner, under, ttl, word, values, trailing: line.trailing }));
    }

    /// Adds the entry of a record.
    fn add(&mut self, entry: Entry) {
        self.entry_of.push(self.entries.len() as u32);
        self.entries.push(entry);
    }

    /// How a record is written.
    fn said(&self, number: u32, line: &Line) -> Said {
        let apex = self.zone.apex();
        let plain = |word, data| {
            let owner = name::owner(&line.owner, apex);
            Said { owner, under: None, word, data, apart: None }
        };
        let word = Word::Type(line.rdata.record_type());
        if line.rdata.record_type() == RecordType::SPF {
            // The word SPF makes a TXT record.
            let shown = texts::shown_apart(line.rdata.as_ref());
            let comment = format!("# The old type of SPF records (RFC 7208 section 3.1): {shown}");
            let said = plain(Word::Typed("TYPE99"), generic(line.rdata.as_ref()));
            return Said { apart: Some(comment), ..said };
        }
        if let Some(rest) = self.spf_rests.get(&number) {
            return plain(Word::Typed("SPF"), policy::written(rest));
        }
        if line.rdata.record_type() != RecordType::TXT {
            return plain(word, rdata::written(line.rdata.as_ref(), apex));
        }
        match texts::text(&line.owner, line.rdata.as_ref()) {
            Text::Whole(text) => {
                match policy::typed(&line.owner, &joined_text(line.rdata.wire()), self.zone) {
                    Some(typed) => Said {
                        owner: name::owner(&typed.owner, typed.under.as_ref().unwrap_or(apex)),
                        under: typed.under.map(|origin| name::owner(&origin, apex)),
                        ..plain(Word::Typed(typed.word), policy::written(&typed.words))
                    },
                    None => plain(word, text),
                }
            }
            Text::Joined(_) | Text::Apart => {
                let shown = texts::shown_apart(line.rdata.as_ref());
                let comment = format!("# Several strings, kept apart: {shown}");
                Said { apart: Some(comment), ..plain(word, generic(line.rdata.as_ref())) }
            }
        }
    }

    /// A record that a preset gives: the first of its block brings the block.
    fn block(&mut self, block: usize, line: Line) {
        if let Some(written) = self.blocks.take_text(block) {
            self.comments(line.above, line.blank_before);
            let comments = std::mem::take(&mut self.comments_of_blocks[block]);
            self.entries.extend(comments.into_iter().map(Entry::Text));
            self.blocks.set_entry(block, self.entries.len() as u32);
            self.entries.push(Entry::Block(written));
        } else if line.above.is_empty() {
            self.blank_is_due |= line.blank_before;
        } else {
            self.comments(line.above, line.blank_before);
        }
        self.entry_of.push(self.blocks.entry(block));
    }

    /// Adds a value to the line of its owner, if there is one with room.
    fn join(&mut self, key: &(Name, Ttl, Kind), value: Value) -> Option<usize> {
        let at = *self.open.get(key)?;
        let Entry::Record(record) = self.entries.get_mut(at)? else { return None };
        if record.data_len() + value.data.len() > LONGEST_DATA {
            return None;
        }
        if record.word != Word::Type(value.record_type) {
            record.word = Word::Typed("ADDR");
        }
        record.values.push(value);
        Some(at)
    }

    fn comments(&mut self, comments: Vec<(String, bool)>, blank_before: bool) {
        if blank_before || std::mem::take(&mut self.blank_is_due) {
            self.entries.push(Entry::Blank);
        }
        self.blank_is_due = false;
        for (comment, blank_behind) in comments {
            self.entries.push(Entry::Text(comment));
            if blank_behind {
                self.entries.push(Entry::Blank);
            }
        }
    }

    /// Puts the owners of records that say the same one below the other on one
    /// line, as far as they fit into their field.
    fn unite_owners(&mut self) {
        let mut last: Option<usize> = None;
        let mut owners_len = 0;
        for at in 0..self.entries.len() {
            let (before, behind) = self.entries.split_at_mut(at);
            let here = &mut behind[0];
            let Entry::Record(record) = here else {
                last = None;
                continue;
            };
            match last.and_then(|last| before.get_mut(last).map(|entry| (last, entry))) {
                Some((into, Entry::Record(above))) if above.unites_with(record, owners_len) => {
                    owners_len += 2 + record.owner.len();
                    if let Entry::Record(record) = std::mem::replace(here, Entry::Blank) {
                        *here = Entry::United(into, record);
                    }
                }
                _ => {
                    owners_len = record.owner.len();
                    last = Some(at);
                }
            }
        }
    }

    /// Writes all entries and the end, `first` being the number of the lines before
    /// that are not blank.
    fn finish(self, first: usize, text: &mut String) -> Finished {
        let mut number = first as u32;
        let mut lines_of: Vec<u32> = Vec::with_capacity(self.entries.len());
        let mut shared = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            lines_of.push(match entry {
                Entry::United(into, _) => lines_of.get(*into).copied().unwrap_or(number),
                _ => number,
            });
            let Entry::Record(record) = entry else {
                number += write_entry(entry, text);
                continue;
            };
            let united = self.entries[at + 1..].iter().map_while(|entry| match entry {
                Entry::United(into, record) if *into == at => Some(record),
                _ => None,
            });
            let of_each: Vec<&Record> = std::iter::once(record).chain(united).collect();
            let owners: Vec<&str> = of_each.iter().map(|record| record.owner.as_str()).collect();
            let _ = writeln!(text, "{}", record.line(&owners.join(", ")));
            number += 1;
            if of_each.len() > 1 || record.values.len() > 1 {
                shared.push((at as u32, of_each.into_iter().flat_map(Record::parts).collect()));
            }
        }
        text.push_str("}\n");
        Finished { entry_of: self.entry_of, lines_of, shared }
    }
}

impl Record {
    fn unites_with(&self, other: &Record, owners_len: usize) -> bool {
        let room = if self.ttl.is_some() { OWNERS.1 } else { OWNERS.0 };
        self.trailing.is_none()
            && self.under.is_none()
            && other.under.is_none()
            && other.trailing.is_none()
            && (self.word, self.ttl) == (other.word, other.ttl)
            && self.values.iter().map(Value::said).eq(other.values.iter().map(Value::said))
            && owners_len + 2 + other.owner.len() <= room
    }

    /// The octets of its values with the blanks between them.
    fn data_len(&self) -> usize {
        self.values.iter().map(|value| value.data.len() + 1).sum::<usize>().saturating_sub(1)
    }

    fn line(&self, owners: &str) -> String {
        let data: Vec<&str> = self.values.iter().map(|value| value.data.as_str()).collect();
        let mut line = statement(owners, self.ttl, self.word, &data.join(" "));
        if let Some(under) = &self.under {
            line = format!("under {under} {{ {line} }}");
        }
        with_comment(line, self.trailing.as_deref())
    }

    /// Its values, each in a line of its own.
    fn parts(&self) -> impl Iterator<Item = Part> {
        self.values.iter().map(|value| {
            let word = if self.values.len() > 1 { Word::Type(value.record_type) } else { self.word };
            Part { record: value.number, statement: statement(&self.owner, self.ttl, word, &value.data) }
        })
    }
}

impl Value {
    fn said(&self) -> (RecordType, &str) {
        (self.record_type, &self.data)
    }
}

fn statement(owners: &str, ttl: Option<Ttl>, word: Word, data: &str) -> String {
    let ttl = ttl.map_or(String::new(), |ttl| format!("{ttl} "));
    match word {
        Word::Type(record_type) => format!("{owners} {ttl}{record_type} {data}"),
        Word::Typed(word) => format!("{owners} {ttl}{word} {data}"),
    }
}

/// The comments of records in blocks that go above the block: those behind
/// records, and those right above all but the first. What stands behind a blank
/// line is about more than its record and stays where it is.
fn comments_of_blocks(records: &mut [Line], blocks: &Blocks) -> Vec<Vec<String>> {
    blocks
        .records()
        .map(|numbers| {
            let mut comments = Vec::new();
            for (index, number) in numbers.enumerate() {
                let Some(line) = records.get_mut(number as usize) else { continue };
                if index > 0 && !line.blank_before {
                    comments.extend(std::mem::take(&mut line.above).into_iter().map(|(comment, _)| comment));
                }
                comments.extend(line.trailing.take());
            }
            comments
        })
        .collect()
}

/// Writes an entry that is no record and gives the number of its lines that are not blank.
fn write_entry(entry: &Entry, text: &mut String) -> u32 {
    match entry {
        Entry::United(..) | Entry::Record(_) => return 0,
        Entry::Blank => {
            text.push('\n');
            return 0;
        }
        Entry::Text(line) => text.push_str(line),
        Entry::Block(lines) => {
            text.push_str(&lines.join("\n"));
            text.push('\n');
            return lines.len() as u32;
        }
    }
    text.push('\n');
    1
}

fn with_comment(line: String, comment: Option<&str>) -> String {
    comment.map_or(line.clone(), |comment| format!("{line}  {comment}"))
}

fn kind(record_type: RecordType) -> Option<Kind> {
    match record_type {
        RecordType::A | RecordType::AAAA => Some(Kind::Addresses),
        RecordType::NS | RecordType::PTR => Some(Kind::Others(record_type)),
        _ => None,
    }
}

/// The form of RFC 3597.
fn generic(rdata: RdataRef<'_>) -> String {
    let hex: String = rdata.wire.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("\\# {} {hex}", rdata.wire.len())
}

/// The TTL of the most records, the SOA not counted; the larger of two.
pub(super) fn most_common_ttl(records: &[Line]) -> Option<Ttl> {
    let mut votes: BTreeMap<Ttl, usize> = BTreeMap::new();
    for line in records.iter().filter(|line| line.rdata.record_type() != RecordType::SOA) {
        *votes.entry(line.ttl).or_default() += 1;
    }
    votes.into_iter().max_by_key(|(ttl, count)| (*count, *ttl)).map(|(ttl, _)| ttl)
}
