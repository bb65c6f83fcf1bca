//! Zones are lines of `owner ttl type rdata`, relative to `example.com.`.

mod fits;
mod guards;
mod laws;
mod ordering;
mod registry;
mod saved;
mod units;
mod zones;

use super::document::read_rdata;
use super::*;
use crate::dns::{Charset, Name, RecordType, Ttl, Zone, ZoneBuilder};
use crate::model::{Desired, Pattern, Provenance, Scope, Settings, Soa, Target, Untouched};
use crate::text::{SourceId, Span};

const SPAN: Span = Span { source: SourceId(0), start: 0, end: 4 };

/// What any primary takes.
fn capabilities() -> Capabilities {
    Capabilities {
        kind: "test",
        types: None,
        without: Vec::new(),
        soa: Part::Optional,
        apex_ns: Part::Optional,
        generated: vec![RecordType::RRSIG],
        generated_at_apex: Vec::new(),
        ttl: Ttl::from_wire(0)..=Ttl::MAX,
        granularity: Granularity::Rrset,
        atomic: true,
        creates_zones: true,
        alias: false,
        redirect: false,
        signs: false,
        attributes: Vec::new(),
    }
}

fn name(text: &str) -> Name {
    let origin: Name = "example.com".parse().unwrap();
    if text == "@" { origin } else { Name::parse(text, Charset::Octets, Some(&origin)).unwrap() }
}

fn zone(lines: &str) -> Zone {
    let mut builder = ZoneBuilder::new(name("@"));
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [owner, ttl, record_type, rdata] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let record_type = RecordType::parse(record_type).unwrap();
        let rdata = read_rdata(record_type, rdata).unwrap();
        assert_eq!(builder.push_name(&name(owner), record_type, Ttl::parse(ttl), rdata.wire()), Ok(true));
    }
    builder.finish(Ttl::MAX).zone
}

fn present(zone: Zone) -> Observed {
    Observed::Present { zone, irregular: Vec::new() }
}

fn desired(zone: Zone) -> Desired {
    Desired {
        zone,
        view: None,
        aliases: Vec::new(),
        redirects: Vec::new(),
        settings: Settings::default(),
        scope: Scope::default(),
        provenance: Provenance::default(),
        attributes: Default::default(),
        declared: SPAN,
        named: SPAN,
        warnings: Vec::new(),
    }
}

fn soa(refresh: u32) -> Soa {
    let ttl = |seconds| Ttl::new(seconds).unwrap();
    Soa {
        ttl: ttl(3600),
        mname: name("ns1"),
        rname: name("hostmaster"),
        refresh: ttl(refresh),
        retry: ttl(600),
        expire: ttl(86400),
        minimum: ttl(300),
    }
}

/// `ignore PATTERN [TYPE] [to PATTERN]`
fn ignore(scope: &mut Scope, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let (words, target) = match words.iter().position(|word| *word == "to") {
        Some(at) => (&words[..at], Some(Target::Name(Pattern::parse(words[at + 1], &name("@")).unwrap()))),
        None => (&words[..], None),
    };
    scope.ignored.push(Untouched {
        pattern: Pattern::parse(words[0], &name("@")).unwrap(),
        types: words[1..].iter().map(|word| RecordType::parse(word).unwrap()).collect(),
        target,
        reason: None,
        span: SPAN,
    });
}

/// The changes as `-` and `+` lines in their order, then `=` for what is left alone.
fn show(plan: &ZonePlan) -> String {
    let mut text = String::new();
    for change in plan.changes() {
        let owner = change.key.owner.relative_to(&plan.apex);
        for (sign, side) in [("-", change.edit.before()), ("+", change.edit.after())] {
            for rdata in side.into_iter().flat_map(|records| records.data()) {
                let ttl = side.map_or(0, |records| records.ttl().seconds());
                text += &format!("{sign} {owner} {ttl} {} {rdata}\n", change.key.record_type);
            }
        }
    }
    for left in &plan.left_alone {
        let owner = left.key.owner.relative_to(&plan.apex);
        text += &format!("= {owner} {} {:?}", left.key.record_type, left.why);
        left.values.iter().for_each(|rdata| text += &format!(" {rdata}"));
        text.push('\n');
    }
    text
}

fn unindent(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}
