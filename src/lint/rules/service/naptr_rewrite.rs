use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A NAPTR record has both a regexp and a replacement, or neither.
    ///
    /// They exclude each other: clients ignore a record with both (RFC 3403 section 4.1), and one with
    /// neither leads nowhere.
    ///
    /// Write `""` for the regexp, or `.` for the replacement.
    ///
    /// ```zonal
    /// @  NAPTR  100 10 "s" "SIP+D2U" "" _sip._udp.@
    /// ```
    RULE = "naptr-rewrite", Level::Warning, Check::Rrset(&[RecordType::NAPTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some((has_regexp, has_replacement)) = rewrites(record.rdata.wire) else { continue };
        let (what, help) = match (has_regexp, has_replacement) {
            (true, true) => {
                ("both a regexp and a replacement", "write `\"\"` for the regexp, or `.` for the replacement")
            }
            (false, false) => ("neither a regexp nor a replacement", "write what a client should use"),
            _ => continue,
        };
        let headline = format!("a NAPTR of `{}` has {what}", subject.owner().with_unicode());
        findings.at(record, headline).help(help);
    }
}

/// Whether there is a regexp and whether there is a replacement (RFC 3403 section 4.1).
fn rewrites(wire: &[u8]) -> Option<(bool, bool)> {
    let string = |rest: &[u8]| Some(usize::from(*rest.first()?) + 1);
    let flags = wire.get(4..)?;
    let services = flags.get(string(flags)?..)?;
    let regexp = services.get(string(services)?..)?;
    let replacement = regexp.get(string(regexp)?..)?;
    Some((string(regexp)? > 1, !Name::from_wire(replacement)?.is_root()))
}
