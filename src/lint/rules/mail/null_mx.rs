use super::domain::{Exchange, exchanges};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A null MX stands beside other MX records.
    ///
    /// `MX 0 .` says that the name takes no mail, and must then stand alone (RFC 7505 section 3). Senders
    /// disagree on what a contradiction means: some refuse mail that could be delivered.
    ///
    /// Keep the null MX alone, or remove it.
    ///
    /// ```zonal
    /// @  MX  0 .
    /// ```
    RULE = "null-mx", Level::Error, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let (null, others): (Vec<Exchange<'_>>, Vec<Exchange<'_>>) =
        exchanges(subject).partition(|exchange| exchange.host.is_root());
    let Some(first) = null.first() else { return };
    let owner = subject.owner().with_unicode();
    if let Some(other) = others.first().or(null.get(1)) {
        findings
            .at(first.record, format!("`{owner}` says that it takes no mail, and has other MX records"))
            .other(other.record, "another one")
            .help("keep the null MX alone, or remove it");
    }
}
