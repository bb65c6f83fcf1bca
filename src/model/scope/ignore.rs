//! `ignore` and `manage`: what of a zone is left to others.

use std::borrow::Cow;

use super::external_dns::{self, ExternalDns};
use super::pattern::{Pattern, PatternError};
use super::target::{self, Target};
use crate::diagnostic::{Applicability, Diagnostic, Problems, nearest};
use crate::dns::{Name, RecordType};
use crate::model::codes;
use crate::model::frame::Spot;
use crate::model::names;
use crate::model::scope::{Scope, Untouched};
use crate::model::typed::TypedLine;
use crate::model::value::{Absent, Environment, unquoted};
use crate::syntax::ast::{Ignore, Ignored, Word};
use crate::text::Span;

/// Reads an `ignore` line into the scope of the zone at the spot; how many octets of
/// values are kept. A line that lacks an optional parameter is left out.
pub(in crate::model) fn read<'s>(
    line: &Ignore<'s>,
    span: Span,
    spot: &Spot,
    environment: &Environment<'_, 's>,
    scope: &mut Scope,
    problems: &mut Problems,
) -> usize {
    match &line.what {
        Ignored::Names { pattern, types, target } => {
            let words = (*pattern, &types[..], *target);
            let Ok((pattern, types, target)) = names(words, spot, environment, problems) else { return 0 };
            let reason = line.reason.map(|word| environment.text(inside(word), problems)).transpose();
            let Ok(reason) = reason.map(|reason| reason.map(Cow::into_owned)) else { return 0 };
            let octets = reason.as_ref().map_or(0, String::len);
            scope.ignored.push(Untouched { pattern, types, target, reason, span });
            octets
        }
        Ignored::OwnedBy { tool, arguments } => {
            let read = external_dns::read(*tool, arguments, line.reason, span, environment, problems);
            let octets = read.as_ref().map_or(0, ExternalDns::octets);
            scope.owned.extend(read);
            octets
        }
    }
}

type Names = (Pattern, Vec<RecordType>, Option<Target>);

fn names<'s>(
    (owners, types, target): (Word<'s>, &[Word<'s>], Option<Word<'s>>),
    spot: &Spot,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Names, Absent> {
    let mut read_types = Vec::new();
    for word in types {
        read_types.extend(read_type(*word).map_err(|error| Absent::said(*error, problems))?);
    }
    let target = match target {
        Some(word) => {
            let text = environment.word(inside(word), problems)?;
            Some(read_target(&text, word.span, spot).map_err(|error| Absent::said(*error, problems))?)
        }
        None => None,
    };
    Ok((pattern(owners, spot, environment, problems)?, read_types, target))
}

/// A word or text without the quotes that it may have.
fn inside(word: Word<'_>) -> Word<'_> {
    Word { text: unquoted(word.text), ..word }
}

/// Reads a pattern of owners.
pub(in crate::model) fn pattern<'s>(
    word: Word<'s>,
    spot: &Spot,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<Pattern, Absent> {
    let text = environment.word(inside(word), problems)?;
    let read = match text.contains("**") {
        true => Pattern::parse(&text, &spot.origin),
        false => {
            // An address is an owner too, in a reverse zone.
            let owner = names::owner(&text, spot);
            let owner = owner.map_err(|problem| Absent::said(problem.at(word.span), problems))?;
            Pattern::parse(&owner.to_string(), &spot.origin)
        }
    };
    let bad = |error: PatternError| Diagnostic::error(&codes::BAD_PATTERN, word.span, error.to_string());
    read.map_err(|error| Absent::said(bad(error), problems))
}

/// An address, a network, or a pattern of names, which has a final dot as a
/// target does.
fn read_target(text: &str, span: Span, spot: &Spot) -> Result<Target, Box<Diagnostic>> {
    let bad = |error: PatternError| Box::new(Diagnostic::error(&codes::BAD_PATTERN, span, error.to_string()));
    if let Some(network) = target::network(text) {
        return network.map(Target::Network).map_err(bad);
    }
    let labels = text.split('.').filter(|label| *label != "**").count();
    if labels > 1 && !Name::has_final_dot(text) && !text.ends_with(".@") {
        let headline = format!("the final dot of `{text}` is missing");
        let error = Diagnostic::error(&codes::TARGET_WITHOUT_DOT, span, headline)
            .fix(Applicability::Maybe, format!("write `{text}.`"), span, format!("{text}."))
            .fix(Applicability::Maybe, format!("write `{text}.@`"), span, format!("{text}.@"));
        return Err(Box::new(error));
    }
    Pattern::parse(text, &spot.origin).map(Target::Name).map_err(bad)
}

fn read_type(word: Word<'_>) -> Result<Vec<RecordType>, Box<Diagnostic>> {
    match TypedLine::parse(word.text) {
        Some(TypedLine::Addr) => return Ok(vec![RecordType::A, RecordType::AAAA]),
        Some(TypedLine::Policy(_)) => {
            let headline = format!("what `{}` lines give are TXT records", word.text);
            let error = Diagnostic::error(&codes::BAD_PATTERN, word.span, headline)
                .help("`TXT` leaves all texts of the name to others")
                .fix(Applicability::Maybe, "write `TXT`", word.span, "TXT");
            return Err(Box::new(error));
        }
        _ => {}
    }
    if let Some(record_type) = RecordType::parse(word.text) {
        return Ok(vec![record_type]);
    }
    let headline = format!("no record type is called `{}`", word.text);
    let error = Diagnostic::error(&codes::BAD_PATTERN, word.span, headline);
    Err(Box::new(match nearest(word.text, RecordType::KNOWN.iter().map(|(mnemonic, _)| *mnemonic)) {
        Some(near) => error.help(format!("did you mean `{near}`?")).fix(
            Applicability::Maybe,
            format!("write `{near}`"),
            word.span,
            near,
        ),
        None => error.help("types are written in capitals, separated by commas"),
    }))
}
