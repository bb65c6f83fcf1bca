use crate::dns::{Naptr, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The services of a NAPTR record hold a character that no service has.
    ///
    /// Each application says what stands there, and all that are registered are of letters, digits, hyphens
    /// and dots, between `+` and `:` (RFC 3404 section 4.4, RFC 3958 section 6.5, RFC 6116).
    /// Clients compare the services with those that they want, so they pass over a record with any others.
    ///
    /// Write the services as the application says, without blanks.
    ///
    /// ```zonal
    /// @  NAPTR  100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .
    /// ```
    RULE = "naptr-service", Level::Warning, Check::Rrset(&[RecordType::NAPTR], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    // Nothing forbids an application of one's own its `_`.
    let is_usual = |octet: &u8| octet.is_ascii_alphanumeric() || b"+-.:_".contains(octet);
    for record in subject.records() {
        let Some(naptr) = Naptr::read(record.rdata) else { continue };
        let Some(wrong) = naptr.services.iter().find(|octet| !is_usual(octet)) else { continue };
        let services = String::from_utf8_lossy(naptr.services);
        let what = match wrong {
            b' ' => "a blank".to_owned(),
            octet => format!("`{}`", octet.escape_ascii()),
        };
        let headline = format!(
            "no client looks for the services `{}` of a NAPTR of `{}`: they hold {what}",
            naptr.services.escape_ascii(),
            subject.owner().with_unicode()
        );
        findings
            .at(record.part(&services), headline)
            .help("write them as the application does, such as `E2U+sip` or `SIP+D2U`");
    }
}
