//! Families of zones that make every rule of an authoritative server's answer
//! meet every other: few labels, so that names collide. The same on each run.

use std::collections::{BTreeMap, BTreeSet};

use zonal::dns::RecordType;

use crate::random::Random;

/// A zone under construction; names without a final dot.
pub struct Draft {
    pub apex: String,
    /// Owner to type to RDATA, all but the apex' SOA and NS.
    owners: BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>,
    /// With DNAMEs at wildcards and names below DNAMEs, which not every server takes.
    odd_dnames: bool,
}

impl Draft {
    fn new(apex: String, odd_dnames: bool) -> Draft {
        Draft { apex, owners: BTreeMap::new(), odd_dnames }
    }

    /// As a master file.
    pub fn text(&self) -> String {
        let mut text = format!(
            "$TTL 300\n{0}. SOA ns.nowhere. root.nowhere. 1 3600 600 86400 60\n{0}. NS ns.nowhere.\n",
            self.apex
        );
        for (owner, types) in &self.owners {
            for (record_type, values) in types {
                for value in values {
                    text += &format!("{owner}. {record_type} {value}\n");
                }
            }
        }
        text
    }

    fn has(&self, owner: &str, record_type: &str) -> bool {
        self.owners.get(owner).is_some_and(|types| types.contains_key(record_type))
    }

    /// Adds a record, unless servers would refuse the zone for it.
    fn add(&mut self, owner: &str, record_type: &'static str, value: String) {
        let is_apex = owner == self.apex;
        let has = |other: &str| self.has(owner, other);
        let is_lonely = !self.owners.contains_key(owner) && !is_apex;
        let above_has_dname = ancestors(owner).any(|above| self.has(above, "DNAME"));
        let below = format!(".{owner}");
        let fits = match record_type {
            "CNAME" => is_lonely,
            "NS" => !owner.starts_with('*') && !is_apex && !has("CNAME") && !has("DNAME"),
            "DS" => has("NS"),
            "DNAME" => {
                let has_children = self.owners.keys().any(|other| other.ends_with(&below));
                let is_alone = !has("NS") && !has("CNAME") && !has("DNAME");
                is_alone && (self.odd_dnames || !has_children && !owner.starts_with('*'))
            }
            _ => !has("CNAME"),
        };
        if fits && (self.odd_dnames || !above_has_dname) {
            let types = self.owners.entry(owner.to_owned()).or_default();
            types.entry(record_type).or_default().insert(value);
        }
    }
}

fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(name.split_once('.'), |(_, rest)| rest.split_once('.')).map(|(_, rest)| rest)
}

/// Zones of one family are at or below one name and point at each other.
pub fn family(random: &mut Random, number: usize, odd_dnames: bool) -> Vec<Draft> {
    let top = format!("f{number}.test");
    let mut apexes = vec![top.clone(), format!("g{number}.test")];
    for _ in 0..random.below(5) {
        let depth = 1 + random.below(3);
        let apex = (0..depth).fold(top.clone(), |below, _| format!("{}.{below}", random.pick(&LABELS)));
        if !apexes.contains(&apex) {
            apexes.push(apex);
        }
    }
    let drafts = apexes.iter().map(|apex| Draft::new(apex.clone(), odd_dnames));
    let mut drafts: Vec<Draft> = drafts.collect();
    for draft in &mut drafts {
        if random.chance(75) {
            delegate_children(random, &apexes, draft);
        }
        for _ in 0..2 + random.below(14) {
            add_some_record(random, &apexes, draft);
        }
    }
    if random.chance(50) {
        add_chain(random, &mut drafts);
    }
    drafts
}

const LABELS: [&str; 4] = ["a", "b", "c", "d"];

fn delegate_children(random: &mut Random, apexes: &[String], draft: &mut Draft) {
    let below = format!(".{}", draft.apex);
    let children: Vec<&String> = apexes.iter().filter(|apex| apex.ends_with(&below)).collect();
    for child in children {
        add_cut(random, apexes, draft, child);
    }
}

fn add_cut(random: &mut Random, apexes: &[String], draft: &mut Draft, cut: &str) {
    for _ in 0..1 + random.below(2) {
        let host = match random.below(4) {
            0 => format!("ns.{cut}"),
            1 => cut.to_owned(),
            2 => owner(random, &draft.apex),
            _ => target(random, apexes, &draft.apex),
        };

        // An asterisk in a name server's name is no one's, and servers differ on its glue.
        let host = host.strip_prefix("*.").map_or(host.clone(), |rest| format!("ns.{rest}"));
        draft.add(cut, "NS", format!("{host}."));
        if random.chance(60) && host.ends_with(&format!(".{}", draft.apex)) {
            draft.add(&host, "A", address(random));
            if random.chance(30) {
                draft.add(&host, "AAAA", format!("2001:db8::{}", random.below(99)));
            }
        }
    }
    if random.chance(60) {
        draft.add(cut, "DS", format!("{} 13 2 {}", random.below(9), "AB".repeat(32)));
    }
}

fn add_some_record(random: &mut Random, apexes: &[String], draft: &mut Draft) {
    let place = if random.chance(8) { draft.apex.clone() } else { owner(random, &draft.apex) };
    match random.below(16) {
        0..4 => draft.add(&place, "A", address(random)),
        4 => draft.add(&place, "AAAA", format!("2001:db8::{}", random.below(99))),
        5..8 => draft.add(&place, "TXT", format!("\"{}\"", random.below(99))),
        8 => draft.add(&place, "MX", format!("{} {}.", random.below(9), target(random, apexes, &draft.apex))),
        9..13 => draft.add(&place, "CNAME", format!("{}.", target(random, apexes, &draft.apex))),
        13 => draft.add(&place, "DNAME", format!("{}.", target(random, apexes, &draft.apex))),
        _ => add_cut(random, apexes, draft, &place),
    }
}

fn address(random: &mut Random) -> String {
    format!("192.0.2.{}", random.below(250))
}

/// Up to four labels below `apex`, some of them asterisks.
fn owner(random: &mut Random, apex: &str) -> String {
    let depth = 1 + random.below(4);
    let mut name = apex.to_owned();
    for level in 1..=depth {
        let asterisk = random.chance(if level == depth { 30 } else { 4 });
        name = format!("{}.{name}", if asterisk { "*" } else { random.pick(&LABELS) });
    }
    name
}

/// In this zone, in another of the family, or in none.
fn target(random: &mut Random, apexes: &[String], own: &str) -> String {
    match random.below(10) {
        0..6 => owner(random, own),
        6..9 => {
            let apex = random.pick(&[own, &apexes[0], &apexes[1]]);
            owner(random, apex)
        }
        _ => "www.outside".to_owned(),
    }
}

/// A row of CNAMEs from zone to zone, which may end, break off, leave or come back.
fn add_chain(random: &mut Random, drafts: &mut [Draft]) {
    let length = 2 + random.below(8);
    let mut links: Vec<(usize, String)> = Vec::new();
    for link in 0..=length {
        let place = if random.chance(40) { random.below(drafts.len()) } else { 0 };
        links.push((place, format!("l{link}.{}", drafts[place].apex)));
    }
    for pair in links.windows(2) {
        drafts[pair[0].0].add(&pair[0].1, "CNAME", format!("{}.", pair[1].1));
    }
    let (place, last) = &links[length];
    match random.below(4) {
        0 => drafts[*place].add(last, "A", address(random)),
        1 => drafts[*place].add(last, "TXT", "end".to_owned()),
        2 => drafts[*place].add(last, "CNAME", format!("{}.", links[random.below(length)].1)),
        _ => {}
    }
}

/// Names at, above, below and beside what the zones hold, with types.
pub fn questions(random: &mut Random, drafts: &[Draft]) -> BTreeSet<(String, RecordType)> {
    let mut names = BTreeSet::from(["outside".to_owned(), "test".to_owned()]);
    for draft in drafts {
        let apex = draft.apex.clone();
        for owner in draft.owners.keys().chain([&apex]) {
            names.insert(owner.clone());
            names.extend(ancestors(owner).filter(|above| above.ends_with(&apex)).map(str::to_owned));
            names.insert(owner.replace('*', random.pick(&LABELS)));
            names.insert(format!("{}.{owner}", random.pick(&["a", "b", "*", "x.y", "ns"])));
            names.insert(format!("x.{}", owner.split_once('.').map_or("", |(_, above)| above)));
        }
        names.insert(self::owner(random, &apex));
    }
    let mut questions = BTreeSet::new();
    for name in names {
        questions.insert((name.clone(), RecordType::A));
        for _ in 0..2 {
            questions.insert((name.clone(), random.pick(&TYPES)));
        }
        if drafts.iter().any(|draft| draft.apex == name || draft.has(&name, "DS")) {
            questions.insert((name, RecordType::DS));
        }
    }
    questions
}

pub const ANY: RecordType = RecordType(255);

const TYPES: [RecordType; 13] = [
    RecordType::TXT,
    RecordType::TXT,
    RecordType::AAAA,
    RecordType::NS,
    RecordType::CNAME,
    RecordType::DS,
    RecordType::DS,
    RecordType::DNAME,
    RecordType::SOA,
    RecordType::MX,
    RecordType::RRSIG,
    RecordType::NSEC,
    ANY,
];
