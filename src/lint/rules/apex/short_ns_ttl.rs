use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// The NS records of an apex have a TTL of less than an hour.
    ///
    /// Resolvers ask for them again and again, and feel an outage of the parent or of your servers sooner.
    /// Name servers change rarely (RFC 1912 section 2.2 advises a day and more).
    ///
    /// Write an hour or more, with `ns-ttl`.
    ///
    /// ```zonal
    /// ns-ttl  1d
    /// ```
    RULE = "short-ns-ttl", Level::Notice, Check::Rrset(&[RecordType::NS], check);
}

const SHORTEST: u32 = 60 * 60;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let ttl = subject.rrset.ttl();
    if subject.rrset.is_at_apex() && ttl.seconds() < SHORTEST {
        let headline = format!("the NS records of `{}` have a TTL of {ttl}", subject.owner().with_unicode());
        findings.at(subject, headline).help("write an hour or more, with `ns-ttl`");
    }
}
