//! `ignore` and `manage`: what of a zone is left to others.

use super::external_dns::{self, ExternalDns};
use super::pattern::{Pattern, PatternError};
use super::target::{Network, Target};
use crate::diagnostic::{Applicability, Diagnostic, Problems, nearest};
use crate::dns::RecordType;
use crate::model::codes;
use crate::model::frame::Spot;
use crate::model::names;
use crate::model::scope::{Scope, Untouched};
use crate::model::value::{Environment, unquoted};
use crate::syntax::ast::{Ignore, Ignored, Word};
use crate::text::Span;

/// Reads an `ignore` line into the scope of the zone at the spot; how many octets of
/// values are kept.
pub(in crate::model) fn read<'s>(
    line: &Ignore<'s>,
    span: Span,
    spot: &Spot,
    environment: &Environment<'_, 's>,
    scope: &mut Scope,
    problems: &mut Problems,
) -> usize {
    match &line.what {
        Ignored::Names { pattern, types, target } => match names(*pattern, types, *target, spot) {
            Ok((pattern, types, target)) => {
                let reason = line.reason.map(|reason| unquoted(reason.text).to_owned());
                scope.ignored.push(Untouched { pattern, types, target, reason, span });
                0
            }
            Err(error) => {
                problems.push(*error);
                0
            }
        },
        Ignored::OwnedBy { tool, arguments } => {
            let read = external_dns::read(*tool, arguments, line.reason, span, environment, problems);
            let octets = read.as_ref().map_or(0, ExternalDns::octets);
            scope.owned.extend(read);
            octets
        }
    }
}

type Names = (Pattern, Vec<RecordType>, Option<Target>);

fn names(
    owners: Word<'_>,
    types: &[Word<'_>],
    written_target: Option<Word<'_>>,
    spot: &Spot,
) -> Result<Names, Box<Diagnostic>> {
    let mut read_types = Vec::new();
    for word in types {
        read_types.extend(read_type(*word)?);
    }
    let target = written_target.map(|word| target(word, spot)).transpose()?;
    Ok((pattern(owners, spot)?, read_types, target))
}

/// Reads a pattern of owners.
pub(in crate::model) fn pattern(word: Word<'_>, spot: &Spot) -> Result<Pattern, Box<Diagnostic>> {
    let text = unquoted(word.text);
    if !text.contains("**") {
        names::owner(text, spot).map_err(|problem| Box::new(problem.at(word.span)))?;
    }
    let bad = |message: String| Box::new(Diagnostic::error(&codes::BAD_PATTERN, word.span, message));
    Pattern::parse(text, &spot.origin).map_err(|error| bad(error.to_string()))
}

/// An address, a network, or a pattern of names, which has a final dot as a
/// target does.
fn target(word: Word<'_>, spot: &Spot) -> Result<Target, Box<Diagnostic>> {
    let text = unquoted(word.text);
    let bad =
        |error: PatternError| Box::new(Diagnostic::error(&codes::BAD_PATTERN, word.span, error.to_string()));
    if let Some(network) = Network::parse(text) {
        return network.map(Target::Network).map_err(bad);
    }
    let labels = text.split('.').filter(|label| *label != "**").count();
    if labels > 1 && !text.ends_with('.') && !text.ends_with(".@") {
        let headline = format!("the final dot of `{text}` is missing");
        let error = Diagnostic::error(&codes::TARGET_WITHOUT_DOT, word.span, headline)
            .fix(Applicability::Maybe, format!("write `{text}.`"), word.span, format!("{text}."))
            .fix(Applicability::Maybe, format!("write `{text}.@`"), word.span, format!("{text}.@"));
        return Err(Box::new(error));
    }
    Pattern::parse(text, &spot.origin).map(Target::Name).map_err(bad)
}

fn read_type(word: Word<'_>) -> Result<Vec<RecordType>, Box<Diagnostic>> {
    if word.text == "ADDR" {
        return Ok(vec![RecordType::A, RecordType::AAAA]);
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
