use super::{blamed, named};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A TTL is shorter than a minute.
    ///
    /// Nearly every question then goes to your servers, and an outage of theirs is felt at once. Many
    /// resolvers keep answers for at least some time anyway.
    ///
    /// Use a minute or more. For a change that is planned, five minutes are short enough.
    RULE = "short-ttl", Level::Warning, Check::Rrset(&[], check);
}

const SHORTEST: u32 = 60;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let ttl = subject.rrset.ttl();
    if ttl.seconds() < SHORTEST {
        let headline = format!("the TTL of {} is {ttl}, less than a minute", named(subject));
        blamed(subject, findings.at(subject, headline).help("use a minute or more"));
    }
}
