//! A name in one zone (RFC 1034 section 4.3.2 step 3).

use super::{AnswerRrset, Outcome, Referral, Source};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey, RrsetRef, Zone};

const ANY: RecordType = RecordType(255);

/// What a zone says about a name.
pub(super) enum Finding {
    End(Outcome),
    /// An alias that was not asked for, and the name to go on with.
    Cname {
        cname: AnswerRrset,
        target: Name,
    },
    /// A DNAME above the name, and the CNAME it makes.
    Dname {
        dname: AnswerRrset,
        cname: AnswerRrset,
        target: Name,
    },
    /// The DNAME makes too long a name.
    Overflow {
        dname: AnswerRrset,
    },
}

/// Looks `name` up, which is at or below the apex.
pub(super) fn find(zone: &Zone, name: &Name, record_type: RecordType) -> Finding {
    let Some(key) = name.key_below(zone.apex()) else { return Finding::End(Outcome::Refused) };
    match walk(zone, &key, record_type) {
        Stop::Cut(ns) => Finding::End(Outcome::Referral(referral(zone, ns))),
        Stop::Dname(dname) => substitute(name, dname),
        Stop::Node => at_node(zone, &key, name, record_type, &Source::Owner),
        Stop::Wildcard(wildcard) => {
            let source = Source::Wildcard(Name::from_key(&wildcard, zone.apex()));
            at_node(zone, &wildcard, name, record_type, &source)
        }
        Stop::Nowhere => Finding::End(Outcome::NxDomain),
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

/// What the existing name with this key answers under the name `owner`.
fn at_node(zone: &Zone, key: &[u8], owner: &Name, record_type: RecordType, source: &Source) -> Finding {
    let said = |rrset: RrsetRef<'_>| AnswerRrset {
        key: RrsetKey { owner: owner.clone(), record_type: rrset.record_type() },
        records: rrset.to_records(),
        source: source.clone(),
    };
    let data: Vec<AnswerRrset> = if record_type == ANY {
        zone.at_key(key).map(said).collect()
    } else {
        zone.get_by_key(key, record_type).map(said).into_iter().collect()
    };
    if !data.is_empty() {
        return Finding::End(Outcome::Data(data));
    }
    let alias = zone.get_by_key(key, RecordType::CNAME);
    match alias.and_then(|cname| Some((cname, target_of(cname)?))) {
        Some((cname, target)) => Finding::Cname { cname: said(cname), target },
        None => Finding::End(Outcome::NoData),
    }
}

/// RFC 6672 sections 2.2 and 3.1.
fn substitute(name: &Name, dname: RrsetRef<'_>) -> Finding {
    let owner = dname.owner();
    let said = AnswerRrset { key: dname.key(), records: dname.to_records(), source: Source::Owner };
    let Some(target) = target_of(dname) else { return Finding::End(Outcome::NoData) };
    let own_labels = name.label_count() - owner.label_count();
    let Ok(target) = Name::from_labels(name.labels().take(own_labels).chain(target.labels())) else {
        return Finding::Overflow { dname: said };
    };
    let rdata = Rdata::from_wire(RecordType::CNAME, target.wire());
    let records = rdata.ok().and_then(|rdata| Records::new(dname.ttl(), vec![rdata]));
    let Some(records) = records else { return Finding::Overflow { dname: said } };
    let cname = AnswerRrset {
        key: RrsetKey { owner: name.clone(), record_type: RecordType::CNAME },
        records,
        source: Source::Dname(owner),
    };
    Finding::Dname { dname: said, cname, target }
}

/// The first, should a zone wrongly have several.
fn target_of(alias: RrsetRef<'_>) -> Option<Name> {
    alias.rdatas().next().and_then(|rdata| Name::from_wire(rdata.wire))
}

fn referral(zone: &Zone, ns: RrsetRef<'_>) -> Referral {
    let hosts = ns.rdatas().filter_map(|rdata| Name::from_wire(rdata.wire)?.key_below(zone.apex()));
    let below_cuts = hosts.filter(|host| matches!(walk(zone, host, RecordType::A), Stop::Cut(_)));
    let glue = below_cuts.flat_map(|host| {
        let addresses = [RecordType::A, RecordType::AAAA].map(|family| zone.get_by_key(&host, family));
        addresses.into_iter().flatten().map(|rrset| (rrset.key(), rrset.to_records()))
    });
    Referral { cut: ns.owner(), ns: ns.to_records(), glue: glue.collect() }
}
