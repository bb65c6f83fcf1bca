use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SRV record says that there is no service, beside others that say where it is.
    ///
    /// The target `.` means that the service is not offered at this domain (RFC 2782). Clients may take
    /// either side.
    ///
    /// Keep one of the two.
    RULE = "null-srv", Level::Warning, Check::Rrset(&[RecordType::SRV], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let is_null = |wire: &[u8]| wire.get(6..) == Some(&[0]);
    let null = subject.records().find(|record| is_null(record.rdata.wire));
    let other = subject.records().find(|record| !is_null(record.rdata.wire));
    let (Some(null), Some(other)) = (null, other) else { return };
    let headline = format!("`{}` has a server and says that there is none", subject.owner().with_unicode());
    findings.at(null, headline).other(other, "the server").help("keep one of the two");
}
