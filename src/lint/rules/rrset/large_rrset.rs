use super::{answer_size, named};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An RRset does not fit into any message.
    ///
    /// A message has at most 65,535 octets (RFC 1035 section 4.2.2), and an RRset is answered whole or
    /// not at all.
    ///
    /// Split the data over several names.
    RULE = "large-rrset", Level::Error, Check::Rrset(&[], check);
}

pub(super) const LARGEST: usize = 65_535;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let size = answer_size(subject);
    if size > LARGEST {
        let headline = format!("{} needs a message of {size} octets, {LARGEST} are possible", named(subject));
        findings.at(subject, headline).help("split the data over several names");
    }
}
