//! The text of a zone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use super::lines::{Line, Lines};
use super::texts::{self, Text};
use super::{Draft, Refusal, name, rdata, soa};
use crate::dns::{Name, RdataRef, RecordType, Ttl, ZoneBuilder};
use crate::format::format;
use crate::text::SourceId;

/// Writes the zone and notes what it says otherwise than the file.
pub(super) fn write(apex: Name, lines: Lines, provider: Option<&str>) -> Result<Draft, Refusal> {
    let signed = lines.records.iter().any(|line| line.rdata.record_type() == RecordType::RRSIG);
    let ttl = most_common_ttl(&apex, &lines.records, signed);
    let mut body = Body {
        wanted: ZoneBuilder::new(apex.clone()),
        apex,
        ttl,
        signed,
        entries: Vec::new(),
        open: HashMap::new(),
        left_out: BTreeSet::new(),
        recut: 0,
        blank_is_due: false,
    };
    let mut records = lines.records;
    let header = records.first_mut().filter(|first| first.rdata.record_type() == RecordType::SOA);
    let header = header.map(|first| std::mem::take(&mut first.above)).unwrap_or_default();
    for line in records {
        body.record(line)?;
    }
    body.comments(lines.rest, lines.blank_before_rest);
    Ok(body.finish(header, provider))
}

struct Body {
    apex: Name,
    wanted: ZoneBuilder,
    /// The TTL that records need not say.
    ttl: Option<Ttl>,
    signed: bool,
    entries: Vec<Entry>,
    /// Entries that may take more values.
    open: HashMap<(Name, Ttl, Kind), usize>,
    left_out: BTreeSet<RecordType>,
    recut: usize,
    /// A record with a blank line before it was left out.
    blank_is_due: bool,
}

enum Entry {
    Blank,
    /// A comment or a setting.
    Text(String),
    Record(Record),
}

struct Record {
    owner: String,
    ttl: Option<Ttl>,
    record_type: RecordType,
    /// Whether it holds A and AAAA.
    is_addr: bool,
    data: String,
    trailing: Option<String>,
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

impl Body {
    fn record(&mut self, line: Line) -> Result<(), Refusal> {
        let record_type = line.rdata.record_type();
        let has_comments = line.trailing.is_some() || !line.above.is_empty();
        if is_left_out(record_type, line.owner == self.apex, self.signed) {
            self.left_out.insert(record_type);
            self.comments(line.above, line.blank_before);
            self.comments(line.trailing.map(|comment| (comment, false)).into_iter().collect(), false);
            return Ok(());
        }
        let data = self.data(&line)?;
        let kind = kind(record_type).filter(|_| !data.starts_with("\\#"));
        let key = kind.map(|kind| (line.owner.clone(), line.ttl, kind));
        if !has_comments && key.as_ref().is_some_and(|key| self.join(key, record_type, &data)) {
            self.blank_is_due |= line.blank_before;
            return Ok(());
        }
        self.comments(line.above, line.blank_before);
        let entry =
            match soa::written(line.rdata.as_ref(), line.ttl, self.ttl.unwrap_or(UNSAID_TTL), &self.apex) {
                Some(setting) if record_type == RecordType::SOA && line.owner == self.apex => {
                    Entry::Text(with_comment(setting, line.trailing.as_deref()))
                }
                _ => {
                    if let Some(key) = key.filter(|_| line.trailing.is_none()) {
                        self.open.insert(key, self.entries.len());
                    }
                    Entry::Record(Record {
                        owner: name::owner(&line.owner, &self.apex),
                        ttl: (Some(line.ttl) != self.ttl).then_some(line.ttl),
                        record_type,
                        is_addr: false,
                        data,
                        trailing: line.trailing,
                    })
                }
            };
        self.entries.push(entry);
        Ok(())
    }

    /// The RDATA as text; notes it as wanted.
    fn data(&mut self, line: &Line) -> Result<String, Refusal> {
        let mut wanted = line.rdata.clone();
        let data = match wanted.record_type() {
            RecordType::TXT => match texts::text(&line.owner, line.rdata.as_ref()) {
                Text::Whole(text) => text,
                Text::Joined(text, cut) => {
                    self.recut += 1;
                    wanted = cut;
                    text
                }
                Text::Apart => {
                    let shown = texts::shown_apart(line.rdata.as_ref());
                    self.entries.push(Entry::Text(format!("# Several strings, kept apart: {shown}")));
                    generic(line.rdata.as_ref())
                }
            },
            _ => rdata::written(line.rdata.as_ref(), &self.apex),
        };
        let pushed = self.wanted.push_name(&line.owner, wanted.record_type(), Some(line.ttl), wanted.wire());
        pushed.map_err(|_| Refusal::TooLarge)?;
        Ok(data)
    }

    /// Adds a value to the line of its owner, if there is one with room.
    fn join(&mut self, key: &(Name, Ttl, Kind), record_type: RecordType, data: &str) -> bool {
        let Some(Entry::Record(record)) = self.open.get(key).and_then(|at| self.entries.get_mut(*at)) else {
            return false;
        };
        if record.data.len() + data.len() > LONGEST_DATA {
            return false;
        }
        record.data.push(' ');
        record.data.push_str(data);
        record.is_addr |= record.record_type != record_type;
        true
    }

    fn comments(&mut self, comments: Vec<(String, bool)>, blank_before: bool) {
        if blank_before || std::mem::take(&mut self.blank_is_due) {
            self.entries.push(Entry::Blank);
        }
        for (comment, blank_behind) in comments {
            self.entries.push(Entry::Text(comment));
            if blank_behind {
                self.entries.push(Entry::Blank);
            }
        }
    }

    fn finish(self, header: Vec<(String, bool)>, provider: Option<&str>) -> Draft {
        let mut notes = Vec::new();
        let mut text = String::new();
        for (comment, blank_behind) in header {
            let _ = writeln!(text, "{comment}{}", if blank_behind { "\n" } else { "" });
        }
        let apex = name::absolute(&self.apex);
        let shown = if self.apex.is_root() { "." } else { apex.trim_end_matches('.') };
        let _ = writeln!(text, "zone {shown} {{");
        if !self.left_out.is_empty() {
            let types: Vec<String> = self.left_out.iter().map(RecordType::to_string).collect();
            let note = format!("{} records are left out: the signer makes them", types.join(", "));
            let _ = writeln!(text, "# {note}.");
            notes.push(note);
        }
        if let Some(provider) = provider {
            let _ = writeln!(text, "provider {provider}");
        }
        if let Some(ttl) = self.ttl {
            let _ = writeln!(text, "ttl {ttl}");
        }
        for entry in &self.entries {
            write_entry(entry, &mut text);
        }
        text.push_str("}\n");
        if self.recut > 0 {
            let what = if self.recut == 1 { "TXT record has its" } else { "TXT records have their" };
            notes.push(format!("{} {what} strings joined and cut anew at 255 octets", self.recut));
        }
        let wanted = self.wanted.finish(Ttl::MAX).zone;
        Draft { apex: self.apex, text: format(SourceId(0), &text), wanted, notes }
    }
}

fn write_entry(entry: &Entry, text: &mut String) {
    let line = match entry {
        Entry::Blank => String::new(),
        Entry::Text(line) => line.clone(),
        Entry::Record(record) => {
            let Record { owner, data, .. } = record;
            let ttl = record.ttl.map_or(String::new(), |ttl| format!("{ttl} "));
            let record_type = match record.is_addr {
                true => "ADDR".to_owned(),
                false => record.record_type.to_string(),
            };
            with_comment(format!("{owner} {ttl}{record_type} {data}"), record.trailing.as_deref())
        }
    };
    text.push_str(&line);
    text.push('\n');
}

fn with_comment(line: String, comment: Option<&str>) -> String {
    comment.map_or(line.clone(), |comment| format!("{line}  {comment}"))
}

/// What a signer makes: where the zone is signed, its keys at the apex too
/// (RFC 4034, RFC 7344, RFC 8976).
fn is_left_out(record_type: RecordType, is_at_apex: bool, signed: bool) -> bool {
    let of_the_signer = matches!(
        record_type,
        RecordType::DNSKEY | RecordType::CDS | RecordType::CDNSKEY | RecordType::ZONEMD
    );
    record_type.is_dnssec_generated() || (signed && is_at_apex && of_the_signer)
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

/// The TTL of the most records, the SOA and what is left out not counted; the
/// larger of two.
fn most_common_ttl(apex: &Name, records: &[Line], signed: bool) -> Option<Ttl> {
    let mut votes: BTreeMap<Ttl, usize> = BTreeMap::new();
    for line in records {
        let record_type = line.rdata.record_type();
        if record_type != RecordType::SOA && !is_left_out(record_type, line.owner == *apex, signed) {
            *votes.entry(line.ttl).or_default() += 1;
        }
    }
    votes.into_iter().max_by_key(|(ttl, count)| (*count, *ttl)).map(|(ttl, _)| ttl)
}
