//! The SOA as a setting.

use super::name;
use crate::dns::{Name, RdataRef, Ttl};
use crate::model::SoaSetting;

/// `soa MNAME RNAME [timers]`, without the serial and the timers that the
/// language takes by itself; `zone_ttl` is the TTL it has where it says none.
pub(super) fn written(rdata: RdataRef<'_>, ttl: Ttl, zone_ttl: Ttl, apex: &Name) -> Option<String> {
    let (mname, rest) = Name::split_from_wire(rdata.wire)?;
    let (rname, rest) = Name::split_from_wire(rest)?;
    let (numbers, []) = rest.as_chunks::<4>() else { return None };
    let [_serial, timers @ ..] = numbers else { return None };
    let timer = |octets: &[u8; 4]| {
        let seconds = u32::from_be_bytes(*octets);
        // What is no TTL (RFC 2181 section 8) is for the compiler to refuse.
        Ttl::new(seconds).map_or_else(|| seconds.to_string(), |ttl| ttl.to_string())
    };
    let differs = |(default, octets): (&(&str, u32), &[u8; 4])| {
        let (key, seconds) = *default;
        (octets != &seconds.to_be_bytes()).then(|| format!("{key} = {}", timer(octets)))
    };
    let mut attributes: Vec<String> = SoaSetting::TIMERS.iter().zip(timers).filter_map(differs).collect();
    if ttl != zone_ttl {
        attributes.push(format!("ttl = {ttl}"));
    }
    let (mname, rname) = (name::target(&mname, apex), name::target(&rname, apex));
    let attributes = match attributes.is_empty() {
        true => String::new(),
        false => format!(" [{}]", attributes.join(", ")),
    };
    Some(format!("soa {mname} {rname}{attributes}"))
}
