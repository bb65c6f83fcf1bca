use super::services;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SVCB or HTTPS record says the port 0.
    ///
    /// Nothing can be reached at it (RFC 6335 section 6). To say that there is no service, the record is an
    /// alias of `.` (RFC 9460 section 2.5.1).
    ///
    /// Write the port of the service, or leave it out for the usual one.
    RULE = "svcb-port-zero", Level::Notice,
        Check::Rrset(&[RecordType::SVCB, RecordType::HTTPS], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for (record, service) in services(subject) {
        if !service.is_alias() && service.port() == Some(0) {
            let owner = subject.owner().with_unicode();
            findings
                .at(record.part("port=0"), format!("the service at `{owner}` is said to be at the port 0"))
                .help("write its port, or leave `port` out");
        }
    }
}
