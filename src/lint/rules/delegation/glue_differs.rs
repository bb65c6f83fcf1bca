use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// Glue says other addresses than the zone that holds the name.
    ///
    /// Resolvers first go to the addresses of the glue (RFC 1034 section 4.2.1). If those are old, they
    /// reach the wrong server or none.
    ///
    /// Write the same addresses in both zones.
    RULE = "glue-differs", Level::Error, Check::Rrset(&[RecordType::A, RecordType::AAAA], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let owner = subject.owner();
    // The zone that answers for the name is another one only below a delegation.
    let Some(inside) = subject.view.rrset(&owner, subject.record_type()) else { return };
    if inside.desired.zone.apex() == subject.desired.zone.apex() {
        return;
    }
    let mut above: Vec<String> = subject.rrset.rdatas().map(|rdata| rdata.to_string()).collect();
    let mut below: Vec<String> = inside.rrset.rdatas().map(|rdata| rdata.to_string()).collect();
    above.sort();
    below.sort();
    if above != below {
        let headline = format!("the glue of `{}` differs from its own zone", owner.with_unicode());
        findings
            .at(subject, headline)
            .other(inside, format!("there it is {}", below.join(", ")))
            .help("write the same addresses in both");
    }
}
