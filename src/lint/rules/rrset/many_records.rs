use super::named;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An RRset has more than 100 records.
    ///
    /// BIND 9.18.28 and later refuse a whole zone in which one RRset has more than 100 records, unless
    /// its option `max-records-per-type` says otherwise. Secondaries refuse its transfer too.
    ///
    /// Split the data over several names, or raise that option on all servers of the zone and allow it
    /// here.
    ///
    /// ```zonal
    /// pool  A  192.0.2.1  [allow = many-records, reason = "max-records-per-type is 500 there"]
    /// ```
    RULE = "many-records", Level::Warning, Check::Rrset(&[], check);
}

const MOST: usize = 100;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let count = subject.rrset.rdatas().len();
    if count > MOST {
        let headline = format!("{} has {count} records, BIND takes {MOST} by default", named(subject));
        findings.at(subject, headline).help("split the data, or raise `max-records-per-type` on all servers");
    }
}
