use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The target of a URI record has no scheme.
    ///
    /// It must be a whole URI, which begins with a scheme and a colon (RFC 7553 section 4.4, RFC 3986
    /// section 3.1).
    ///
    /// Write the whole URI.
    ///
    /// ```zonal
    /// _ftp._tcp  URI  10 1 "ftp://ftp.example.com/public"
    /// ```
    RULE = "uri-scheme", Level::Warning, Check::Rrset(&[RecordType::URI], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let target = record.rdata.wire.get(4..).unwrap_or_default();
        if !has_scheme(target) {
            let target = String::from_utf8_lossy(target);
            findings
                .at(record.part(&target), format!("`{target}` is no URI: it has no scheme"))
                .help("write the whole URI, such as `https://www.example.com/`");
        }
    }
}

/// A letter, then letters, digits, `+`, `-` and `.` up to a colon.
fn has_scheme(target: &[u8]) -> bool {
    let end = target.iter().position(|octet| *octet == b':').unwrap_or_default();
    let is_inner = |octet: &u8| octet.is_ascii_alphanumeric() || b"+-.".contains(octet);
    target[..end].first().is_some_and(u8::is_ascii_alphabetic) && target[..end].iter().all(is_inner)
}
