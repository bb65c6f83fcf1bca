//! RRsets of any type: their TTL, their size, their type.

mod large_answer;
mod large_rrset;
mod long_ttl;
mod many_records;
mod obsolete_type;
mod short_ttl;

use crate::lint::{Record, Report, Rule, Subject};

pub static RULES: &[&Rule] = &[
    &large_answer::RULE,
    &large_rrset::RULE,
    &long_ttl::RULE,
    &many_records::RULE,
    &obsolete_type::RULE,
    &short_ttl::RULE,
];

/// The octets of a message with an RRset as its only answer: header, question,
/// each record behind a pointer to the question, and an OPT record (RFC 1035
/// section 4.1, RFC 6891 section 6.1.2).
fn answer_size(subject: Subject<'_>) -> usize {
    let question = 12 + subject.owner().wire().len() + 4;
    let records: usize = subject.rrset.rdatas().map(|rdata| 12 + rdata.wire.len()).sum();
    question + records + 11
}

/// An RRset as a headline names it.
fn named(subject: Subject<'_>) -> String {
    format!("{} of `{}`", subject.record_type(), subject.owner().with_unicode())
}

/// Blames the setting that the TTL of an RRset is from, where none of its lines says it.
fn blamed(subject: Subject<'_>, report: Report<'_>) {
    if !subject.records().any(Record::says_ttl) {
        report.of_cause(format!("by a `ttl` of {} around it", subject.rrset.ttl()));
    }
}
