use crate::dns::{Naptr, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A NAPTR record has both a regexp and a replacement, or not the one that it needs.
    ///
    /// They exclude each other: clients ignore a record with both (RFC 3403 section 4.1), and one with
    /// neither leads nowhere. With the flag `u` the result is a URI, which only a regexp can give (RFC 3404
    /// section 4.3): a replacement is a domain name.
    ///
    /// Write `""` for the regexp, or `.` for the replacement.
    ///
    /// ```zonal
    /// @  NAPTR  100 10 "s" "SIP+D2U" "" _sip._udp.@
    /// @  NAPTR  100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .
    /// ```
    RULE = "naptr-rewrite", Level::Warning, Check::Rrset(&[RecordType::NAPTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(naptr) = Naptr::read(record.rdata) else { continue };
        let (what, help) = match (!naptr.regexp.is_empty(), !naptr.replacement.is_root()) {
            (true, true) => {
                ("both a regexp and a replacement", "write `\"\"` for the regexp, or `.` for the replacement")
            }
            (false, false) => ("neither a regexp nor a replacement", "write what a client should use"),
            (false, true) if naptr.flags.eq_ignore_ascii_case(b"u") => {
                ("the flag `u` and no regexp", "write the regexp that gives the URI, and `.` behind it")
            }
            _ => continue,
        };
        let headline = format!("a NAPTR of `{}` has {what}", subject.owner().with_unicode());
        findings.at(record, headline).help(help);
    }
}
