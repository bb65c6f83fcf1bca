use super::dmarc::{domain, policy};
use super::domain::highest_zone;
use super::starts_as;
use crate::dns::policy_text::{Dmarc, Kind};
use crate::dns::{RecordType, joined_text};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject};

rule! {
    /// DMARC reports go to another domain of this project, which does not say that it takes them.
    ///
    /// Receivers ask for a TXT record `v=DMARC1` at `<domain>._report._dmarc.<destination>` and send nothing if
    /// it is missing (RFC 7489 section 7.1). Domains with the same organisation need none.
    ///
    /// Write it in the zone of the destination: one for the domain, or one for all.
    ///
    /// ```zonal
    /// extend example.net {
    ///   example.com._report._dmarc.@  TXT  "v=DMARC1"
    ///   *._report._dmarc.@            TXT  "v=DMARC1"     # for all domains
    /// }
    /// ```
    RULE = "dmarc-report-authorisation", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some((domain, (record, dmarc))) = domain(subject).zip(policy(subject)) else { return };
    let view = subject.view;
    for destination in dmarc.external_report_domains(&domain) {
        let Some(zone) = view.zone_of(&destination) else { continue };
        let Some(place) = Dmarc::authorisation_name(&domain, &destination) else { continue };
        let is_allowed = highest_zone(view, &destination) == highest_zone(view, &domain)
            || match view.look_up(&place, RecordType::TXT) {
                LookUp::Unknown => true,
                LookUp::Nothing => false,
                LookUp::Found(texts) => {
                    texts.records().any(|record| starts_as(&joined_text(record.rdata.wire), Kind::Dmarc))
                }
            };
        if is_allowed {
            continue;
        }
        let uri = dmarc.rua.iter().chain(&dmarc.ruf).find(|uri| uri.host == destination);
        let (from, to) = (domain.with_unicode(), destination.with_unicode());
        let headline = format!("`{to}` does not say that it takes DMARC reports on `{from}`");
        findings
            .at(record.part(uri.map_or("", |uri| &uri.uri)), headline)
            .other(zone, "its zone")
            .help(format!("write there: `{place}  TXT  \"v=DMARC1\"`"));
    }
}
