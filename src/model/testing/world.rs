//! What is served together: the zones of one view with those that have none.

use std::collections::BTreeSet;

use super::Expected;
use super::wording::{failed, found, joined, last_name};
use crate::diagnostic::{Diagnostic, nearest};
use crate::dns::authority::{Answer, AnswerRrset, Authority, Outcome, Source};
use crate::dns::{Name, RecordType, RrsetRef, Zone};
use crate::model::{Desired, codes};
use crate::text::Span;

/// A world for each view of a project; one if no zone has views.
pub struct Worlds<'z> {
    /// The zones of all views: says which apexes there are.
    all: Authority<'z>,
    apexes: BTreeSet<&'z Name>,
    /// The apexes that have views.
    viewed: BTreeSet<&'z Name>,
    worlds: Vec<World<'z>>,
}

/// The zones that those who ask in one view see.
pub struct World<'z> {
    view: Option<&'z str>,
    authority: Authority<'z>,
    zones: Vec<&'z Desired>,
}

impl<'z> Worlds<'z> {
    pub fn new(zones: impl IntoIterator<Item = &'z Desired>) -> Worlds<'z> {
        let zones: Vec<&'z Desired> = zones.into_iter().collect();
        let views: BTreeSet<Option<&str>> = zones.iter().map(|desired| desired.view.as_deref()).collect();
        let mut views: Vec<Option<&str>> = views.into_iter().filter(Option::is_some).collect();
        if views.is_empty() {
            views.push(None);
        }
        let world = |view| {
            let seen = zones
                .iter()
                .copied()
                .filter(|desired| desired.view.is_none() || desired.view.as_deref() == view);
            World::new(view, seen.collect())
        };
        Worlds {
            all: Authority::new(zones.iter().map(|desired| &desired.zone)),
            apexes: zones.iter().map(|desired| desired.zone.apex()).collect(),
            viewed: zones
                .iter()
                .filter(|desired| desired.view.is_some())
                .map(|desired| desired.zone.apex())
                .collect(),
            worlds: views.into_iter().map(world).collect(),
        }
    }

    /// The apexes of all zones.
    pub fn apexes(&self) -> impl Iterator<Item = &'z Name> {
        self.apexes.iter().copied()
    }

    /// The names of all views, in order.
    pub fn views(&self) -> impl Iterator<Item = &'z str> {
        self.worlds.iter().filter_map(|world| world.view)
    }

    /// Where the sources say what a line expects; `None` if they say something
    /// else, in this view or, without one, in any.
    pub fn sources_of(&self, view: Option<&str>, line: &Expected) -> Option<Vec<Span>> {
        let of_view = view.and_then(|view| self.of_view(view));
        let worlds = of_view.map_or_else(|| self.with(line), |world| vec![world]);
        let places = worlds.iter().map(|world| world.sources_of(line)).collect::<Option<Vec<_>>>()?;
        let mut places: Vec<Span> = places.into_iter().flatten().collect();
        places.sort();
        places.dedup();
        Some(places)
    }

    /// The world of a view.
    pub fn of_view(&self, view: &str) -> Option<&World<'z>> {
        self.worlds.iter().find(|world| world.view == Some(view))
    }

    /// Those that have the zone that a line asks; all if there is no such zone.
    pub fn with(&self, line: &Expected) -> Vec<&World<'z>> {
        let zone = self.all.zone_for(&line.owner, line.record_type).map(Zone::apex);
        let has = |world: &&World<'_>| {
            world.authority.zone_for(&line.owner, line.record_type).map(Zone::apex) == zone
        };
        self.worlds.iter().filter(has).collect()
    }

    /// Whether the zone that a line asks has views.
    pub fn have_views_of(&self, line: &Expected) -> bool {
        self.all.zone_for(&line.owner, line.record_type).is_some_and(|zone| self.viewed.contains(zone.apex()))
    }
}

impl<'z> World<'z> {
    fn new(view: Option<&'z str>, zones: Vec<&'z Desired>) -> World<'z> {
        World { view, authority: Authority::new(zones.iter().map(|desired| &desired.zone)), zones }
    }

    pub fn view(&self) -> Option<&'z str> {
        self.view
    }

    /// Why a line does not hold; `None` if it does.
    pub fn check(&self, line: &Expected) -> Option<Diagnostic> {
        let answer = self.authority.answer(&line.owner, line.record_type);
        if let Some(unanswered) = self.unanswered(line, &answer) {
            return Some(unanswered);
        }
        let difference = line.expected.check(&answer).err()?;
        let label = match &answer.outcome {
            Outcome::NoData => self.no_data(line, &answer),
            Outcome::Refused | Outcome::Outside(_) if self.view.is_some() => {
                found(line, &answer, "no zone of this view holds")
            }
            _ => found(line, &answer, "no zone of this project holds"),
        };
        let mut failed = failed(line, &answer, &difference, label);
        failed.help.extend(self.near(line, &answer));
        for (span, text) in self.places(line, &answer) {
            failed = failed.other(span, text);
        }
        Some(failed)
    }

    /// Where the records that a line expects are written; `None` if it does not hold.
    fn sources_of(&self, line: &Expected) -> Option<Vec<Span>> {
        let answer = self.authority.answer(&line.owner, line.record_type);
        if self.unanswered(line, &answer).is_some() || line.expected.check(&answer).is_err() {
            return None;
        }
        Some(self.places(line, &answer).into_iter().map(|(span, _)| span).collect())
    }

    /// What the sources cannot tell.
    fn unanswered(&self, line: &Expected, answer: &Answer) -> Option<Diagnostic> {
        let last = last_name(line, answer);
        let hidden = |owner: &Name| match answer.outcome {
            Outcome::NxDomain => {
                let covers = |parent: Name| owner.is_wildcard() && last.is_at_or_below(&parent);
                owner.is_at_or_below(&last) || owner.parent().is_some_and(covers)
            }
            _ => *owner == last && line.record_type.is_address(),
        };
        let (owner, what, place) = self.zones.iter().find_map(|desired| {
            let alias = desired.aliases.iter().find(|alias| hidden(&alias.owner));
            let alias = alias.map(|alias| (&alias.owner, "an ALIAS", alias.origin));
            let redirect = desired.redirects.iter().find(|redirect| hidden(&redirect.owner));
            let redirect = redirect.map(|redirect| (&redirect.owner, "a REDIRECT", redirect.origin));
            let (owner, what, origin) = alias.or(redirect)?;
            Some((owner, what, desired.provenance.blame(origin)))
        })?;
        let headline = format!("`{}` is {what}: only its provider knows this answer", owner.with_unicode());
        let failed = Diagnostic::error(&codes::TEST_FAILED, line.span, headline).other(place, "written here");
        Some(failed.help("remove this line of the test"))
    }

    /// What there is instead of the type.
    fn no_data(&self, line: &Expected, answer: &Answer) -> String {
        let last = last_name(line, answer);
        let Some((owner, rrsets)) = self.node(line, answer) else { return "found is NODATA".to_owned() };
        let what = match (owner.is_wildcard() && owner != last, last == line.owner) {
            (true, _) => format!("the wildcard `{}`", owner.with_unicode()),
            (false, true) => "the name".to_owned(),
            (false, false) => format!("`{}`", owner.with_unicode()),
        };
        if rrsets.is_empty() {
            return format!("found is NODATA: {what} has no records, there are names below it");
        }
        let types = joined(rrsets.iter().map(|rrset| rrset.record_type()));
        format!("found is NODATA: {what} has {types}, but no {}", line.record_type)
    }

    /// The node that the last name is answered from, a wildcard perhaps, with all
    /// that it has.
    fn node(&self, line: &Expected, answer: &Answer) -> Option<(Name, Vec<RrsetRef<'z>>)> {
        let last = last_name(line, answer);
        let zone = self.authority.zone_for(&last, line.record_type)?;
        let exists = |name: &Name| name.key_below(zone.apex()).is_some_and(|key| zone.has_at_or_below(&key));
        let owner = match exists(&last) {
            true => last,
            false => last.ancestors().find(exists).unwrap_or_else(|| zone.apex().clone()).child(b"*").ok()?,
        };
        let rrsets = zone.at(&owner).collect();
        Some((owner, rrsets))
    }

    /// A name beside the one that does not exist that is written much like it.
    fn near(&self, line: &Expected, answer: &Answer) -> Option<String> {
        if answer.outcome != Outcome::NxDomain {
            return None;
        }
        let last = last_name(line, answer);
        let zone = self.authority.zone_for(&last, line.record_type)?;
        let parent = last.parent()?;
        let label = String::from_utf8_lossy(last.labels().next()?).into_owned();
        let siblings: BTreeSet<String> = zone
            .iter()
            .map(|rrset| rrset.owner())
            .filter(|owner| owner.parent().as_ref() == Some(&parent))
            .filter_map(|owner| Some(String::from_utf8_lossy(owner.labels().next()?).into_owned()))
            .collect();
        // Every other name is near to a very short one.
        let near = nearest(&label, siblings.iter().map(String::as_str)).filter(|_| label.len() > 2)?;
        let name = parent.child(near.as_bytes()).ok()?;
        Some(format!("there is `{}`", name.with_unicode()))
    }

    /// Where the data of an answer and the way to it are written.
    fn places(&self, line: &Expected, answer: &Answer) -> Vec<(Span, &'static str)> {
        let mut places = Vec::new();
        for rrset in &answer.chain {
            places.extend(self.written(line, rrset).into_iter().map(|span| (span, "this alias is followed")));
        }
        match &answer.outcome {
            Outcome::Data(rrsets) => {
                let found = rrsets.iter().flat_map(|rrset| self.written(line, rrset));
                places.extend(found.map(|span| (span, "this is found")));
            }
            Outcome::Referral(referral) => {
                let zone = answer.zone.as_ref().and_then(|apex| self.desired(apex));
                let cut = zone
                    .and_then(|desired| Some((desired, desired.zone.get(&referral.cut, RecordType::NS)?)));
                let cut = cut.into_iter().flat_map(|(desired, ns)| spans(desired, ns));
                places.extend(cut.map(|span| (span, "the delegation")));
            }
            Outcome::NoData => {
                let node = self.node(line, answer).map(|(_, rrsets)| rrsets).unwrap_or_default();
                let zone = answer.zone.as_ref().and_then(|apex| self.desired(apex));
                let there = node
                    .iter()
                    .flat_map(|rrset| zone.map(|desired| spans(desired, *rrset)).unwrap_or_default());
                places.extend(there.take(3).map(|span| (span, "this is there")));
            }
            _ => {}
        }
        let mut seen = BTreeSet::new();
        places.retain(|(span, _)| seen.insert(*span));
        places
    }

    /// Where an RRset of an answer is written.
    fn written(&self, line: &Expected, rrset: &AnswerRrset) -> Vec<Span> {
        let (owner, record_type) = match &rrset.source {
            Source::Owner => (&rrset.key.owner, rrset.key.record_type),
            Source::Wildcard(owner) => (owner, rrset.key.record_type),
            Source::Dname(owner) => (owner, RecordType::DNAME),
        };
        let zone = self.authority.zone_for(&rrset.key.owner, line.record_type);
        let Some(desired) = zone.and_then(|zone| self.desired(zone.apex())) else { return Vec::new() };
        desired.zone.get(owner, record_type).map(|rrset| spans(desired, rrset)).unwrap_or_default()
    }

    fn desired(&self, apex: &Name) -> Option<&'z Desired> {
        self.zones.iter().copied().find(|desired| desired.zone.apex() == apex)
    }
}

fn spans(desired: &Desired, rrset: RrsetRef<'_>) -> Vec<Span> {
    let origins = desired.provenance.of(rrset).iter();
    let mut spans: Vec<Span> = origins.map(|origin| desired.provenance.blame(*origin)).collect();
    spans.sort();
    spans.dedup();
    spans
}
