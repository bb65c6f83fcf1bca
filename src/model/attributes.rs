//! What is said about records beside their data: `[owner = web, until = 2026-12-31]`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use super::codes;
use super::value::{Absent, Datum, Environment, wrong_kind};
use crate::diagnostic::{Applicability, Diagnostic, Problems, nearest};
use crate::dns::Ttl;
use crate::syntax::ast::Attribute;
use crate::text::Span;

/// That one finding of the lints is wanted here: `[allow = code, reason = "..."]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Allowance {
    /// The code of the finding, which may be none that exists.
    pub code: String,
    pub reason: String,
    /// The code, or the variable that gives it.
    pub span: Span,
}

/// The attributes of one record, inherited ones filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeSet {
    /// The text of the `##` lines above the record.
    pub description: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    pub note: Option<String>,
    /// The day after which it should be gone.
    pub until: Option<Date>,
    pub ticket: Option<String>,
    /// Whether a provider that can shall serve it through its own network.
    pub proxied: Option<bool>,
    /// Whether a PTR record is derived from it.
    pub ptr: Option<bool>,
    /// Options of a provider, `kind.key` and value, sorted by key.
    pub options: Vec<(String, String)>,
    /// What the lints may find here, sorted; those of outer blocks too.
    pub allowances: Vec<Allowance>,
}

impl AttributeSet {
    pub fn is_empty(&self) -> bool {
        *self == AttributeSet::default()
    }

    /// How long its texts are.
    pub(super) fn octets(&self) -> usize {
        let texts = [&self.description, &self.owner, &self.note, &self.ticket].into_iter().flatten();
        let options = self.options.iter().flat_map(|(key, value)| [key, value]);
        let allowances = self.allowances.iter().flat_map(|one| [&one.code, &one.reason]);
        texts.chain(options).chain(allowances).map(String::len).sum()
    }

    /// Keys and values, in the order of the language's manual; not the description.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, String)> {
        let text = |key, value: &Option<String>| value.clone().map(|value| (key, value));
        let switch = |key, value: Option<bool>| value.map(|value| (key, value.to_string()));
        let known = [
            text("owner", &self.owner),
            text("note", &self.note),
            self.until.map(|day| ("until", day.to_string())),
            text("ticket", &self.ticket),
            switch("proxied", self.proxied),
            switch("ptr", self.ptr),
        ];
        let options = self.options.iter().map(|(key, value)| (key.as_str(), value.clone()));
        let allowances =
            self.allowances.iter().map(|one| ("allow", format!("{} ({})", one.code, one.reason)));
        known.into_iter().flatten().chain(options).chain(allowances)
    }

    /// These attributes, and those of `outer` where these say nothing.
    pub fn over(&self, outer: &AttributeSet) -> AttributeSet {
        let mut options: BTreeMap<String, String> = outer.options.iter().cloned().collect();
        options.extend(self.options.iter().cloned());
        let mut allowances = [&self.allowances[..], &outer.allowances].concat();
        allowances.sort();
        allowances.dedup();
        AttributeSet {
            description: self.description.clone().or_else(|| outer.description.clone()),
            owner: self.owner.clone().or_else(|| outer.owner.clone()),
            note: self.note.clone().or_else(|| outer.note.clone()),
            until: self.until.or(outer.until),
            ticket: self.ticket.clone().or_else(|| outer.ticket.clone()),
            proxied: self.proxied.or(outer.proxied),
            ptr: self.ptr.or(outer.ptr),
            options: options.into_iter().collect(),
            allowances,
        }
    }
}

/// The attributes of the records of a zone. Records without any take no space.
#[derive(Debug, Clone)]
pub struct Attributes {
    /// Those of all zones, the empty one first.
    sets: Arc<[AttributeSet]>,
    /// Those of this zone alone, numbered behind `sets`.
    own: Vec<AttributeSet>,
    /// From this record on, in canonical order, this set holds.
    runs: Vec<(u32, u32)>,
}

impl Attributes {
    /// `of_records` gives for each record, in the zone's canonical order, the
    /// number of its set in `sets` and behind them `own`; set 0 must be the empty one.
    pub(super) fn new(
        sets: Arc<[AttributeSet]>,
        own: Vec<AttributeSet>,
        of_records: impl Iterator<Item = u32>,
    ) -> Attributes {
        let mut runs = Vec::new();
        let mut last = 0;
        for (record, set) in of_records.enumerate() {
            if set != last {
                runs.push((record as u32, set));
                last = set;
            }
        }
        Attributes { sets, own, runs }
    }

    /// The attributes of the record at a place of the zone's canonical order
    /// (see [`crate::dns::RrsetRef::record_range`]).
    pub fn of(&self, record: usize) -> &AttributeSet {
        let behind = self.runs.partition_point(|(first, _)| *first as usize <= record);
        self.set(behind.checked_sub(1).map_or(0, |run| self.runs[run].1))
    }

    fn set(&self, number: u32) -> &AttributeSet {
        let number = number as usize;
        number.checked_sub(self.sets.len()).map_or_else(|| &self.sets[number], |own| &self.own[own])
    }

    /// The ranges of records that have attributes; `count` is that of all records.
    pub(super) fn runs(&self, count: usize) -> impl Iterator<Item = (std::ops::Range<usize>, &AttributeSet)> {
        let ends = self.runs.iter().skip(1).map(|(first, _)| *first as usize).chain([count]);
        let runs = self.runs.iter().zip(ends);
        runs.filter(|((_, set), _)| *set != 0)
            .map(|((first, set), end)| (*first as usize..end, self.set(*set)))
    }
}

impl Default for Attributes {
    fn default() -> Attributes {
        Attributes { sets: Arc::new([AttributeSet::default()]), own: Vec::new(), runs: Vec::new() }
    }
}

const KNOWN: [&str; 8] = ["owner", "note", "until", "ticket", "proxied", "ptr", "allow", "reason"];

/// Reads attributes. A `ttl` among them is returned beside the set if
/// `ttl_allowed`; on a record line it is an error.
pub(super) fn read<'s>(
    written: &[Attribute<'s>],
    ttl_allowed: bool,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<(AttributeSet, Option<Ttl>), Absent> {
    let mut set = AttributeSet::default();
    let mut ttl = None;
    let mut first_of: HashMap<&str, Span> = HashMap::new();
    for attribute in written {
        if let Some(first) = first_of.insert(attribute.key.text, attribute.span) {
            let headline = format!("`{}` is given twice", attribute.key.text);
            let error = Diagnostic::error(&codes::BAD_ATTRIBUTE, attribute.span, headline);
            problems.push(error.other(first, "first here"));
            continue;
        }
        if attribute.key.text == "ttl" {
            match ttl_allowed {
                true => ttl = read_ttl(attribute, environment, problems)?,
                false => problems.push(ttl_on_a_record(attribute)),
            }
            continue;
        }
        read_one(attribute, &mut set, environment, problems)?;
    }
    set.options.sort();
    set.allowances = allowances(written, environment, problems)?;
    Ok((set, ttl))
}

fn read_one<'s>(
    attribute: &Attribute<'s>,
    set: &mut AttributeSet,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<(), Absent> {
    let key = attribute.key.text;
    match key {
        "owner" => set.owner = read_text(attribute, environment, problems)?,
        "note" => set.note = read_text(attribute, environment, problems)?,
        "ticket" => set.ticket = read_text(attribute, environment, problems)?,
        "proxied" => set.proxied = read_switch(attribute, environment, problems)?,
        "ptr" => set.ptr = read_switch(attribute, environment, problems)?,
        "until" => set.until = read_date(attribute, environment, problems)?,
        // They belong together: see `allowances`.
        "allow" | "reason" => {}
        _ if key.contains('.') && key.split('.').all(|part| !part.is_empty()) => {
            let value = match attribute.value {
                None => Some("true".to_owned()),
                Some(_) => read_text(attribute, environment, problems)?,
            };
            set.options.extend(value.map(|value| (key.to_owned(), value)));
        }
        _ => problems.push(unknown(attribute)),
    }
    Ok(())
}

/// What `allow` and `reason` say together; one without the other is an error.
fn allowances<'s>(
    written: &[Attribute<'s>],
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Vec<Allowance>, Absent> {
    let of = |key: &str| written.iter().find(|attribute| attribute.key.text == key);
    let (allow, reason) = match (of("allow"), of("reason")) {
        (Some(allow), Some(reason)) => (allow, reason),
        (Some(allow), None) => {
            let error = bad(allow, "a reason beside it");
            problems.push(error.help("write `[allow = CODE, reason = \"why this is right here\"]`"));
            return Ok(Vec::new());
        }
        (None, Some(reason)) => {
            problems.push(bad(reason, "an `allow` beside it").help("words about a record are a `note`"));
            return Ok(Vec::new());
        }
        (None, None) => return Ok(Vec::new()),
    };
    let Some(words) = read_text(reason, environment, problems)? else { return Ok(Vec::new()) };
    if words.trim().is_empty() {
        problems.push(bad(reason, "words that say why").help("name a ticket, or who wants it so"));
        return Ok(Vec::new());
    }
    let Some(value) = &allow.value else {
        problems.push(bad(allow, "the code of a finding, or a list of them"));
        return Ok(Vec::new());
    };
    let codes = environment.evaluate(value, problems)?.flatten().filter(|codes| !codes.is_empty());
    let Some(codes) = codes else {
        problems.push(bad(allow, "the code of a finding, or a list of them"));
        return Ok(Vec::new());
    };
    let mut allowance = |datum: &Datum<'_>| {
        let (Datum::Word(code, span) | Datum::Text(code, span)) = datum else { return None };
        if codes::is_always_error(code) {
            problems.push(is_error(code, *span));
            return None;
        }
        Some(Allowance { code: code.to_string(), reason: words.clone(), span: *span })
    };
    let mut allowances: Vec<Allowance> = codes.iter().filter_map(&mut allowance).collect();
    allowances.sort();
    allowances.dedup();
    Ok(allowances)
}

fn is_error(code: &str, span: Span) -> Diagnostic {
    let headline = format!("`{code}` is an error of the language and cannot be allowed");
    Diagnostic::error(&codes::BAD_ATTRIBUTE, span, headline)
        .help(format!("take it out; `zonal explain {code}` says how to mend what it finds"))
}

fn unknown(attribute: &Attribute<'_>) -> Diagnostic {
    let key = attribute.key;
    let headline = format!("no attribute is called `{}`", key.text);
    let error = Diagnostic::error(&codes::UNKNOWN_ATTRIBUTE, key.span, headline);
    match nearest(key.text, KNOWN.into_iter().chain(["ttl"])) {
        Some(near) => error.help(format!("did you mean `{near}`?")).fix(
            Applicability::Maybe,
            format!("write `{near}`"),
            key.span,
            near,
        ),
        None => {
            error.help(format!("there are {} and `kind.key` for the options of a provider", KNOWN.join(", ")))
        }
    }
}

fn ttl_on_a_record(attribute: &Attribute<'_>) -> Diagnostic {
    let headline = "the TTL of a record stands between owner and type";
    let error = Diagnostic::error(&codes::UNKNOWN_ATTRIBUTE, attribute.span, headline);
    error.help("write `www 5m A 192.0.2.1`; `[ttl = 5m]` belongs to `with`")
}

/// Says that a line marked `[ptr]` gives no address.
pub(super) fn pointless(attributes: &[Attribute<'_>], record_type: &str) -> Option<Diagnostic> {
    let attribute = attributes.iter().find(|attribute| attribute.key.text == "ptr")?;
    let headline = format!("{record_type} gives no address that could point back");
    let error = Diagnostic::error(&codes::BAD_ATTRIBUTE, attribute.span, headline);
    Some(error.help("`ptr` belongs to A, AAAA and ADDR"))
}

fn bad(attribute: &Attribute<'_>, wanted: &str) -> Diagnostic {
    let span = attribute.value.as_ref().map_or(attribute.span, |value| value.span());
    let headline = format!("`{}` wants {wanted}", attribute.key.text);
    Diagnostic::error(&codes::BAD_ATTRIBUTE, span, headline)
}

fn read_text<'s>(
    attribute: &Attribute<'s>,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Option<String>, Absent> {
    let Some(value) = &attribute.value else {
        problems.push(bad(attribute, "a value"));
        return Ok(None);
    };
    let (text, quoted) = environment.scalar(value, "a word or a text", problems)?;
    if !quoted {
        return Ok(Some(text.into_owned()));
    }
    if let Some(error) = super::escapes::lost_in(&text, value.span()) {
        problems.push(error);
        return Ok(None);
    }
    match super::escapes::unescape(&text).map(String::from_utf8) {
        Some(Ok(plain)) => Ok(Some(plain)),
        _ => {
            problems.push(bad(attribute, "a text of readable characters"));
            Ok(None)
        }
    }
}

fn read_switch<'s>(
    attribute: &Attribute<'s>,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Option<bool>, Absent> {
    let Some(value) = &attribute.value else { return Ok(Some(true)) };
    match &*environment.scalar(value, "`true` or `false`", problems)?.0 {
        "true" | "on" => Ok(Some(true)),
        "false" | "off" => Ok(Some(false)),
        _ => {
            problems.push(bad(attribute, "no value, `true` or `false`"));
            Ok(None)
        }
    }
}

fn read_date<'s>(
    attribute: &Attribute<'s>,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Option<Date>, Absent> {
    let wanted = "a date as `2026-12-31`";
    let Some(value) = &attribute.value else {
        problems.push(bad(attribute, wanted));
        return Ok(None);
    };
    let (text, _) = environment.scalar(value, wanted, problems)?;
    let date = Some(&text).filter(|text| text.len() == 10).and_then(|text| text.parse::<Date>().ok());
    if date.is_none() {
        problems.push(bad(attribute, wanted).label(format!("`{text}` is no day of the calendar")));
    }
    Ok(date)
}

fn read_ttl<'s>(
    attribute: &Attribute<'s>,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Option<Ttl>, Absent> {
    let Some(value) = &attribute.value else {
        problems.push(bad(attribute, "a duration"));
        return Ok(None);
    };
    let datum = environment.evaluate(value, problems)?;
    Ok(ttl_of(&datum, value.span(), problems))
}

/// The TTL a value is; what is no TTL is reported at `span`.
pub(super) fn ttl_of(datum: &Datum<'_>, span: Span, problems: &mut Problems) -> Option<Ttl> {
    match datum {
        Datum::Word(text, _) => {
            let ttl = Ttl::parse(text);
            if ttl.is_none() {
                problems.push(bad_ttl(text, span));
            }
            ttl
        }
        other => {
            problems.push(wrong_kind(span, other, "a duration"));
            None
        }
    }
}

/// A text that should have been a TTL.
pub(super) fn bad_ttl(text: &str, span: Span) -> Diagnostic {
    let error = Diagnostic::error(&codes::BAD_TTL, span, format!("`{text}` is no TTL"));
    error.help("write seconds or units, each once and falling, at most 2147483647 seconds: `300`, `1h30m`")
}
