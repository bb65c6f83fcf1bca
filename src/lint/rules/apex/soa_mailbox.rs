use crate::dns::authority::Ending;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, View};
use crate::model::Desired;

rule! {
    /// The mailbox of the SOA is at a domain that takes no mail.
    ///
    /// Those who find a fault in the zone write there (RFC 2142 section 7). The domain is in a zone of this
    /// project and has a null MX, or neither MX nor address.
    ///
    /// Write a mailbox that somebody reads.
    RULE = "soa-mailbox", Level::Notice, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let Some(soa) = &desired.settings.soa else { return };
    let Some(domain) = soa.rname.parent().filter(|domain| !domain.is_root()) else { return };
    if takes_no_mail(view, &domain) {
        let headline = format!(
            "the SOA of `{}` has a mailbox at `{}`, which takes no mail",
            desired.zone.apex().with_unicode(),
            domain.with_unicode()
        );
        findings.at(Place::of_soa(desired), headline).help("write a mailbox that somebody reads");
    }
}

fn takes_no_mail(view: &View<'_>, domain: &Name) -> bool {
    match view.end(domain, RecordType::MX) {
        Ending::Data { rrsets, .. } => {
            let mut exchanges = rrsets.iter().flat_map(|rrset| rrset.rdatas());
            exchanges.all(|rdata| rdata.wire.get(2..) == Some(&[0]))
        }
        Ending::NoData | Ending::NxDomain => {
            !view.is_left_to_others(domain, RecordType::MX) && view.has_no_address(domain)
        }
        _ => false,
    }
}
