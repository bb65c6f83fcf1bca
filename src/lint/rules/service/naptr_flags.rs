use crate::dns::{Naptr, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The flags of a NAPTR record are none that clients know.
    ///
    /// A flag is a letter or a digit (RFC 3403 section 4.1). The letters that applications have are `S`, `A`,
    /// `U` and `P`, of which one stands alone or none at all (RFC 3404 section 4.3); with any other a client
    /// cannot tell what the record means and passes it over. Digits are for experiments, and nothing is said
    /// of them.
    ///
    /// Write `"u"` if the regexp gives a URI, `"s"` or `"a"` if the next question is for SRV records or for an
    /// address, and `""` if it is for NAPTR records.
    ///
    /// ```zonal
    /// @  NAPTR  100 10 "s" "SIP+D2U" "" _sip._udp.@
    /// ```
    RULE = "naptr-flags", Level::Warning, Check::Rrset(&[RecordType::NAPTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(naptr) = Naptr::read(record.rdata) else { continue };
        if let Some(wrong) = wrong(naptr.flags) {
            let headline = format!("a NAPTR of `{}` has {wrong}", subject.owner().with_unicode());
            let flags = String::from_utf8_lossy(naptr.flags);
            findings
                .at(record.part(&flags), headline)
                .help("write one of `s`, `a`, `u` and `p`, or `\"\"` for none (RFC 3404 section 4.3)");
        }
    }
}

fn wrong(flags: &[u8]) -> Option<String> {
    const KNOWN: &[u8] = b"SAUPsaup";
    let is_unknown = |flag: &&u8| !KNOWN.contains(flag) && !flag.is_ascii_digit();
    let letters = || flags.iter().filter(|flag| KNOWN.contains(flag));
    match flags.iter().find(is_unknown) {
        Some(flag) => Some(format!("the flag `{}`, which no client knows", flag.escape_ascii())),
        None if letters().count() > 1 => {
            Some(format!("the flags `{}`, of which only one can hold", flags.escape_ascii()))
        }
        None => None,
    }
}
