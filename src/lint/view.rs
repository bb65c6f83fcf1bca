use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::OnceLock;

use super::Project;
use super::subject::Subject;
use crate::dns::authority::{AnswerRrset, Outcome, Source};
use crate::dns::{
    Answer, AsTable, Authority, Name, Network, RdataRef, RecordType, Svcb, pointer_name, pointer_name_in,
};
use crate::model::Desired;

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

    /// The RRset that those get who ask, through aliases and from wildcards.
    pub fn look_up<'v>(&'v self, name: &Name, record_type: RecordType) -> LookUp<'v> {
        let answer = self.answer(name, record_type);
        match &answer.outcome {
            Outcome::Data(rrsets) => {
                let stands = rrsets.first().and_then(|rrset| match &rrset.source {
                    Source::Owner => self.rrset(&rrset.key.owner, record_type),
                    Source::Wildcard(owner) => self.rrset(owner, record_type),
                    Source::Dname(_) => None,
                });
                stands.map_or(LookUp::Unknown, LookUp::Found)
            }
            Outcome::NoData | Outcome::NxDomain => {
                let end = end(name, &answer);
                let is_left = [record_type, RecordType::CNAME].map(|one| self.is_left_to_others(&end, one));
                if is_left.contains(&true) { LookUp::Unknown } else { LookUp::Nothing }
            }
            _ => LookUp::Unknown,
        }
    }

    /// The addresses of a host, through aliases.
    pub fn addresses(&self, host: &Name) -> Hosts {
        let mut addresses = Vec::new();
        for record_type in [RecordType::A, RecordType::AAAA] {
            let answer = self.answer(host, record_type);
            let end = end(host, &answer);
            match &answer.outcome {
                Outcome::Data(rrsets) => {
                    let data = rrsets.iter().flat_map(|rrset| rrset.records.data());
                    addresses.extend(data.filter_map(|rdata| rdata.as_ref().address()));
                }
                Outcome::NoData | Outcome::NxDomain => {
                    if self.is_by_provider(&end) {
                        return Hosts::ByProvider;
                    }
                    if self.is_left_to_others(&end, record_type) {
                        return Hosts::Elsewhere;
                    }
                }
                Outcome::Referral(_) | Outcome::Refused | Outcome::Outside(_) => return Hosts::Elsewhere,
                Outcome::Loop(_) | Outcome::ChainTooLong(_) | Outcome::NameTooLong => {}
            }
        }
        if addresses.is_empty() { Hosts::Nothing } else { Hosts::Addresses(addresses) }
    }

    /// Whether nobody has records at a name of this project: they are not elsewhere, left to others, or
    /// the provider's.
    pub fn has_nothing(&self, name: &Name) -> bool {
        let addresses = [RecordType::A, RecordType::AAAA, RecordType::CNAME];
        addresses.into_iter().all(|record_type| is_empty(&self.answer(name, record_type).outcome))
            && is_empty(&self.answer(name, ANY).outcome)
            && !self.is_by_provider(name)
            && !addresses.into_iter().any(|record_type| self.is_left_to_others(name, record_type))
    }

    /// Whether an `ignore` or `manage` leaves RRsets of this name and type alone.
    pub fn is_left_to_others(&self, name: &Name, record_type: RecordType) -> bool {
        self.zone_of(name).is_some_and(|desired| desired.scope.leaves_to_others(name, record_type))
    }

    /// Whether an ALIAS or REDIRECT stands at a name, or a wildcard of one covers it.
    pub fn is_by_provider(&self, name: &Name) -> bool {
        self.zone_of(name).is_some_and(|desired| {
            let covers = |owner: &Name| {
                let parent = || owner.parent().is_some_and(|parent| name.is_at_or_below(&parent));
                owner == name || owner.is_wildcard() && parent()
            };
            desired.aliases.iter().any(|alias| covers(&alias.owner))
                || desired.redirects.iter().any(|redirect| covers(&redirect.owner))
        })
    }
}

/// RFC 1035 section 3.2.3.
const ANY: RecordType = RecordType(255);

/// A CNAME that a DNAME makes is only as good as what it leads to.
fn is_empty(outcome: &Outcome) -> bool {
    let is_made = |rrset: &AnswerRrset| matches!(rrset.source, Source::Dname(_));
    match outcome {
        Outcome::NxDomain | Outcome::NoData => true,
        Outcome::Data(rrsets) => rrsets.iter().all(is_made),
        _ => false,
    }
}

/// The name that the aliases of an answer lead to.
fn end(asked: &Name, answer: &Answer) -> Name {
    let cname = answer.chain.iter().rev().find(|rrset| rrset.key.record_type == RecordType::CNAME);
    let target = cname.and_then(|rrset| Name::from_wire(rrset.records.data().first()?.wire()));
    target.unwrap_or_else(|| asked.clone())
}
