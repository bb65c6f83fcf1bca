use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SRV record says the port 0.
    ///
    /// Nothing can be reached at it (RFC 6335 section 6). To say that a service is not offered, the
    /// target is `.` (RFC 2782).
    ///
    /// Write the port of the service.
    ///
    /// ```zonal
    /// _imap._tcp  SRV  0 0 0 .
    /// ```
    RULE = "srv-port-zero", Level::Notice, Check::Rrset(&[RecordType::SRV], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        if let [_, _, _, _, 0, 0, target @ ..] = record.rdata.wire
            && target != [0]
        {
            let owner = subject.owner().with_unicode();
            findings
                .at(record, format!("the service at `{owner}` is said to be at the port 0"))
                .help("write its port, or the target `.` if there is no service");
        }
    }
}
