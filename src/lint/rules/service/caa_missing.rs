use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::rules::address::reach::is_local_zone;
use crate::lint::{Check, Findings, Level, View};
use crate::model::Desired;

rule! {
    /// A zone with hosts has no CAA record at its apex or above.
    ///
    /// Then every public authority may issue certificates for its names (RFC 8659 section 3).
    ///
    /// Name the authorities that you use.
    ///
    /// ```zonal
    /// @  CAA  0 issue "letsencrypt.org"
    /// ```
    RULE = "caa-missing", Level::Off, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    let is_host = |record_type| matches!(record_type, RecordType::A | RecordType::AAAA | RecordType::CNAME);
    let has_hosts = || {
        let by_provider = !desired.aliases.is_empty() || !desired.redirects.is_empty();
        by_provider || desired.zone.iter().any(|rrset| is_host(rrset.record_type()))
    };
    let mut above = std::iter::once(apex.clone()).chain(apex.ancestors());
    let is_said = above.any(|name| view.rrset(&name, RecordType::CAA).is_some());
    if is_said || is_local_zone(apex) || desired.scope.leaves_to_others(apex, RecordType::CAA) || !has_hosts()
    {
        return;
    }
    let headline = format!("no CAA record says who may issue certificates for `{}`", apex.with_unicode());
    findings.at(desired, headline).help("name the authorities that you use");
}
