use super::properties;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The flags of a CAA record are neither 0 nor 128.
    ///
    /// Of the eight flags only the first one has a meaning, critical, which is 128 (RFC 8659 section
    /// 4.1). A 1 was probably meant as critical and is not.
    ///
    /// Write `0`, or `128` if authorities that do not know the tag must not issue.
    RULE = "caa-flags", Level::Warning, Check::Rrset(&[RecordType::CAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, property) in properties(subject) {
        let flags = property.flags;
        if flags & 0x7f != 0 {
            let headline = format!("the flags {flags} of CAA `{}` have no meaning", property.tag);
            findings
                .at(record.part(&flags.to_string()), headline)
                .help("write `0`, or `128` for critical (RFC 8659 section 4.1)");
        }
    }
}
