use super::{answer_size, large_rrset, named};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An answer does not fit into 1232 octets.
    ///
    /// Most servers send no more by UDP (RFC 9715 section 3), so everybody who asks has to come back by
    /// TCP. Where TCP is blocked the name seems not to exist.
    ///
    /// Write fewer or shorter records at this name.
    RULE = "large-answer", Level::Notice, Check::Rrset(&[], check);
}

const LARGEST: usize = 1232;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let size = answer_size(subject);
    if size > LARGEST && size <= large_rrset::LARGEST {
        let headline = format!("an answer with {} has {size} octets, {LARGEST} fit into UDP", named(subject));
        findings.at(subject, headline).help("write fewer or shorter records at this name");
    }
}
