//! A name in one zone (RFC 1034 section 4.3.2 step 3).

use super::{AnswerRrset, Ending, Referral, Source};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey, RrsetRef, Zone};

const ANY: RecordType = RecordType(255);

/// What a zone says about a name.
pub(super) enum Finding<'z> {
    End(Ending<'z>),
    /// An alias that was not asked for, and the name to go on with.
    Cname {
        cname: RrsetRef<'z>,
        source: Source,
        target: Name,
    },
    /// A DNAME above the name, and the name to go on with.
    Dname {
        dname: RrsetRef<'z>,
        target: Name,
    },
    /// The DNAME makes too long a name.
    Overflow {
        dname: RrsetRef<'z>,
    },
}

/// Looks `name` up, which is at or below the apex.
pub(super) fn find<'z>(zone: &'z Zone, name: &Name, record_type: RecordType) -> Finding<'z> {
    let Some(key) = name.key_below(zone.apex()) else { return Finding::End(Ending::Refused) };
    match walk(zone, &key, record_type) {
        Stop::Cut(ns) => Finding::End(Ending::Cut(ns)),
        Stop::Dname(dname) => substitute(name, dname),
        Stop::Node => at_node(zone, &key, record_type, Source::Owner),
        Stop::Wildcard(wildcard) => {
            let source = Source::Wildcard(Name::from_key(&wildcard, zone.apex()));
            at_node(zone, &wildcard, record_type, source)
        }
        Stop::Nowhere => Finding::End(Ending::NxDomain),
    }
}

/// Where the way from the apex down to a name ends.
enum Stop<'z> {
    /// At the name; it exists.
    Node,
    /// At a zone cut, the NS RRset of which this is.
    Cut(RrsetRef<'z>),
    /// At a DNAME above the name.
    Dname(RrsetRef<'z>),
    /// At a wildcard of the closest encloser; its key.
    Wildcard(Vec<u8>),
    Nowhere,
}

fn walk<'z>(zone: &'z Zone, key: &[u8], record_type: RecordType) -> Stop<'z> {
    let dname_above = |encloser: &[u8]| zone.get_by_key(encloser, RecordType::DNAME).map(Stop::Dname);
    let mut encloser = &key[..0];
    // Every label of a key ends with a zero octet, and no other octet is zero.
    for end in key.iter().enumerate().filter(|(_, octet)| **octet == 0).map(|(at, _)| at + 1) {
        if let Some(stop) = dname_above(encloser) {
            return stop;
        }
        let here = &key[..end];
        if !zone.has_at_or_below(here) {
            let wildcard = [encloser, b"*\0"].concat();
            return if zone.has_at_or_below(&wildcard) { Stop::Wildcard(wildcard) } else { Stop::Nowhere };
        }
        let is_parent_side = record_type == RecordType::DS && end == key.len();
        if let Some(ns) = zone.get_by_key(here, RecordType::NS)
            && !is_parent_side
        {
            return Stop::Cut(ns);
        }
        encloser = here;
    }
    Stop::Node
}

/// What the existing name with this key answers.
fn at_node<'z>(zone: &'z Zone, key: &[u8], record_type: RecordType, source: Source) -> Finding<'z> {
    let rrsets: Vec<RrsetRef<'z>> = if record_type == ANY {
        zone.at_key(key).collect()
    } else {
        zone.get_by_key(key, record_type).into_iter().collect()
    };
    if !rrsets.is_empty() {
        return Finding::End(Ending::Data { rrsets, source });
    }
    // These stand beside a CNAME for the name itself (RFC 4034 sections 3 and 4).
    let is_of_alias = matches!(record_type, RecordType::RRSIG | RecordType::NSEC);
    let alias = zone.get_by_key(key, RecordType::CNAME).filter(|_| !is_of_alias);
    match alias.and_then(|cname| Some((cname, target_of(cname)?))) {
        Some((cname, target)) => Finding::Cname { cname, source, target },
        None => Finding::End(Ending::NoData),
    }
}

/// RFC 6672 sections 2.2 and 3.1.
fn substitute<'z>(name: &Name, dname: RrsetRef<'z>) -> Finding<'z> {
    let Some(target) = target_of(dname) else { return Finding::End(Ending::NoData) };
    let own_labels = name.label_count() - dname.owner().label_count();
    match Name::from_labels(name.labels().take(own_labels).chain(target.labels())) {
        Ok(target) => Finding::Dname { dname, target },
        Err(_) => Finding::Overflow { dname },
    }
}

/// The CNAME that a DNAME makes for a name (RFC 6672 section 3.1).
pub(super) fn synthesize(name: &Name, dname: RrsetRef<'_>, target: &Name) -> AnswerRrset {
    let cname = Rdata::from_wire(RecordType::CNAME, target.wire()).expect("the RDATA of a CNAME is a name");
    AnswerRrset {
        key: RrsetKey { owner: name.clone(), record_type: RecordType::CNAME },
        records: Records::new(dname.ttl(), vec![cname]).expect("it is one record"),
        source: Source::Dname(dname.owner()),
    }
}

/// The first, should a zone wrongly have several.
fn target_of(alias: RrsetRef<'_>) -> Option<Name> {
    alias.rdatas().next().and_then(|rdata| Name::from_wire(rdata.wire))
}

pub(super) fn referral(zone: &Zone, ns: RrsetRef<'_>) -> Referral {
    let hosts = ns.rdatas().filter_map(|rdata| Name::from_wire(rdata.wire)?.key_below(zone.apex()));
    let below_cuts = hosts.filter(|host| matches!(walk(zone, host, RecordType::A), Stop::Cut(_)));
    let glue = below_cuts.flat_map(|host| {
        let addresses = [RecordType::A, RecordType::AAAA].map(|family| zone.get_by_key(&host, family));
        addresses.into_iter().flatten().map(|rrset| (rrset.key(), rrset.to_records()))
    });
    Referral { cut: ns.owner(), ns: ns.to_records(), glue: glue.collect() }
}
