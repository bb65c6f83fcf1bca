//! A project whose zones make every rule of an authoritative server's answer
//! meet the others, with tests that say what our evaluator answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use zonal::dns::authority::{Authority, Expectation, Outcome, Source};
use zonal::dns::{Name, RecordType};
use zonal::model::{Defaults, Desired, compile};
use zonal::text::{Source as SourceText, Sources};

use crate::random::Random;

/// Owner to type to values, absolute names with their dot.
struct Draft {
    apex: String,
    owners: BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>,
}

const LABELS: [&str; 4] = ["a", "b", "c", "d"];
const TYPES: [RecordType; 10] = [
    RecordType::A,
    RecordType::A,
    RecordType::AAAA,
    RecordType::TXT,
    RecordType::MX,
    RecordType::CNAME,
    RecordType::NS,
    RecordType::DS,
    RecordType::DNAME,
    RecordType::PTR,
];

impl Draft {
    fn new(apex: String) -> Draft {
        Draft { apex, owners: BTreeMap::new() }
    }

    fn has(&self, owner: &str, record_type: &str) -> bool {
        self.owners.get(owner).is_some_and(|types| types.contains_key(record_type))
    }

    /// Adds a record, unless the compiler would refuse it, or Knot the zone.
    fn add(&mut self, owner: &str, record_type: &'static str, value: String) {
        let below = format!(".{owner}");
        let hidden = ancestors(owner).any(|above| self.has(above, "DNAME") || self.has(above, "NS"));
        let has_children = self.owners.keys().any(|other| other.ends_with(&below));
        let is_new = !self.owners.contains_key(owner) && *owner != self.apex;
        let is_cut = self.has(owner, "NS");
        let fits = match record_type {
            "CNAME" => is_new,
            "NS" => (is_new || is_cut) && !has_children && !owner.starts_with('*'),
            "DS" => is_cut,
            "DNAME" => !has_children && !owner.starts_with('*') && !is_cut && is_new,
            _ => !is_cut && !self.has(owner, "CNAME"),
        };
        if fits && !hidden {
            let types = self.owners.entry(owner.to_owned()).or_default();
            types.entry(record_type).or_default().insert(value);
        }
    }

    /// A cut with a name server of its own, its glue, and perhaps another.
    fn cut(&mut self, random: &mut Random, owner: &str) {
        self.add(owner, "NS", "ns.nowhere.".to_owned());
        if self.has(owner, "NS") && random.chance(60) {
            let host = format!("ns.{owner}");
            let types = self.owners.entry(owner.to_owned()).or_default();
            types.entry("NS").or_default().insert(host.clone());
            let glue = BTreeMap::from([("A", BTreeSet::from([address(random)]))]);
            self.owners.insert(host, glue);
        }
        if random.chance(40) {
            self.add(owner, "DS", format!("{} 13 2 {}", random.below(9), "ab".repeat(32)));
        }
    }

    fn source(&self) -> String {
        let mut text =
            format!("zone {} {{\n  soa ns.nowhere. root.nowhere.\n  @ NS ns.nowhere.\n", self.apex);
        for (owner, types) in &self.owners {
            for (record_type, values) in types {
                for value in values {
                    let _ = writeln!(text, "  {owner}  {record_type}  {value}");
                }
            }
        }
        text + "}\n"
    }
}

fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(name.split_once('.'), |(_, rest)| rest.split_once('.')).map(|(_, rest)| rest)
}

fn address(random: &mut Random) -> String {
    format!("192.0.2.{}", random.below(250))
}

fn owner(random: &mut Random, apex: &str) -> String {
    let depth = 1 + random.below(3);
    (1..=depth).fold(apex.to_owned(), |name, level| {
        let asterisk = level == depth && random.chance(25);
        format!("{}.{name}", if asterisk { "*" } else { random.pick(&LABELS) })
    })
}

/// The sources of `count` families of zones, each a zone, a child of it and a
/// zone beside them that points into both; and a reverse zone for all.
pub fn zones(random: &mut Random, count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        let top = format!("f{number}.test.");
        let apexes = [top.clone(), format!("served.{top}"), format!("g{number}.test.")];
        let mut drafts = apexes.clone().map(Draft::new);
        drafts[0].add(&apexes[1], "NS", "ns.nowhere.".to_owned());
        add_chain(random, &mut drafts);
        for draft in &mut drafts {
            for _ in 0..22 {
                add_record(random, &apexes, draft);
            }
            text += &draft.source();
        }
    }
    text += "zone 192.0.2.0/24 {\n  soa ns.nowhere. root.nowhere.\n  @ NS ns.nowhere.\n";
    for host in 0..40 {
        let _ = writeln!(text, "  192.0.2.{host}  PTR  host{host}.f0.test.");
    }
    text + "}\n"
}

/// A row of CNAMEs from zone to zone, with an address at the end.
fn add_chain(random: &mut Random, drafts: &mut [Draft; 3]) {
    let length = 2 + random.below(6);
    let links: Vec<usize> = (0..=length).map(|_| random.below(3)).collect();
    let names: Vec<String> =
        links.iter().enumerate().map(|(link, zone)| format!("l{link}.{}", drafts[*zone].apex)).collect();
    for (link, zone) in links.iter().enumerate() {
        match names.get(link + 1) {
            Some(next) => drafts[*zone].add(&names[link], "CNAME", next.clone()),
            None => drafts[*zone].add(&names[link], "A", address(random)),
        }
    }
}

fn add_record(random: &mut Random, apexes: &[String; 3], draft: &mut Draft) {
    let place = owner(random, &draft.apex.clone());
    let elsewhere = random.pick(&[0, 0, 0, 1, 2]);
    let zone = if random.chance(60) { draft.apex.clone() } else { apexes[elsewhere].clone() };
    let target = owner(random, &zone).trim_start_matches("*.").to_owned();
    match random.below(16) {
        0..4 => draft.add(&place, "A", address(random)),
        4 => draft.add(&place, "AAAA", format!("2001:db8::{}", random.below(99))),
        5..7 => draft.add(&place, "TXT", format!("\"text {}\"", random.below(99))),
        7 => draft.add(&place, "MX", format!("{} mx.nowhere.", random.below(9))),
        8..12 => draft.add(&place, "CNAME", target),
        12 => draft.add(&place, "DNAME", target),
        _ => draft.cut(random, &place),
    }
}

/// A question of a test, with the answer that our evaluator gives.
pub struct Line {
    pub name: Name,
    pub record_type: RecordType,
    pub expected: Expectation,
}

impl Line {
    pub fn text(&self) -> String {
        let answer = match &self.expected {
            Expectation::Values(values) => joined(values),
            Expectation::NoData => "NODATA".to_owned(),
            Expectation::NxDomain => "NXDOMAIN".to_owned(),
            Expectation::Referral(servers) => format!("REFERRAL {}", joined(servers)),
        };
        format!("{}  {}  -> {answer}", self.name, self.record_type)
    }

    /// The same question with an answer that is wrong.
    pub fn mutated(&self) -> Line {
        let expected = match &self.expected {
            Expectation::Values(values) if values.len() > 1 => Expectation::Values(values[1..].to_vec()),
            Expectation::Values(_) | Expectation::NoData => Expectation::NxDomain,
            Expectation::NxDomain => Expectation::NoData,
            Expectation::Referral(_) => Expectation::Referral(vec!["ns.other.".parse().unwrap()]),
        };
        Line { name: self.name.clone(), record_type: self.record_type, expected }
    }
}

fn joined<T: ToString>(parts: &[T]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What a corpus must hold to be worth its name.
const FEATURES: [&str; 10] = [
    "alias by a DNAME",
    "alias by a wildcard",
    "data",
    "data behind an alias",
    "data by a wildcard",
    "data in another zone",
    "no data",
    "no such name",
    "pointer",
    "referral",
];

/// Lines about names at, above, below and beside what the sources hold. Panics
/// if they hold too little.
pub fn lines(random: &mut Random, zones: &str) -> Vec<Line> {
    let desired = compiled(zones);
    let authority = Authority::new(desired.iter().map(|desired| &desired.zone));
    let mut met: BTreeMap<&str, usize> = FEATURES.iter().map(|feature| (*feature, 0)).collect();
    let mut lines = Vec::new();
    for (name, record_type) in questions(random, &desired) {
        let answer = authority.answer(&name, record_type);
        let expected = match &answer.outcome {
            Outcome::Data(rrsets) => {
                Expectation::Values(rrsets.iter().flat_map(|rrset| rrset.records.data()).cloned().collect())
            }
            Outcome::NoData => Expectation::NoData,
            Outcome::NxDomain => Expectation::NxDomain,
            Outcome::Referral(referral) => Expectation::Referral(
                referral.ns.data().iter().map(|ns| Name::from_wire(ns.wire()).unwrap()).collect(),
            ),
            // A test cannot expect these.
            _ => continue,
        };
        let mut meet = |feature| *met.get_mut(feature).unwrap() += 1;
        for rrset in &answer.chain {
            match rrset.source {
                Source::Dname(_) => meet("alias by a DNAME"),
                Source::Wildcard(_) => meet("alias by a wildcard"),
                Source::Owner => {}
            }
        }
        match &answer.outcome {
            Outcome::Data(rrsets) => {
                meet("data");
                let first = authority.zone_for(&name, record_type).map(|zone| zone.apex());
                if !answer.chain.is_empty() {
                    meet("data behind an alias");
                }
                if answer.zone.as_ref() != first {
                    meet("data in another zone");
                }
                if matches!(rrsets[0].source, Source::Wildcard(_)) {
                    meet("data by a wildcard");
                }
                if record_type == RecordType::PTR {
                    meet("pointer");
                }
            }
            Outcome::NoData => meet("no data"),
            Outcome::NxDomain => meet("no such name"),
            _ => meet("referral"),
        }
        lines.push(Line { name, record_type, expected });
    }
    for (feature, times) in met {
        assert!(times >= 10, "the corpus has too little of: {feature}");
    }
    lines
}

fn compiled(zones: &str) -> Vec<Desired> {
    let mut sources = Sources::default();
    let id = sources.add(SourceText::new("zones.dns".to_owned(), zones.to_owned()));
    let (model, problems) = compile(&mut sources, &[id], &Defaults::default());
    assert!(!problems.has_errors(), "{problems:?}");
    model.zones
}

fn questions(random: &mut Random, zones: &[Desired]) -> BTreeSet<(Name, RecordType)> {
    let mut names = BTreeSet::new();
    for zone in zones {
        let apex = zone.zone.apex();
        for rrset in zone.zone.iter() {
            let owner = rrset.owner();
            let concrete = owner.to_string().replace('*', random.pick(&LABELS));
            names.insert(concrete.parse::<Name>().unwrap());
            names.extend(owner.child(random.pick(&[b"x".as_slice(), b"a", b"ns"])));
            names.extend(owner.parent().filter(|parent| parent.is_at_or_below(apex)));
            names.insert(owner);
        }
    }
    let mut questions = BTreeSet::new();
    for name in names {
        let record_type = random.pick(&TYPES);
        let is_reverse = name.to_string().ends_with("arpa.");
        questions.insert((name.clone(), if is_reverse { RecordType::PTR } else { RecordType::A }));
        questions.insert((name, record_type));
    }
    questions
}
