use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::OnceLock;

use super::Project;
use super::subject::{Subject, Written};
use crate::dns::authority::{End, Ending};
use crate::dns::{
    Answer, AsTable, Authority, Name, Network, RdataRef, RecordType, RrsetRef, Svcb, pointer_name,
    pointer_name_in,
};
use crate::model::Desired;
use crate::text::Span;

/// The zones as those who ask from one view see them: those of the view, and
/// those without views.
pub struct View<'p> {
    pub project: Project<'p>,
    seen: Vec<&'p Desired>,
    by_apex: HashMap<&'p Name, &'p Desired>,
    authority: Authority<'p>,
    /// The zones of networks that end inside a label.
    classless: HashMap<Network, &'p Name>,
    /// The reverse zones that only others see.
    hidden: Vec<(Network, &'p Desired)>,
    alias_targets: OnceLock<HashSet<Name>>,
    as_table: Option<&'p AsTable>,
    /// The line that was read last: many records may have one.
    line: RefCell<Option<(Span, Rc<Written>)>>,
}

/// The addresses of a host, as far as the project knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hosts {
    /// At least one.
    Addresses(Vec<IpAddr>),
    /// An ALIAS or REDIRECT stands there: only the provider knows.
    ByProvider,
    /// The name is in a zone of this project and has none.
    Nothing,
    /// The name is in no zone of this project, below a delegation, or left to others.
    Elsewhere,
}

/// What those get who ask for a type at a name.
pub enum LookUp<'v> {
    /// This RRset, where it stands: at the end of aliases, or at a wildcard.
    Found(Subject<'v>),
    Nothing,
    /// The name is in no zone of this project, below a delegation, or left to
    /// others; or its aliases lead nowhere.
    Unknown,
}

impl<'p> View<'p> {
    pub(super) fn new(project: Project<'p>, name: Option<&str>, as_table: Option<&'p AsTable>) -> View<'p> {
        let is_seen = |desired: &&Desired| desired.view.is_none() || desired.view.as_deref() == name;
        let (seen, hidden): (Vec<&Desired>, Vec<&Desired>) = project.zones.iter().copied().partition(is_seen);
        let hidden = hidden.into_iter();
        let apexes = seen.iter().map(|desired| desired.zone.apex());
        let networks = apexes.filter_map(|apex| Some((Network::of_reverse_zone(apex)?, apex)));
        let classless = networks.filter(|(network, _)| network.ends_inside_a_label());
        View {
            project,
            by_apex: seen.iter().map(|desired| (desired.zone.apex(), *desired)).collect(),
            authority: Authority::new(seen.iter().map(|desired| &desired.zone)),
            classless: classless.collect(),
            hidden: hidden
                .filter_map(|one| Some((Network::of_reverse_zone(one.zone.apex())?, one)))
                .collect(),
            alias_targets: OnceLock::new(),
            as_table,
            line: RefCell::new(None),
            seen,
        }
    }

    /// The zones that are seen.
    pub fn zones(&self) -> &[&'p Desired] {
        &self.seen
    }

    /// The zone with this apex.
    pub fn zone(&self, apex: &Name) -> Option<&'p Desired> {
        self.by_apex.get(apex).copied()
    }

    /// All contents of the zone with this apex, also those that are not seen: one each view.
    pub fn contents(&self, apex: &Name) -> &'p [&'p Desired] {
        let zones = self.project.zones;
        let from = zones.partition_point(|desired| desired.zone.apex() < apex);
        let count = zones[from..].iter().take_while(|desired| desired.zone.apex() == apex).count();
        &zones[from..from + count]
    }

    /// The zone that a name is in: the one with the nearest apex at or above it.
    pub fn zone_of(&self, name: &Name) -> Option<&'p Desired> {
        self.zone(self.authority.zone_for(name, RecordType::SOA)?.apex())
    }

    /// The name of an address in the zone of the smallest network with it that ends inside a label.
    pub fn classless_pointer(&self, address: IpAddr) -> Option<Name> {
        if self.classless.is_empty() {
            return None;
        }
        let mut networks = (1..32).rev().filter_map(|length| Network::around(address, length));
        pointer_name_in(networks.find_map(|network| self.classless.get(&network))?, address)
    }

    /// The name of an address in the reverse zone of this project that should hold it, if there is one.
    pub fn pointer(&self, address: IpAddr) -> Name {
        self.classless_pointer(address).unwrap_or_else(|| pointer_name(address))
    }

    /// Whether a reverse zone, seen or not, holds a PTR record of an address.
    pub fn is_pointed(&self, address: IpAddr) -> bool {
        let is_seen = |name: &Name| self.rrset(name, RecordType::PTR).is_some();
        let mut around = self.hidden.iter().filter(|(network, _)| network.holds(address));
        is_seen(&pointer_name(address))
            || self.classless_pointer(address).is_some_and(|name| is_seen(&name))
            || around.any(|(_, hidden)| {
                let name = pointer_name_in(hidden.zone.apex(), address);
                name.is_some_and(|name| hidden.zone.get(&name, RecordType::PTR).is_some())
            })
    }

    /// Whether it is known to which autonomous systems addresses belong.
    pub fn has_as_table(&self) -> bool {
        self.as_table.is_some()
    }

    /// The autonomous systems that announce an address; none if that is not known.
    pub fn systems(&self, address: IpAddr) -> &[u32] {
        self.as_table.map_or(&[], |table| table.of(address))
    }

    /// Whether a CNAME or the AliasMode of an SVCB or HTTPS record leads to a name.
    pub fn is_alias_target(&self, name: &Name) -> bool {
        let target = |rdata: RdataRef<'_>| match Svcb::read(rdata) {
            Some(svcb) => Some(svcb.target).filter(|_| svcb.priority == 0),
            None => rdata.names().pop().filter(|_| rdata.record_type == RecordType::CNAME),
        };
        let targets = self.alias_targets.get_or_init(|| {
            let rrsets = self.seen.iter().flat_map(|desired| desired.zone.iter());
            rrsets.flat_map(|rrset| rrset.rdatas().filter_map(target)).collect()
        });
        targets.contains(name)
    }

    /// The RRset that stands at a name in its zone, wildcards and aliases left aside.
    pub fn rrset<'v>(&'v self, owner: &Name, record_type: RecordType) -> Option<Subject<'v>> {
        let desired = self.zone(self.authority.zone_for(owner, record_type)?.apex())?;
        Some(Subject { view: self, desired, rrset: desired.zone.get(owner, record_type)? })
    }

    /// What an authoritative server of all the zones answers. An ALIAS or a
    /// REDIRECT gives no data here; see [`View::addresses`].
    pub fn answer(&self, name: &Name, record_type: RecordType) -> Answer {
        self.authority.answer(name, record_type)
    }

    /// How a question ends.
    pub fn end(&self, name: &Name, record_type: RecordType) -> Ending<'p> {
        self.authority.end(name, record_type).ending
    }

    /// The RRset that those get who ask, through aliases and from wildcards.
    pub fn look_up<'v>(&'v self, name: &Name, record_type: RecordType) -> LookUp<'v> {
        let End { name, zone, ending } = self.authority.end(name, record_type);
        match ending {
            Ending::Data { rrsets, .. } => {
                let desired = zone.and_then(|zone| self.zone(zone.apex()));
                let found = desired.zip(rrsets.first().copied());
                found.map_or(LookUp::Unknown, |(desired, rrset)| {
                    LookUp::Found(Subject { view: self, desired, rrset })
                })
            }
            Ending::NoData | Ending::NxDomain => {
                let is_left = [record_type, RecordType::CNAME].map(|one| self.is_left_to_others(&name, one));
                if is_left.contains(&true) { LookUp::Unknown } else { LookUp::Nothing }
            }
            _ => LookUp::Unknown,
        }
    }

    /// The addresses of a host, through aliases.
    pub fn addresses(&self, host: &Name) -> Hosts {
        let rrsets = match self.address_rrsets(host) {
            Ok(rrsets) => rrsets,
            Err(unknown) => return unknown,
        };
        let data = rrsets.iter().flat_map(|rrset| rrset.rdatas());
        let addresses: Vec<IpAddr> = data.filter_map(|rdata| rdata.address()).collect();
        if addresses.is_empty() { Hosts::Nothing } else { Hosts::Addresses(addresses) }
    }

    /// Whether a host of this project has no address.
    pub fn has_no_address(&self, host: &Name) -> bool {
        self.address_rrsets(host).is_ok_and(|rrsets| rrsets.is_empty())
    }

    /// Whether a host has an address; `None` where the project cannot know.
    pub fn has_address(&self, host: &Name, address: IpAddr) -> Option<bool> {
        let has = |rrset: &RrsetRef<'_>| match (address, rrset.record_type()) {
            (IpAddr::V4(address), RecordType::A) => rrset.has_address(&address.octets()),
            (IpAddr::V6(address), RecordType::AAAA) => rrset.has_address(&address.octets()),
            _ => false,
        };
        self.address_rrsets(host).ok().map(|rrsets| rrsets.iter().any(has))
    }

    /// The A and AAAA RRsets of a host, or why they are not known.
    pub fn address_rrsets(&self, host: &Name) -> Result<Vec<RrsetRef<'p>>, Hosts> {
        let mut all = Vec::new();
        for record_type in [RecordType::A, RecordType::AAAA] {
            let End { name, ending, .. } = self.authority.end(host, record_type);
            match ending {
                Ending::Data { rrsets, .. } => all.extend(rrsets),
                Ending::NoData | Ending::NxDomain => {
                    if self.is_by_provider(&name) {
                        return Err(Hosts::ByProvider);
                    }
                    if self.is_left_to_others(&name, record_type) {
                        return Err(Hosts::Elsewhere);
                    }
                }
                Ending::Cut(_) | Ending::Refused | Ending::Outside => return Err(Hosts::Elsewhere),
                Ending::Loop | Ending::ChainTooLong | Ending::NameTooLong(_) | Ending::MadeCname { .. } => {}
            }
        }
        Ok(all)
    }

    /// Whether nobody has records at a name of this project: they are not elsewhere, left to others, or
    /// the provider's.
    pub fn has_nothing(&self, name: &Name) -> bool {
        let addresses = [RecordType::A, RecordType::AAAA, RecordType::CNAME];
        let is_empty = |record_type| is_empty(&self.authority.end(name, record_type).ending);
        addresses.into_iter().all(is_empty)
            && is_empty(ANY)
            && !self.is_by_provider(name)
            && !addresses.into_iter().any(|record_type| self.is_left_to_others(name, record_type))
    }

    /// What is to be read in the line of a record.
    pub(super) fn written(&self, line: Span) -> Rc<Written> {
        let mut last = self.line.borrow_mut();
        if let Some((_, written)) = last.as_ref().filter(|(read, _)| *read == line) {
            return written.clone();
        }
        let written = Rc::new(Written::read(line, self.project.sources));
        *last = Some((line, written.clone()));
        written
    }

    /// Whether an `ignore` or `manage` leaves RRsets of this name and type alone.
    pub fn is_left_to_others(&self, name: &Name, record_type: RecordType) -> bool {
        self.zone_of(name).is_some_and(|desired| desired.scope.leaves_to_others(name, record_type))
    }

    /// Whether an ALIAS or REDIRECT stands at a name, or a wildcard of one covers it.
    pub fn is_by_provider(&self, name: &Name) -> bool {
        let Some(desired) = self.zone_of(name) else { return false };
        if desired.aliases.is_empty() && desired.redirects.is_empty() {
            return false;
        }
        let apex = desired.zone.apex();
        let above = std::iter::once(name.clone()).chain(name.ancestors());
        let wildcards =
            above.take_while(|above| above.is_at_or_below(apex)).flat_map(|above| above.child(b"*"));
        has_feature(desired, name) || wildcards.into_iter().any(|wildcard| has_feature(desired, &wildcard))
    }
}

/// Whether an ALIAS or REDIRECT of a zone stands at a name.
pub(super) fn has_feature(desired: &Desired, owner: &Name) -> bool {
    desired.aliases.binary_search_by(|alias| alias.owner.cmp(owner)).is_ok()
        || desired.redirects.binary_search_by(|redirect| redirect.owner.cmp(owner)).is_ok()
}

/// Whether one stands at a name or below it.
pub(super) fn has_feature_at_or_below(desired: &Desired, name: &Name) -> bool {
    let alias = desired.aliases.partition_point(|alias| alias.owner < *name);
    let redirect = desired.redirects.partition_point(|redirect| redirect.owner < *name);
    desired.aliases.get(alias).is_some_and(|alias| alias.owner.is_at_or_below(name))
        || desired.redirects.get(redirect).is_some_and(|redirect| redirect.owner.is_at_or_below(name))
}

/// RFC 1035 section 3.2.3.
const ANY: RecordType = RecordType(255);

/// A CNAME that a DNAME makes is only as good as what it leads to.
fn is_empty(ending: &Ending<'_>) -> bool {
    matches!(ending, Ending::NxDomain | Ending::NoData | Ending::MadeCname { .. })
}
