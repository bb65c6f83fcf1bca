//! CNAME (RFC 1034 section 3.6.2) and DNAME (RFC 6672 section 2.4).

use super::origin;
use crate::diagnostic::Problems;
use crate::dns::{RecordType, RrsetRef};
use crate::model::codes;
use crate::model::desired::Desired;

pub(super) fn check(desired: &Desired, problems: &mut Problems) {
    let zone = &desired.zone;
    for (index, rrset) in zone.iter().enumerate() {
        match rrset.record_type() {
            RecordType::CNAME => {
                check_single(desired, rrset, problems);
                check_alone(desired, index, rrset, problems);
            }
            RecordType::DNAME => {
                check_single(desired, rrset, problems);
                check_below(desired, rrset, problems);
            }
            _ => {}
        }
    }
}

fn check_single(desired: &Desired, rrset: RrsetRef<'_>, problems: &mut Problems) {
    let [first, others @ ..] = desired.provenance.of(rrset) else { return };
    let record_type = rrset.record_type();
    let code = if record_type == RecordType::CNAME { &codes::CNAME_CONFLICT } else { &codes::DNAME_CONFLICT };
    for other in others {
        let ways = desired.provenance.ways();
        let [first, second] = ways.in_order(*first, *other);
        let headline = format!("`{}` has two {record_type} records", rrset.owner().with_unicode());
        let error = ways.error_of_two(code, second, headline, first, "the other one");
        problems.push(error.help("keep one"));
    }
}

/// No other data beside a CNAME, but what DNSSEC puts there (RFC 4034 section 2.5).
fn check_alone(desired: &Desired, index: usize, cname: RrsetRef<'_>, problems: &mut Problems) {
    let zone = &desired.zone;
    let same_owner = |other: &RrsetRef<'_>| other.owner_key() == cname.owner_key();
    let before = (0..index).rev().map_while(|at| zone.nth(at)).take_while(same_owner);
    let behind = (index + 1..).map_while(|at| zone.nth(at)).take_while(same_owner);
    let allowed = [RecordType::KEY, RecordType::NXT];
    let others = before.chain(behind).filter(|other| !allowed.contains(&other.record_type()));
    for other in others {
        let owner = cname.owner();
        let headline =
            format!("`{}` is an alias and has {} records too", owner.with_unicode(), other.record_type());
        let (cname_at, other_at) = (origin(desired, cname), origin(desired, other));
        let ways = desired.provenance.ways();
        let error = ways.error_of_two(&codes::CNAME_CONFLICT, cname_at, headline, other_at, "beside it");
        problems.push(match cname.is_at_apex() {
            true => error.help("the apex cannot be an alias; write the addresses (ADDR)"),
            false => error.help("keep either the CNAME or the other records"),
        });
    }
    if cname.is_at_apex() && same_owner_count(desired, cname) == 1 {
        let headline = "the apex of a zone cannot be an alias";
        let ways = desired.provenance.ways();
        let error = ways.error(&codes::CNAME_CONFLICT, origin(desired, cname), headline);
        problems.push(error.help("SOA and NS stand there too; write the addresses (ADDR)"));
    }
}

fn same_owner_count(desired: &Desired, rrset: RrsetRef<'_>) -> usize {
    desired.zone.at_key(rrset.owner_key()).count()
}

fn check_below(desired: &Desired, dname: RrsetRef<'_>, problems: &mut Problems) {
    let key = dname.owner_key();
    let below = desired.zone.at_or_below(key).filter(|other| other.owner_key() != key);
    for other in below {
        let headline = format!(
            "`{}` lies below the DNAME of `{}` and is never visible",
            other.owner().with_unicode(),
            dname.owner().with_unicode()
        );
        let (other, dname) = (origin(desired, other), origin(desired, dname));
        let ways = desired.provenance.ways();
        let text = "redirects all names below it";
        let error = ways.error_of_two(&codes::DNAME_CONFLICT, other, headline, dname, text);
        problems.push(error.help("write it below the name that the DNAME gives, or take the DNAME away"));
    }
}
