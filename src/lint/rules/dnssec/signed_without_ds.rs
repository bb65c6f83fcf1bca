use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, View};
use crate::model::Desired;

rule! {
    /// A zone is signed, and its parent zone of this project has no DS record for it.
    ///
    /// Nobody can validate the signatures then: without DS records resolvers take the zone for unsigned (RFC
    /// 4035 section 5.2). The zone says `dnssec on` or has DNSKEY records.
    ///
    /// Write the DS records of its keys beside its NS records in the parent zone.
    ///
    /// ```zonal
    /// lab  NS  ns1.example.net. ns2.example.org.
    /// lab  DS  20326 8 2 e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d
    /// ```
    RULE = "signed-without-ds", Level::Notice, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    let is_signed = desired.settings.dnssec.is_some_and(|dnssec| dnssec.on)
        || desired.zone.get(apex, RecordType::DNSKEY).is_some();
    let Some(parent) = apex.parent().filter(|_| is_signed).and_then(|above| view.zone_of(&above)) else {
        return;
    };
    let has = |record_type| parent.zone.get(apex, record_type).is_some();
    if !has(RecordType::NS) || has(RecordType::DS) || parent.scope.leaves_to_others(apex, RecordType::DS) {
        return;
    }
    let headline = format!(
        "`{}` is signed, and `{}` has no DS record for it",
        apex.with_unicode(),
        parent.zone.apex().with_unicode()
    );
    findings
        .at(desired, headline)
        .other(parent, "the parent zone")
        .help("write the DS records of its keys beside its NS records there");
}
