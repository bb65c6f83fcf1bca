use super::soa_expire;
use crate::dns::Ttl;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, View};
use crate::model::{Desired, Soa};

rule! {
    /// A timer of the SOA is outside of what is advised.
    ///
    /// Advised are a refresh of 20 minutes to a day, a retry of three minutes or more that is shorter than
    /// the refresh, an expire of one to eight weeks (RFC 1912 section 2.2, RIPE-203), and a minimum, which is how long resolvers
    /// keep that a name does not exist, of five minutes to a day (RFC 2308 section 5).
    ///
    /// Leave the timers away for those of RIPE-203, or write others.
    ///
    /// ```zonal
    /// soa ns1.example.net. hostmaster.example.net. [refresh = 4h, retry = 1h]
    /// ```
    RULE = "soa-timers", Level::Notice, Check::Zone(check);
}

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;
const WEEK: u32 = 7 * DAY;

fn check(_: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let Some(soa) = &desired.settings.soa else { return };
    // An expire that is shorter than refresh and retry is a finding of its own.
    let is_too_short = |name: &str| name == "expire" && soa_expire::is_too_short(soa);
    for (name, timer, least, most) in ranges(soa).into_iter().filter(|range| !is_too_short(range.0)) {
        let Some((what, limit)) = beyond(timer, least, most) else { continue };
        let apex = desired.zone.apex().with_unicode();
        let headline = format!("the {name} of the SOA of `{apex}` is {timer}, {what} {limit}");
        findings
            .at(Place::of_soa(desired), headline)
            .help("leave it away for the value that is advised, or write another");
    }
    if soa.retry >= soa.refresh {
        let (retry, refresh) = (soa.retry, soa.refresh);
        let headline = format!("the retry of the SOA is {retry}, not less than its refresh of {refresh}");
        findings
            .at(Place::of_soa(desired), headline)
            .help("secondaries try again after the retry, so make it shorter");
    }
}

fn ranges(soa: &Soa) -> [(&'static str, Ttl, u32, u32); 4] {
    [
        ("refresh", soa.refresh, 20 * MINUTE, DAY),
        ("retry", soa.retry, 3 * MINUTE, u32::MAX),
        ("expire", soa.expire, WEEK, 8 * WEEK),
        ("minimum", soa.minimum, 5 * MINUTE, DAY),
    ]
}

fn beyond(timer: Ttl, least: u32, most: u32) -> Option<(&'static str, Ttl)> {
    match timer.seconds() {
        seconds if seconds < least => Some(("less than", Ttl::new(least)?)),
        seconds if seconds > most => Some(("more than", Ttl::new(most)?)),
        _ => None,
    }
}
