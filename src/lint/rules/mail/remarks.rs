//! What reading a policy text remarks on, as findings.

use super::policies;
use crate::dns::policy_text::{Kind, Level, Remark};
use crate::lint::{Findings, Place, Record, Subject};

/// Finds what is doubtful, if it goes by one of these names, in the policies of
/// an RRset: those of one kind, or all.
pub fn report(subject: Subject<'_>, kind: Option<Kind>, names: &[&str], findings: &mut Findings) {
    for (record, kind, text) in policies(subject, kind) {
        let (_, remarks) = kind.parse(&text);
        let doubts = remarks.into_iter().filter(|remark| remark.level == Level::Note);
        for remark in doubts.filter(|remark| names.contains(&remark.code)) {
            let owner = subject.owner().with_unicode();
            let headline = format!("{} at `{owner}`: {}", kind.title(), remark.message);
            let report = findings.at(place(record, &text, &remark), headline);
            if let Some(help) = remark.help {
                report.help(help);
            }
        }
    }
}

/// The words that the remark blames, where they can be found in the line.
fn place<'v>(record: Record<'v>, text: &[u8], remark: &Remark) -> Place<'v> {
    let words = text.get(remark.at.clone()).filter(|words| words.len() < text.len());
    let words = words.and_then(|words| str::from_utf8(words).ok());
    record.part(words.unwrap_or_default())
}
