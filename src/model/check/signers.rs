//! Where DS records stand: at a delegation, on the parent's side (RFC 4035 section 2.4).

use super::origin;
use crate::diagnostic::Problems;
use crate::dns::RecordType;
use crate::model::codes;
use crate::model::desired::Desired;

pub(super) fn check(desired: &Desired, problems: &mut Problems) {
    for ds in desired.zone.iter().filter(|rrset| rrset.record_type() == RecordType::DS) {
        let owner = ds.owner();
        let (ways, record) = (desired.provenance.ways(), origin(desired, ds));
        if ds.is_at_apex() {
            let headline = "the apex of a zone has no DS records";
            let error = ways.error(&codes::DS_AT_APEX, record, headline);
            problems
                .push(error.help("they belong to the parent zone; this zone has the DNSKEY that they name"));
        } else if desired.zone.get(&owner, RecordType::NS).is_none()
            && !desired.provenance.is_unread(ds.owner_key())
            && !desired.scope.leaves_to_others(&owner, RecordType::NS)
        {
            let headline = format!("`{}` has DS records and no NS records", owner.with_unicode());
            let error = ways.error(&codes::DS_WITHOUT_NS, record, headline);
            problems.push(error.help("write the name servers of the child beside it, or remove the line"));
        }
    }
}
