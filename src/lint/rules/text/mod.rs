//! TXT records, whatever they are for.

mod empty_text;
mod text_edge_space;
mod text_escaped_semicolon;
mod text_in_quotes;
mod text_not_ascii;
mod text_smart_quotes;

use crate::diagnostic::Applicability;
use crate::dns::joined_text;
use crate::dns::policy_text::recognise_at;
use crate::lint::{Record, Report, Rule, Subject};
use crate::text::Span;

pub static RULES: &[&Rule] = &[
    &empty_text::RULE,
    &text_edge_space::RULE,
    &text_escaped_semicolon::RULE,
    &text_in_quotes::RULE,
    &text_not_ascii::RULE,
    &text_smart_quotes::RULE,
];

/// The records of a TXT RRset with their texts.
fn texts<'v>(subject: Subject<'v>) -> impl Iterator<Item = (Record<'v>, Vec<u8>)> {
    subject.records().map(|record| (record, joined_text(record.rdata.wire)))
}

/// Whether it is a policy or a key, whose grammar says more.
fn is_policy(record: Record<'_>, text: &[u8]) -> bool {
    recognise_at(&record.subject.owner(), text).is_some()
}

/// Offers to write `better` where the source holds the text as it is; not where a `$` could be taken for a value.
fn rewrite<'f>(
    report: Report<'f>,
    record: Record<'_>,
    text: &[u8],
    better: &str,
    applicability: Applicability,
) -> Report<'f> {
    let span = str::from_utf8(text).ok().and_then(|text| literal(record, text));
    let Some(span) = span.filter(|_| !better.contains('$')) else { return report };
    let written = quoted(better);
    report.fix(applicability, format!("write {written}"), span, written)
}

/// Where the source holds the whole text: in quotes, or as a single word without any.
fn literal(record: Record<'_>, text: &str) -> Option<Span> {
    let [literal] = record.whole_literals()?[..] else { return None };
    let written = record.subject.view.project.sources.text(literal);
    (written == quoted(text) || written == text && !text.contains('\\')).then_some(literal)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
