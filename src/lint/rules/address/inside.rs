//! Addresses that are right for those inside.

use std::net::IpAddr;

use super::reach::{Reach, reach};
use crate::dns::{Name, RecordType};
use crate::lint::View;
use crate::model::Desired;

/// Whether an address leads nowhere from outside.
pub fn is_unreachable(address: IpAddr) -> bool {
    !matches!(reach(address), Reach::Global | Reach::Documentation)
}

/// Whether only some views of the zone have such an address at a name: the others are for those
/// outside.
pub fn is_for_some_views(view: &View<'_>, desired: &Desired, name: &Name, types: &[RecordType]) -> bool {
    let has_any = |desired: &&Desired| {
        let rrsets = types.iter().filter_map(|record_type| desired.zone.get(name, *record_type));
        let addresses = rrsets.flat_map(|rrset| rrset.rdatas()).filter_map(|rdata| rdata.address());
        addresses.into_iter().any(is_unreachable)
    };
    desired.view.is_some() && !view.contents(desired.zone.apex()).iter().all(has_any)
}
