use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, View};
use crate::model::{Desired, Soa};

rule! {
    /// The expire of the SOA is shorter than its refresh and retry together.
    ///
    /// A secondary that misses a single refresh then stops to answer before it has tried again (RFC 1912
    /// section 2.2).
    ///
    /// Write an expire of some weeks.
    RULE = "soa-expire", Level::Warning, Check::Zone(check);
}

fn check(_: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let Some(soa) = &desired.settings.soa else { return };
    if is_too_short(soa) {
        let headline = format!(
            "the SOA expires after {}, before a secondary has tried twice: refresh {}, retry {}",
            soa.expire, soa.refresh, soa.retry
        );
        findings.at(Place::of_soa(desired), headline).help("write an expire of some weeks");
    }
}

/// Whether the expire is shorter than refresh and retry together.
pub(super) fn is_too_short(soa: &Soa) -> bool {
    let needed = u64::from(soa.refresh.seconds()) + u64::from(soa.retry.seconds());
    u64::from(soa.expire.seconds()) < needed
}
