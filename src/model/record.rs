//! One record line at one spot: owners and values to pushes.

use super::budget::{Effort, Meter, Spent};
use super::codes;
use super::draft::{Drafts, Trace};
use super::frame::Spot;
use super::names::{self, NameProblem, Targets};
use super::warning::Warned;
use super::{escapes, txt, typed};
use crate::diagnostic::{Applicability, Diagnostic, Problems, Severity, nearest};
use crate::dns::{Rdata, RdataError, RecordType, Token, Ttl};
use crate::syntax::ast::Word;
use crate::syntax::{Place, soa_record};
use crate::text::Span;

/// What the word in capitals of a record line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Data(RecordType),
    Typed(typed::TypedLine),
}

/// The tokens of a line with the way to their places.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a, 't> {
    pub list: &'a [Token<'t>],
    pub spans: Spans<'a, 't>,
    /// The whole line.
    pub line: Span,
}

#[derive(Clone, Copy)]
pub(super) enum Spans<'a, 't> {
    /// The tokens are slices of this source.
    Source(Place<'t>),
    Known(&'a [Span]),
}

impl Tokens<'_, '_> {
    /// The place of a token with its quotes; the end of the line if there is none.
    pub fn span(&self, index: usize) -> Span {
        let Some(token) = self.list.get(index) else { return self.end() };
        let span = match self.spans {
            Spans::Source(place) => place.of(token.text),
            Spans::Known(spans) => return spans.get(index).copied().unwrap_or(self.line),
        };
        match token.quoted {
            true => Span::new(span.source, span.start.saturating_sub(1), span.end + 1),
            false => span,
        }
    }

    /// From the first token to the last.
    pub fn all(&self) -> Span {
        match self.list.len() {
            0 => self.end(),
            count => self.span(0).to(self.span(count - 1)),
        }
    }

    /// Whether they stand in the source as they are, with one blank between them.
    pub fn are_one_blank_apart(&self) -> bool {
        let gap = |index: usize| self.span(index + 1).start - self.span(index).end;
        matches!(self.spans, Spans::Source(_)) && (1..self.list.len()).all(|index| gap(index - 1) == 1)
    }

    /// Behind the last character of the line.
    pub fn end(&self) -> Span {
        Span::new(self.line.source, self.line.end, self.line.end)
    }
}

impl LineKind {
    /// Whether the line gives A or AAAA records.
    pub fn gives_addresses(self) -> bool {
        match self {
            LineKind::Data(record_type) => record_type.is_address(),
            LineKind::Typed(typed) => typed == typed::TypedLine::Addr,
        }
    }

    /// The types that an `override` line of these values replaces.
    fn replaces(self, values: &[Value]) -> Vec<RecordType> {
        match self {
            LineKind::Typed(typed::TypedLine::Addr) if !values.is_empty() => {
                vec![RecordType::A, RecordType::AAAA]
            }
            _ => values.first().map(|(record_type, ..)| *record_type).into_iter().collect(),
        }
    }
}

/// A record line with nothing left to fill in.
pub(super) struct RecordLine<'a, 't> {
    pub owners: &'a [Word<'t>],
    pub kind: LineKind,
    pub ttl: Option<Ttl>,
    pub tokens: Tokens<'a, 't>,
    /// The place in [`super::ledger::Ledger::contexts`].
    pub context: u32,
    pub overrides: bool,
}

/// Type and range in [`Recorder::wire`].
type Value = (RecordType, usize, usize);

/// Compiles record lines; its buffers are used again for each.
#[derive(Default)]
pub(super) struct Recorder {
    key: Vec<u8>,
    pub(super) wire: Vec<u8>,
    /// The values of the line.
    pub(super) values: Vec<Value>,
    scratch: Vec<u8>,
}

/// What the records of a line count against; `free` is what the line may still make
/// before they do.
pub(super) struct Purse<'m> {
    pub meter: &'m mut Meter,
    pub free: &'m mut Effort,
}

impl Recorder {
    /// Adds the records of a line at one spot.
    pub fn add(
        &mut self,
        line: &RecordLine<'_, '_>,
        spot: &Spot,
        purse: Purse<'_>,
        drafts: &mut Drafts<'_>,
        problems: &mut Problems,
    ) -> Result<(), Spent> {
        self.wire.clear();
        self.values.clear();
        let errors = problems.count(Severity::Error);
        let before = problems.mark();
        self.read_values(line, spot, problems);
        let about_values = before..problems.mark();
        let effort = self.effort(line, spot);
        let counted = purse.meter.take(effort, purse.free)?;
        let is_unread = problems.count(Severity::Error) > errors;
        let draft = &mut drafts.all[spot.zone];
        draft.counted = draft.counted.saturating_add(counted.records);
        let span = line.tokens.line;
        let trace = Trace { start: span.start, end: span.end, context: line.context };
        let warned = |problem, owners| Warned { problem, context: Some(line.context), owners };
        let mut owners = Vec::new();
        for owner in line.owners {
            let before = problems.mark();
            if let LineKind::Typed(typed) = line.kind {
                draft.waits |= typed.waits();
            }
            if !self.place(line.kind, *owner, spot, problems) {
                continue;
            }
            let about_owner = before..problems.mark();
            draft.warned.extend(about_owner.map(|problem| warned(problem, vec![self.key.clone()])));
            if !about_values.is_empty() {
                owners.push(self.key.clone());
            }
            if is_unread {
                draft.unread.add_owner(self.key.clone());
            }
            if line.overrides {
                let push = draft.traces.len() as u32;
                draft.overrides.add(&self.key, &line.kind.replaces(&self.values), push);
            }
            for &(record_type, start, end) in &self.values {
                if draft.push(&self.key, record_type, line.ttl, &self.wire[start..end], trace).is_err() {
                    problems.push(too_large(span));
                }
            }
        }
        let warnings = about_values.map(|problem| warned(problem, owners.clone()));
        drafts.all[spot.zone].warned.extend(warnings);
        Ok(())
    }

    /// Makes the key of an owner with what the line adds to it; `false` if there is none.
    fn place(&mut self, kind: LineKind, owner: Word<'_>, spot: &Spot, problems: &mut Problems) -> bool {
        self.key.clear();
        let is_name = names::write_plain_owner(owner.text, spot, &mut self.key)
            || self.write_owner(owner, spot, problems);
        let LineKind::Typed(typed) = kind else { return is_name };
        if !is_name {
            return false;
        }
        let placed = typed.place(&mut self.key, spot.prefix.len());
        if let Err(typed::NoPlace { headline, help }) = placed {
            problems.push(Diagnostic::error(&codes::BAD_OWNER, owner.span, headline).help(help));
            return false;
        }
        true
    }

    /// What the values that were read come to at the owners. A line that is wrong counts
    /// too.
    fn effort(&self, line: &RecordLine<'_, '_>, spot: &Spot) -> Effort {
        let owners = line.owners.len();
        let names: usize = line.owners.iter().map(|owner| owner.text.len() + spot.prefix.len()).sum();
        let kept = Effort::octets(names.saturating_add(self.wire.len().saturating_mul(owners)));
        let records = owners.saturating_mul(self.values.len()).max(1) as u64;
        Effort { records, steps: kept.steps.saturating_add(line.tokens.list.len() as u64), ..kept }
    }

    /// Notes that a line of these owners could not be understood. These places
    /// multiply as records do.
    pub fn skip(
        &mut self,
        owners: &[Word<'_>],
        spot: &Spot,
        purse: Purse<'_>,
        drafts: &mut Drafts<'_>,
    ) -> Result<(), Spent> {
        purse.meter.take(Effort::records(owners.len() as u64), purse.free)?;
        for owner in owners {
            self.key.clear();
            let named = names::owner(owner.text, spot);
            if named.is_ok_and(|name| name.write_key_below(&spot.apex, &mut self.key)) {
                drafts.all[spot.zone].unread.add_owner(self.key.clone());
            }
        }
        Ok(())
    }

    fn write_owner(&mut self, owner: Word<'_>, spot: &Spot, problems: &mut Problems) -> bool {
        match names::owner(owner.text, spot) {
            Ok(name) => {
                if let Some(mixed) = names::mixed_script(owner.text) {
                    problems.push(warning(mixed.at(owner.span)));
                }
                name.write_key_below(&spot.apex, &mut self.key)
            }
            Err(problem) => {
                problems.push(problem.at(owner.span));
                false
            }
        }
    }

    fn read_values(&mut self, line: &RecordLine<'_, '_>, spot: &Spot, problems: &mut Problems) {
        let tokens = &line.tokens;
        if let Some(error) = escapes::lost(tokens) {
            return problems.push(error);
        }
        match line.kind {
            LineKind::Data(RecordType::TXT) if !is_generic(tokens) => {
                match txt::read(tokens, &mut self.scratch, &mut self.wire) {
                    Ok(()) => {
                        self.values.push((RecordType::TXT, 0, self.wire.len()));
                        typed::check_raw(
                            &self.scratch,
                            tokens,
                            |label| owner_with(line, spot, label),
                            problems,
                        );
                    }
                    Err(error) => {
                        self.wire.clear();
                        problems.push(*error);
                    }
                }
            }
            LineKind::Data(record_type) if takes_several(record_type) && !is_generic(tokens) => {
                let count = tokens.list.len().max(1);
                for index in 0..count {
                    let end = (index + 1).min(tokens.list.len());
                    self.read_value(record_type, index..end, tokens, spot, problems);
                }
            }
            LineKind::Data(record_type) => {
                self.read_value(record_type, 0..tokens.list.len(), tokens, spot, problems);
            }
            LineKind::Typed(typed) => typed.read(tokens, spot, self, problems),
        }
    }

    /// Reads some tokens as one value.
    fn read_value(
        &mut self,
        record_type: RecordType,
        range: std::ops::Range<usize>,
        tokens: &Tokens<'_, '_>,
        spot: &Spot,
        problems: &mut Problems,
    ) {
        let targets = Targets::new(spot);
        let start = self.wire.len();
        match Rdata::read_into(record_type, &tokens.list[range.clone()], &targets, &mut self.wire) {
            Ok(()) => self.values.push((record_type, start, self.wire.len())),
            Err(error) => {
                problems.push(*rdata_error(record_type, error, range.start, tokens, targets.take_error()));
            }
        }
        for mixed in targets.take_mixed() {
            problems.push(warning(mixed.at(tokens.all())));
        }
    }
}

/// Says what is wrong with a value at the token to blame; `refused` is why a
/// name in it was.
pub(super) fn rdata_error(
    record_type: RecordType,
    error: RdataError,
    first: usize,
    tokens: &Tokens<'_, '_>,
    refused: Option<NameProblem>,
) -> Box<Diagnostic> {
    let span = error.token.map_or(tokens.end(), |token| tokens.span(first + token));
    let token = error.token.and_then(|token| tokens.list.get(first + token));
    let without = token.filter(|token| !token.quoted && token.text.ends_with(','));
    let without = without.map(|token| token.text.trim_end_matches(','));
    if let Some(without) = without.filter(|without| !without.ends_with('\\')) {
        return Box::new(separated(span, &record_type.to_string(), without));
    }
    if let Some(mut problem) = refused {
        if record_type == RecordType::CNAME && problem.code.name == codes::ADDRESS_AS_TARGET.name {
            problem.help =
                vec!["write `ADDR` in place of `CNAME`: the name itself has the address".to_owned()];
        }
        return Box::new(problem.at(span));
    }
    let mut diagnostic = Diagnostic::error(&codes::BAD_RDATA, span, error.message);
    diagnostic.help.extend(error.help);
    Box::new(diagnostic)
}

/// For a value with a comma behind it.
pub(super) fn separated(span: Span, record_type: &str, without: &str) -> Diagnostic {
    let headline = format!("the values of {record_type} are separated by blanks, not by commas");
    let error = Diagnostic::error(&codes::BAD_RDATA, span, headline);
    match without {
        "" => error,
        _ => error.fix(Applicability::Certain, format!("write `{without}`"), span, without),
    }
}

/// What the type word of a line means, or why it may not stand there.
pub(super) fn line_kind(word: Word<'_>, tokens: &Tokens<'_, '_>) -> Result<LineKind, Box<Diagnostic>> {
    if let Some(typed) = typed::TypedLine::parse(word.text) {
        return Ok(LineKind::Typed(typed));
    }
    let Some(record_type) = RecordType::parse(word.text) else { return Err(Box::new(unknown_type(word))) };
    if record_type == RecordType::SOA {
        let values: Vec<&str> = tokens.list.iter().map(|token| token.text).collect();
        return Err(Box::new(soa_record(word, tokens.line, &values)));
    }
    if record_type.is_dnssec_generated() {
        let headline = format!("{record_type} records are made by the signer");
        let error = Diagnostic::error(&codes::SIGNED_BY_SERVER, word.span, headline);
        return Err(Box::new(error.help("remove the line; `dnssec on` lets the server sign")));
    }
    if record_type.is_meta() {
        return Err(Box::new(not_zone_data(word)));
    }
    Ok(LineKind::Data(record_type))
}

fn unknown_type(word: Word<'_>) -> Diagnostic {
    let error = Diagnostic::error(
        &codes::UNKNOWN_TYPE,
        word.span,
        format!("no record type is called `{}`", word.text),
    );
    const META: [&str; 6] = ["ANY", "AXFR", "IXFR", "OPT", "TSIG", "TKEY"];
    if META.contains(&word.text) {
        return not_zone_data(word);
    }
    let known = RecordType::KNOWN.iter().map(|(mnemonic, _)| *mnemonic);
    match nearest(word.text, known.chain(typed::WORDS)) {
        Some(near) => error.help(format!("did you mean `{near}`?")).fix(
            Applicability::Maybe,
            format!("write `{near}`"),
            word.span,
            near,
        ),
        None => error.help("a type without a mnemonic is written `TYPE1234 \\# length hex` (RFC 3597)"),
    }
}

fn not_zone_data(word: Word<'_>) -> Diagnostic {
    let headline = format!("{} is never data of a zone", word.text);
    Diagnostic::error(&codes::NOT_ZONE_DATA, word.span, headline).help("remove the line")
}

/// Types of one field that take several values on a line.
pub(super) fn takes_several(record_type: RecordType) -> bool {
    matches!(record_type, RecordType::A | RecordType::AAAA | RecordType::NS | RecordType::PTR)
}

/// Whether the data is in the form of RFC 3597.
pub(super) fn is_generic(tokens: &Tokens<'_, '_>) -> bool {
    tokens.list.first().is_some_and(|token| !token.quoted && token.text == "\\#")
}

/// The owner of a line if it stands where DKIM keys do.
fn owner_with(line: &RecordLine<'_, '_>, spot: &Spot, label: &[u8]) -> Option<crate::dns::Name> {
    let names = line.owners.iter().filter_map(|owner| names::owner(owner.text, spot).ok());
    names.into_iter().find(|name| name.labels().any(|other| other == label))
}

fn warning(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.severity = Severity::Warning;
    diagnostic
}

pub(super) fn too_large(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::ZONE_TOO_LARGE, span, "the zone holds more than 4 GiB of data")
}
