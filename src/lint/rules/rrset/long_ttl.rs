use super::{blamed, named};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TTL is longer than a week.
    ///
    /// A wrong record stays in caches that long, and so does the old one after a change. Most resolvers
    /// cut it to a week or a day (RFC 8767 section 4).
    ///
    /// Use a day or less, two for name servers.
    RULE = "long-ttl", Level::Warning, Check::Rrset(&[], check);
}

const LONGEST: u32 = 7 * 24 * 60 * 60;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let ttl = subject.rrset.ttl();
    if ttl.seconds() > LONGEST {
        let headline = format!("the TTL of {} is {ttl}, more than a week", named(subject));
        blamed(subject, findings.at(subject, headline).help("use a day or less"));
    }
}
