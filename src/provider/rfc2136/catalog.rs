//! Catalog zones (RFC 9432): a zone that lists zones.

use super::fault::Fault;
use crate::dns::{Name, RecordType, Zone};

/// The member zones of a catalog, in canonical order.
pub(super) fn members(catalog: &Zone) -> Result<Vec<Name>, Fault> {
    let below = |label: &[u8]| catalog.apex().child(label).map_err(|error| Fault::new(error.to_string()));
    let (version, zones) = (below(b"version")?, below(b"zones")?);
    let broken = |why: String| Fault::new(format!("{} is no catalog zone: {why} (RFC 9432)", catalog.apex()));
    // The value of the one TXT record, a single character-string. BIND reads
    // version 1 too, whose members are listed in the same way.
    let version_is_known = catalog.get(&version, RecordType::TXT).is_some_and(|rrset| {
        rrset.rdatas().len() == 1 && rrset.rdatas().all(|rdata| matches!(rdata.wire, [1, b'1' | b'2']))
    });
    if !version_is_known {
        return Err(broken(format!("{version} TXT \"2\" is missing")));
    }
    let mut members = Vec::new();
    for rrset in catalog.iter().filter(|rrset| rrset.record_type() == RecordType::PTR) {
        let owner = rrset.owner();
        if owner.parent().as_ref() != Some(&zones) {
            continue;
        }
        let targets: Vec<Name> = rrset.rdatas().flat_map(|rdata| rdata.names()).collect();
        let [member] = &targets[..] else {
            return Err(broken(format!("{owner} names {} zones", targets.len())));
        };
        members.push(member.clone());
    }
    members.sort();
    members.dedup();
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::{Ttl, ZoneBuilder};

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    fn listed(version: &[u8], members: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let mut builder = ZoneBuilder::new(name("c"));
        builder.push_name(&name("version.c"), RecordType::TXT, Some(Ttl::MAX), version).unwrap();
        for (owner, member) in members {
            let target = name(member);
            builder.push_name(&name(owner), RecordType::PTR, Some(Ttl::MAX), target.wire()).unwrap();
        }
        let members = members_of(builder);
        members.map(|names| names.iter().map(Name::to_string).collect()).map_err(|fault| fault.message)
    }

    fn members_of(builder: ZoneBuilder) -> Result<Vec<Name>, Fault> {
        members(&builder.finish(Ttl::MAX).zone)
    }

    #[test]
    fn lists_members_only() {
        let records = [
            ("u1.zones.c", "b.example"),
            ("u2.zones.c", "a.example"),
            ("coo.u1.zones.c", "other.c"),
            ("zones.c", "no.example"),
        ];
        assert_eq!(listed(b"\x012", &records), Ok(vec!["a.example.".to_owned(), "b.example.".to_owned()]));
        assert_eq!(listed(b"\x011", &[]), Ok(vec![]));
        assert_eq!(
            listed(b"\x019", &records),
            Err("c. is no catalog zone: version.c. TXT \"2\" is missing (RFC 9432)".to_owned())
        );
        assert_eq!(
            listed(b"\x012", &[("u.zones.c", "a"), ("u.zones.c", "b")]),
            Err("c. is no catalog zone: u.zones.c. names 2 zones (RFC 9432)".to_owned())
        );
    }
}
