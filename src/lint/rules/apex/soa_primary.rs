use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, View};
use crate::model::Desired;

rule! {
    /// The primary server in the SOA is an alias or has no address.
    ///
    /// Dynamic updates are sent to it (RFC 2136 section 4.3), and it is left out when changes are
    /// notified (RFC 1996 section 2.1). The name is in a zone of this project. A primary that is hidden on
    /// purpose may have none.
    ///
    /// Write the host name of the primary, or its address.
    RULE = "soa-primary", Level::Notice, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let Some(soa) = &desired.settings.soa else { return };
    let primary = soa.mname.with_unicode();
    let apex = desired.zone.apex().with_unicode();
    if let Some(alias) = view.rrset(&soa.mname, RecordType::CNAME) {
        findings
            .at(Place::of_soa(desired), format!("the SOA of `{apex}` names `{primary}`, which is an alias"))
            .other(alias, "the alias")
            .help("name the host that it leads to");
    } else if view.has_no_address(&soa.mname) && !soa.mname.is_root() {
        findings
            .at(
                Place::of_soa(desired),
                format!("the SOA of `{apex}` names `{primary}`, which has no address"),
            )
            .help("write its address, or correct the name");
    }
}
