//! Our answers against those of BIND and Knot that serve the same zones.
//!
//! A server follows aliases only inside the zone it began in; we follow them
//! through all zones. So where a server's reply leaves the zone, it is asked
//! again for the name it came to, as a resolver would, and the replies put
//! together are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use zonal::dns::authority::{AnswerRrset, LONGEST_CHAIN, Outcome, Source};
use zonal::dns::{Answer, Authority, Name, RecordType, Zone, master};

use crate::authority_corpus::{ANY, Draft, family, questions};
use crate::authority_message::{Connection, Reply, ReplyRecord};
use crate::name_server::{NameServer, ServedZone};
use crate::random::Random;
use crate::{bind, knot};

/// An answer in the words of a message.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    rcode: u8,
    authoritative: bool,
    /// RRsets in order, a record a line.
    answer: Vec<Vec<String>>,
    end: String,
    glue: BTreeSet<String>,
}

fn said(owner: &Name, ttl: u32, rdata: &dyn std::fmt::Display, record_type: RecordType) -> String {
    format!("{owner} {ttl} {record_type} {rdata}")
}

fn ours(answer: &Answer) -> Seen {
    let lines = |rrset: &AnswerRrset| {
        let (owner, ttl) = (&rrset.key.owner, rrset.records.ttl().seconds());
        let line = |rdata| said(owner, ttl, rdata, rrset.key.record_type);
        rrset.records.data().iter().map(|rdata| line(rdata)).collect()
    };
    let mut glue = BTreeSet::new();
    let zone = answer.zone.as_ref().map_or(String::new(), Name::to_string);
    let end = match &answer.outcome {
        Outcome::Data(_) => "data".to_owned(),
        Outcome::NoData | Outcome::NxDomain => format!("negative of {zone}"),
        Outcome::Referral(referral) => {
            for (key, records) in &referral.glue {
                let line = |rdata| said(&key.owner, records.ttl().seconds(), rdata, key.record_type);
                glue.extend(records.data().iter().map(|rdata| line(rdata)));
            }
            let servers: Vec<String> = referral.ns.data().iter().map(ToString::to_string).collect();
            format!("referral {} {}", referral.cut, servers.join(" "))
        }
        Outcome::Refused => "refused".to_owned(),
        Outcome::Outside(name) => format!("outside {name}"),
        Outcome::Loop(name) => format!("loop {name}"),
        Outcome::ChainTooLong(name) => format!("too long {name}"),
        Outcome::NameTooLong => "name too long".to_owned(),
    };
    let mut rrsets: Vec<Vec<String>> = Vec::new();
    for lines in answer.rrsets().map(lines) {
        if !rrsets.contains(&lines) {
            rrsets.push(lines);
        }
    }
    Seen { rcode: answer.rcode() as u8, authoritative: answer.is_authoritative(), answer: rrsets, end, glue }
}

/// What the aliases of a reply leave behind.
#[derive(PartialEq, Eq)]
enum Left {
    Nothing,
    /// The zone that the reply is from.
    Zone,
    /// More aliases than we follow.
    Aliases,
}

/// A server and the apexes it serves.
struct Server<'s> {
    connection: Connection,
    apexes: &'s BTreeSet<Name>,
}

impl Server<'_> {
    fn zone_for(&self, name: &Name, record_type: RecordType) -> Option<Name> {
        let enclosing = std::iter::once(name.clone()).chain(name.ancestors());
        let enclosing: Vec<Name> = enclosing.filter(|name| self.apexes.contains(name)).collect();
        let above = record_type == RecordType::DS && enclosing.first() == Some(name);
        enclosing.get(usize::from(above)).or(enclosing.first()).cloned()
    }

    /// Asks, and asks on where a reply leaves its zone or stops early.
    fn answer(&mut self, question: &Name, record_type: RecordType) -> Seen {
        let mut seen = Seen {
            rcode: 0,
            authoritative: false,
            answer: Vec::new(),
            end: String::new(),
            glue: BTreeSet::new(),
        };
        let (mut name, mut passed) = (question.clone(), BTreeSet::new());
        loop {
            let zone = self.zone_for(&name, record_type);
            if zone.is_none() && !passed.is_empty() {
                seen.end = format!("outside {name}");
                break;
            }
            let reply = self.connection.ask(&name, record_type);
            if name == *question {
                seen.authoritative = reply.authoritative;
            }
            let rrsets = grouped(&reply.answer);
            let left =
                self.follow(&rrsets, &mut name, &mut passed, zone.as_ref(), record_type, &mut seen.answer);
            if passed.contains(&name) {
                seen.end = format!("loop {name}");
                break;
            }
            if left == Left::Aliases {
                seen.end = format!("too long {name}");
                break;
            }
            if left == Left::Nothing
                && let Some(end) =
                    end_of(&reply, &name, &rrsets, zone.as_ref().unwrap_or(question), record_type, &mut seen)
            {
                (seen.rcode, seen.end) = (reply.rcode, end);
                break;
            }
        }
        seen
    }

    /// Goes along the aliases of a reply as long as they are in its zone.
    fn follow(
        &self,
        rrsets: &[Vec<ReplyRecord>],
        name: &mut Name,
        passed: &mut BTreeSet<Name>,
        zone: Option<&Name>,
        record_type: RecordType,
        answer: &mut Vec<Vec<String>>,
    ) -> Left {
        while !passed.contains(name) {
            let dname = rrsets.iter().find(|rrset| {
                rrset[0].rdata.record_type() == RecordType::DNAME
                    && rrset[0].owner != *name
                    && name.is_at_or_below(&rrset[0].owner)
            });
            let cname = rrsets
                .iter()
                .find(|rrset| rrset[0].rdata.record_type() == RecordType::CNAME && rrset[0].owner == *name);
            let Some(cname) = cname else { break };
            if record_type == RecordType::CNAME {
                dname.into_iter().for_each(|dname| push_new(answer, dname));
                break;
            }
            if record_type == ANY && dname.is_none() {
                break;
            }
            if passed.len() == LONGEST_CHAIN {
                return Left::Aliases;
            }
            for rrset in dname.into_iter().chain([cname]) {
                push_new(answer, rrset);
            }
            passed.insert(name.clone());
            *name = Name::from_wire(cname[0].rdata.wire()).unwrap();
            if self.zone_for(name, record_type).as_ref() != zone {
                return Left::Zone;
            }
        }
        Left::Nothing
    }
}

/// What a reply that did not leave its zone says of the last name; `None` if it
/// stopped before saying anything.
fn end_of(
    reply: &Reply,
    name: &Name,
    rrsets: &[Vec<ReplyRecord>],
    zone: &Name,
    record_type: RecordType,
    seen: &mut Seen,
) -> Option<String> {
    let of_type = |rrset: &&Vec<ReplyRecord>| {
        rrset[0].owner == *name && (record_type == ANY || rrset[0].rdata.record_type() == record_type)
    };
    let data: Vec<&Vec<ReplyRecord>> = rrsets.iter().filter(of_type).collect();
    let in_authority = |wanted: RecordType| -> Vec<&ReplyRecord> {
        reply.authority.iter().filter(|record| record.rdata.record_type() == wanted).collect()
    };
    let (soa, ns) = (in_authority(RecordType::SOA), in_authority(RecordType::NS));
    match reply.rcode {
        5 => return Some("refused".to_owned()),
        6 => {
            for rrset in rrsets {
                push_new(&mut seen.answer, rrset);
            }
            return Some("name too long".to_owned());
        }
        _ => {}
    }
    if !data.is_empty() {
        for rrset in data {
            push_new(&mut seen.answer, rrset);
        }
        return Some("data".to_owned());
    }
    if let [soa] = soa[..] {
        return Some(format!("negative of {}", soa.owner));
    }
    // BIND says the apex' NS RRset beside an answer of any kind.
    let cut = ns.first().filter(|ns| ns.owner != *zone)?;
    let mut servers: Vec<_> = ns.iter().map(|record| &record.rdata).collect();
    servers.sort();
    let servers: Vec<String> = servers.into_iter().map(ToString::to_string).collect();
    let lines = reply.additional.iter();
    seen.glue = lines.map(|r| said(&r.owner, r.ttl, &r.rdata, r.rdata.record_type())).collect();
    Some(format!("referral {} {}", cut.owner, servers.join(" ")))
}

/// RRsets in the order of their first records.
fn grouped(records: &[ReplyRecord]) -> Vec<Vec<ReplyRecord>> {
    let mut rrsets: Vec<Vec<ReplyRecord>> = Vec::new();
    for record in records {
        let key = |other: &ReplyRecord| (other.owner.clone(), other.rdata.record_type());
        match rrsets.iter_mut().find(|rrset| key(&rrset[0]) == key(record)) {
            Some(rrset) => rrset.push(record.clone()),
            None => rrsets.push(vec![record.clone()]),
        }
    }
    for rrset in &mut rrsets {
        rrset.sort();
        // Knot repeats the CNAMEs of a loop.
        rrset.dedup();
    }
    rrsets
}

fn push_new(answer: &mut Vec<Vec<String>>, rrset: &[ReplyRecord]) {
    let line =
        |record: &ReplyRecord| said(&record.owner, record.ttl, &record.rdata, record.rdata.record_type());
    let lines: Vec<String> = rrset.iter().map(line).collect();
    if !answer.contains(&lines) {
        answer.push(lines);
    }
}

fn zone(draft: &Draft) -> Zone {
    let apex: Name = draft.apex.parse().unwrap();
    let file = master::read_text(Path::new("corpus"), draft.text().into(), &apex);
    assert_eq!(file.problems, []);
    file.zone
}

/// What a corpus must hold to be worth its name.
const FEATURES: [&str; 14] = [
    "alias by a wildcard",
    "alias by a DNAME",
    "data",
    "data by a wildcard",
    "data behind an alias",
    "data of the parent side",
    "data in another zone",
    "loop",
    "no data",
    "no data at an empty non-terminal",
    "no such name",
    "outside",
    "referral",
    "referral with glue",
];

fn features(
    authority: &Authority<'_>,
    name: &Name,
    record_type: RecordType,
    answer: &Answer,
) -> Vec<&'static str> {
    let mut features = Vec::new();
    for rrset in &answer.chain {
        match rrset.source {
            Source::Wildcard(_) => features.push("alias by a wildcard"),
            Source::Dname(_) => features.push("alias by a DNAME"),
            Source::Owner => {}
        }
    }
    let zone = authority.zone_for(name, record_type);
    match &answer.outcome {
        Outcome::Data(rrsets) => {
            features.push("data");
            if matches!(rrsets[0].source, Source::Wildcard(_)) {
                features.push("data by a wildcard");
            }
            if !answer.chain.is_empty() {
                features.push("data behind an alias");
            }
            if answer.zone.as_ref() != zone.map(Zone::apex) {
                features.push("data in another zone");
            }
            if record_type == RecordType::DS {
                features.push("data of the parent side");
            }
        }
        Outcome::NoData => {
            features.push("no data");
            if answer.chain.is_empty() && zone.is_some_and(|zone| is_empty_non_terminal(zone, name)) {
                features.push("no data at an empty non-terminal");
            }
        }
        Outcome::NxDomain => features.push("no such name"),
        Outcome::Referral(referral) if referral.glue.is_empty() => features.push("referral"),
        Outcome::Referral(_) => features.push("referral with glue"),
        Outcome::Outside(_) => features.push("outside"),
        Outcome::Loop(_) => features.push("loop"),
        Outcome::Refused | Outcome::ChainTooLong(_) | Outcome::NameTooLong => {}
    }
    features
}

fn is_empty_non_terminal(zone: &Zone, name: &Name) -> bool {
    zone.at(name).next().is_none() && zone.iter().any(|rrset| rrset.owner().is_at_or_below(name))
}

type Start = fn(&[ServedZone<'_>]) -> Option<NameServer>;

fn start_bind(zones: &[ServedZone<'_>]) -> Option<NameServer> {
    bind::start(zones, "")
}

fn start_knot(zones: &[ServedZone<'_>]) -> Option<NameServer> {
    knot::start(zones, "")
}

const BIND_OPTIONS: &str = "check-integrity no; check-names ignore; check-wildcard no; allow-query { any; };";

/// Asks everything of the server and of us.
fn compare(
    seed: u64,
    families: usize,
    odd_dnames: bool,
    options: &str,
    start: Start,
    agree: impl Fn(RecordType, &Seen, &Seen) -> bool,
) {
    let mut random = Random(seed);
    let drafts: Vec<Vec<Draft>> =
        (0..families).map(|number| family(&mut random, number, odd_dnames)).collect();
    let all: Vec<&Draft> = drafts.iter().flatten().collect();
    let zones: Vec<Zone> = all.iter().map(|draft| zone(draft)).collect();
    let apexes: BTreeSet<Name> = zones.iter().map(|zone| zone.apex().clone()).collect();
    let texts: Vec<String> = all.iter().map(|draft| draft.text()).collect();
    let served: Vec<ServedZone<'_>> =
        all.iter().zip(&texts).map(|(draft, text)| ServedZone { name: &draft.apex, text, options }).collect();
    let Some(running) = start(&served) else { return };
    let authority = Authority::new(&zones);
    let mut server = Server { connection: Connection::open(running.address), apexes: &apexes };
    let mut met: BTreeMap<&str, usize> = FEATURES.iter().map(|feature| (*feature, 0)).collect();
    let (mut asked, mut differences) = (0, Vec::new());
    for family in &drafts {
        for (text, record_type) in questions(&mut random, family) {
            let question: Name = text.parse().unwrap();
            let mut expected = server.answer(&question, record_type);
            let full_answer = authority.answer(&question, record_type);
            for feature in features(&authority, &question, record_type, &full_answer) {
                *met.entry(feature).or_default() += 1;
            }
            asked += 1;
            let mut answer = ours(&full_answer);
            if record_type == ANY {
                // The order of the RRsets has no meaning.
                answer.answer.sort();
                expected.answer.sort();
            }
            if !agree(record_type, &answer, &expected) {
                differences
                    .push(format!("{question} {record_type}\n  ours {answer:?}\n  server {expected:?}"));
            }
        }
    }
    eprintln!("{} zones, {asked} questions, {} differ: {met:?}", zones.len(), differences.len());
    for (feature, times) in met {
        assert!(times >= 20, "the corpus has too little of: {feature}");
    }
    assert!(differences.is_empty(), "\n{}", differences[..differences.len().min(1200)].join("\n"));
}

#[test]
fn bind_agrees() {
    compare(1, 80, false, BIND_OPTIONS, start_bind, |_, ours, theirs| ours == theirs);
}

/// Knot takes no zone with names below a DNAME, and gives a DNAME at a wildcard
/// other owners. BIND sends also addresses below a DNAME as glue.
#[test]
fn bind_agrees_on_odd_dnames() {
    compare(2, 40, true, BIND_OPTIONS, start_bind, |_, ours, theirs| {
        parts(ours) == parts(theirs) && ours.glue.is_subset(&theirs.glue)
    });
}

fn parts(seen: &Seen) -> (u8, bool, &[Vec<String>], &str) {
    (seen.rcode, seen.authoritative, &seen.answer, &seen.end)
}

/// Knot answers ANY with one RRset of those we give (RFC 8482 section 4.1), and
/// sends with a referral also what it has to say with authority, or by a
/// wildcard, about the name servers.
#[test]
fn knot_agrees() {
    compare(1, 80, false, "", start_knot, |record_type, ours, theirs| {
        let ((rcode, authoritative, answer, end), theirs_parts) = (parts(ours), parts(theirs));
        let is_part = !theirs.answer.is_empty() && theirs.answer.iter().all(|rrset| answer.contains(rrset));
        let answer = if record_type == ANY && end == "data" && is_part { &theirs.answer } else { answer };
        (rcode, authoritative, answer, end) == theirs_parts && ours.glue.is_subset(&theirs.glue)
    });
}
