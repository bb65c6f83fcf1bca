use std::fmt::Write;
use std::net::IpAddr;
use std::path::Path;

use super::arguments::Explain;
use super::exit::Exit;
use super::kind::{Asked, Feature, Kind, features};
use super::origin::{chain, place};
use super::screen::Screen;
use super::workspace::Workspace;
use crate::diagnostic::nearest;
use crate::dns::authority::{Outcome, Source};
use crate::dns::{Authority, Name, RdataRef, RecordType, RrsetKey, RrsetRef, pointer_name};
use crate::model::{AttributeSet, Desired, Origin};
use crate::report::{code, draw_manual, escape, near_code};

/// `zonal explain`: the manual page of a code, or all that the sources say about
/// a name and who refers to it. A code has no dot; a name is absolute with or
/// without its final one; an address stands for its name in the reverse tree. Ends
/// with 1 if no zone answers for the name.
pub fn run(explain: &Explain, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let subject = explain.subject.as_str();
    let address = subject.parse::<IpAddr>().ok();
    if address.is_none() && !subject.contains('.') {
        if let Some(code) = code(subject) {
            screen.print(&draw_manual(code));
            return Exit::Done;
        }
        let near = near_code(subject).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let help = format!("a name has a dot: `{subject}.`");
        screen.error(&format!("no diagnostic is called `{subject}`{near}"), Some(&help));
        return Exit::Error;
    }
    let wanted = explain.record_type.as_deref().map(Asked::parse).transpose();
    let name = address.map_or_else(|| subject.parse::<Name>(), |address| Ok(pointer_name(address)));
    let (name, wanted) = match (name, wanted) {
        (Ok(name), Ok(wanted)) => (wanted.map_or(name.clone(), |wanted| wanted.place(name)), wanted),
        (Err(error), _) => {
            screen.error(&format!("`{subject}` is no name: {error}"), None);
            return Exit::Error;
        }
        (_, Err(message)) => {
            screen.error(&message, None);
            return Exit::Error;
        }
    };
    let Some(workspace) = Workspace::open(folder, screen) else { return Exit::Error };
    if workspace.problems.has_errors() {
        screen.problems(&workspace.problems, &workspace.sources);
    }
    let page = Page { workspace: &workspace, name: &name, wanted };
    let (text, known) = page.draw();
    screen.print(&text);
    if known && !workspace.problems.has_errors() { Exit::Done } else { Exit::Error }
}

/// What the sources say about a value beside it.
struct Said<'w> {
    origin: Option<Origin>,
    joined: &'w [Origin],
    attributes: &'w AttributeSet,
}

/// What is known about a name.
struct Page<'w> {
    workspace: &'w Workspace,
    name: &'w Name,
    wanted: Option<Asked>,
}

impl Page<'_> {
    /// The page, and whether some zone answers for the name.
    fn draw(&self) -> (String, bool) {
        let mut text = String::new();
        let above = |desired: &&Desired| self.name.is_at_or_below(desired.zone.apex());
        let zones = || self.workspace.zones.iter().map(AsRef::as_ref);
        let nearest_apex = zones().filter(above).map(|desired| desired.zone.apex().label_count()).max();
        let mut known = false;
        for desired in zones().filter(above) {
            let is_nearest = Some(desired.zone.apex().label_count()) == nearest_apex;
            if is_nearest || desired.zone.at(self.name).next().is_some() {
                known |= self.zone(desired, &mut text);
            }
        }
        if nearest_apex.is_none() {
            let name = escape(&self.name.with_unicode()).into_owned();
            let _ = writeln!(text, "{name} is in no zone that is declared here{}", self.near_zone());
        }
        self.referrers(&mut text);
        (text, known)
    }

    /// One zone, whether it answers for the name.
    fn zone(&self, desired: &Desired, text: &mut String) -> bool {
        let mut head = format!("{} in zone {}", self.name.with_unicode(), desired.zone.apex().with_unicode());
        if let Some(view) = &desired.view {
            let _ = write!(head, ", view {view}");
        }
        let settings = &desired.settings;
        let instances = settings.providers.iter().chain(&settings.mirrors);
        let instances: Vec<&str> = instances.map(|provider| provider.instance.as_str()).collect();
        if !instances.is_empty() {
            let _ = write!(head, ", published at {}", instances.join(", "));
        }
        if let Some(registrar) = &settings.registrar {
            let _ = write!(head, ", registered at {}", registrar.instance);
        }
        if let Some(owner) = &settings.owner {
            let _ = write!(head, ", owner {owner}");
        }
        let _ = writeln!(text, "{} ({})", escape(&head), place(desired.declared, &self.workspace.sources));
        let mut shown = self.soa(desired, text);
        for rrset in desired.zone.at(self.name).filter(|rrset| self.takes_some(*rrset)) {
            shown = true;
            self.rrset(desired, rrset, text);
        }
        for feature in features(desired).filter(|one| one.owner == self.name && self.takes(one.kind)) {
            shown = true;
            self.feature(desired, &feature, text);
        }
        let answers = self.answer(desired, shown, text);
        self.scope(desired, text);
        answers
    }

    fn takes(&self, kind: Kind) -> bool {
        self.wanted.is_none_or(|wanted| wanted.takes(kind))
    }

    fn takes_some(&self, rrset: RrsetRef<'_>) -> bool {
        self.takes(Kind::Record(rrset.record_type())) && rrset.rdatas().any(|rdata| self.takes_record(rdata))
    }

    /// Of what a policy was asked for, a TXT record that is another is left out.
    fn takes_record(&self, rdata: RdataRef<'_>) -> bool {
        let Some(wanted) = self.wanted.filter(|_| rdata.record_type == RecordType::TXT) else { return true };
        wanted.takes_record(self.name, rdata)
    }

    fn soa(&self, desired: &Desired, text: &mut String) -> bool {
        let here = self.name == desired.zone.apex() && self.takes(Kind::Record(RecordType::SOA));
        let Some(soa) = desired.settings.soa.as_ref().filter(|_| here) else { return false };
        let records = soa.records(0);
        let _ = writeln!(text, "  SOA {}, its serial is set by a push", records.ttl());
        for rdata in records.data() {
            let _ = writeln!(text, "    {}", escape(&rdata.to_string()));
        }
        true
    }

    fn rrset(&self, desired: &Desired, rrset: RrsetRef<'_>, text: &mut String) {
        let _ = writeln!(text, "  {} {}", rrset.record_type(), rrset.ttl());
        let origins = desired.provenance.of(rrset);
        for (index, (record, rdata)) in rrset.record_range().zip(rrset.rdatas()).enumerate() {
            if !self.takes_record(rdata) {
                continue;
            }
            let said = Said {
                origin: origins.get(index).copied(),
                joined: desired.provenance.joined(record),
                attributes: desired.provenance.attributes(record),
            };
            self.value(desired, &rdata.to_string(), &said, text);
        }
    }

    fn feature(&self, desired: &Desired, feature: &Feature<'_>, text: &mut String) {
        let _ = writeln!(text, "  {} {}, which the provider does", feature.kind, feature.ttl);
        let said = Said { origin: Some(feature.origin), joined: &[], attributes: feature.attributes };
        self.value(desired, &feature.value, &said, text);
    }

    fn value(&self, desired: &Desired, value: &str, said: &Said<'_>, text: &mut String) {
        let sources = &self.workspace.sources;
        let place = said.origin.map(|origin| place(origin.span, sources)).unwrap_or_default();
        let _ = writeln!(text, "    {}  # {place}", escape(value));
        for step in said.origin.map(|origin| chain(desired, origin, sources)).unwrap_or_default() {
            let _ = writeln!(text, "      {step}");
        }
        for origin in said.joined {
            let _ = writeln!(text, "      joined with {}", self::place(origin.span, sources));
            for step in chain(desired, *origin, sources) {
                let _ = writeln!(text, "        {step}");
            }
        }
        for line in said.attributes.description.iter().flat_map(|description| description.lines()) {
            let _ = writeln!(text, "      ## {}", escape(line));
        }
        for (key, value) in said.attributes.pairs() {
            let _ = writeln!(text, "      {} = {}", escape(key), escape(&value));
        }
    }

    /// What a server of this zone says where its records do not tell; whether
    /// there is anything.
    fn answer(&self, desired: &Desired, shown: bool, text: &mut String) -> bool {
        let question = match self.wanted {
            Some(Asked::Of(Kind::Record(record_type))) => record_type,
            Some(Asked::Policy(_)) => RecordType::TXT,
            _ => RecordType(255),
        };
        let answer = Authority::new([&desired.zone]).answer(self.name, question);
        for rrset in answer.rrsets() {
            let RrsetKey { owner, record_type } = &rrset.key;
            let (held, of_type) = match &rrset.source {
                Source::Owner => continue,
                Source::Wildcard(wildcard) => (wildcard, *record_type),
                Source::Dname(dname) => (dname, RecordType::DNAME),
            };
            let _ = writeln!(text, "  {owner} is answered with {record_type} from {held} {of_type}");
            if let Some(held) = desired.zone.get(held, of_type) {
                self.rrset(desired, held, text);
            }
        }
        self.covering(desired, &answer.outcome, shown, text)
    }

    /// How the answer ends, where the records shown do not tell it.
    fn covering(&self, desired: &Desired, outcome: &Outcome, shown: bool, text: &mut String) -> bool {
        let said = match outcome {
            Outcome::Referral(referral) => {
                format!("delegated at {}: servers of the zone refer to it", referral.cut)
            }
            Outcome::Outside(target) => format!("the alias leads out of the zone, to {target}"),
            Outcome::Loop(target) => format!("the alias leads back to {target}"),
            Outcome::ChainTooLong(_) => "too many aliases behind each other".to_owned(),
            Outcome::NameTooLong => "a DNAME makes too long a name of it".to_owned(),
            Outcome::NoData if shown => return true,
            Outcome::NoData | Outcome::NxDomain if self.is_feature(desired) && self.wants_address() => {
                "the provider gives its addresses".to_owned()
            }
            Outcome::NoData => match (self.wanted, desired.zone.at(self.name).next()) {
                (Some(wanted), Some(_)) => format!("the name exists, but has no {wanted}"),
                _ => "the name exists without records: there are names below it".to_owned(),
            },
            // Where a provider does something, the records tell nothing.
            Outcome::NxDomain if self.is_feature(desired) => match self.wanted {
                Some(wanted) if !shown => format!("the name exists, but has no {wanted}"),
                _ => return true,
            },
            Outcome::NxDomain | Outcome::Refused => {
                format!("no such name{}", self.near_name(desired))
            }
            Outcome::Data(_) => match self.wanted {
                Some(wanted @ Asked::Policy(_)) if !shown && desired.zone.at(self.name).next().is_some() => {
                    format!("the name exists, but has no {wanted}")
                }
                _ => return true,
            },
        };
        let _ = writeln!(text, "  {}", escape(&said));
        if let Outcome::Referral(referral) = outcome
            && referral.cut != *self.name
            && let Some(cut) = desired.zone.get(&referral.cut, RecordType::NS)
        {
            self.rrset(desired, cut, text);
        }
        shown || self.is_feature(desired) || !matches!(outcome, Outcome::NxDomain | Outcome::Refused)
    }

    fn wants_address(&self) -> bool {
        let of_address = [RecordType::A, RecordType::AAAA].map(Kind::Record);
        self.wanted.is_some_and(|wanted| of_address.iter().any(|kind| wanted.takes(*kind)))
    }

    /// Whether a provider does something at the name.
    fn is_feature(&self, desired: &Desired) -> bool {
        features(desired).any(|feature| feature.owner == self.name)
    }

    /// A name of the zone that was probably meant.
    fn near_name(&self, desired: &Desired) -> String {
        let apex = desired.zone.apex();
        let owners = desired.zone.iter().map(|rrset| rrset.owner()).filter(|owner| owner != apex);
        let mut owners: Vec<(String, Name)> = owners.map(|owner| (owner.relative_to(apex), owner)).collect();
        owners.dedup();
        let near = nearest(&self.name.relative_to(apex), owners.iter().map(|(below, _)| below.as_str()));
        let near = near.and_then(|near| owners.iter().find(|(below, _)| below == near));
        near.map(|(_, owner)| format!("; did you mean {owner}?")).unwrap_or_default()
    }

    /// The declared zone that was probably meant.
    fn near_zone(&self) -> String {
        let zones = self.workspace.zones.iter().map(|desired| desired.zone.apex().to_string());
        let zones: Vec<String> = zones.collect();
        let above =
            std::iter::successors(Some(self.name.clone()), Name::parent).filter(|name| !name.is_root());
        let near =
            above.filter_map(|name| nearest(&name.to_string(), zones.iter().map(String::as_str))).next();
        near.map(|near| format!("; did you mean a name in {near}?")).unwrap_or_default()
    }

    fn scope(&self, desired: &Desired, text: &mut String) {
        let sources = &self.workspace.sources;
        for line in desired.scope.ignored.matching(self.name) {
            let types: Vec<String> = line.types.iter().map(RecordType::to_string).collect();
            let what = match (types.is_empty(), &line.target) {
                (_, Some(_)) => "some records here are".to_owned(),
                (true, None) => "this name is".to_owned(),
                (false, None) => format!("{} here is", types.join(", ")),
            };
            let reason = line.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let place = place(line.span, sources);
            let _ = writeln!(text, "  {what} left to others by the `ignore` at {place}{}", escape(&reason));
        }
        let is_declared = desired.zone.at(self.name).next().is_some();
        for tool in desired.scope.owned.iter().filter(|_| !is_declared) {
            let reason = tool.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let place = place(tool.span, sources);
            let _ = writeln!(
                text,
                "  left to external-dns if it registered the name there, by the `ignore owned-by` at {place}{}",
                escape(&reason)
            );
        }
        if !desired.scope.manages(self.name) {
            let managed = desired.scope.managed.iter();
            let places: Vec<String> = managed.map(|(_, span)| place(*span, sources)).collect();
            let _ = writeln!(text, "  left to others: outside of the `manage` at {}", places.join(", "));
        }
    }

    fn referrers(&self, text: &mut String) {
        let mut lines = Vec::new();
        for desired in &self.workspace.zones {
            let view = desired.view.as_ref().map(|view| format!(", view {view}")).unwrap_or_default();
            for rrset in desired.zone.iter() {
                let origins = desired.provenance.of(rrset);
                for (index, rdata) in rrset.rdatas().enumerate() {
                    if !rdata.names().contains(self.name) {
                        continue;
                    }
                    let from = format!("{} {} {rdata}", rrset.owner(), rrset.record_type());
                    let place = origins.get(index).map(|origin| place(origin.span, &self.workspace.sources));
                    let place = place.unwrap_or_default();
                    lines.push(format!("  {}  # {place}{}\n", escape(&from), escape(&view)));
                }
            }
            for alias in desired.aliases.iter().filter(|alias| alias.target == *self.name) {
                let from = format!("{} {} {}", alias.owner, Kind::Alias, alias.target);
                let place = place(alias.origin.span, &self.workspace.sources);
                lines.push(format!("  {}  # {place}{}\n", escape(&from), escape(&view)));
            }
        }
        if !lines.is_empty() {
            let _ = write!(text, "referred to by\n{}", lines.concat());
        }
    }
}
