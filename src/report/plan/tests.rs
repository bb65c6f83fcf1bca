use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::dns::{Charset, Rdata, RecordType, Records, RrsetKey, Ttl};
use crate::plan::{
    Ack, Cause, Change, Guard, GuardKind, Irregularity, LeftAlone, Place, Planned, Read, Via, Why, ZonePlan,
};

fn name(text: &str) -> Name {
    Name::parse(text, Charset::Idna, None).unwrap()
}

fn key(owner: &str, record_type: RecordType) -> RrsetKey {
    RrsetKey { owner: name(owner), record_type }
}

fn records(record_type: RecordType, ttl: u32, wires: &[&[u8]]) -> Records {
    let data = wires.iter().map(|wire| Rdata::from_wire(record_type, wire).unwrap());
    Records::new(Ttl::new(ttl).unwrap(), data.collect()).unwrap()
}

fn txt(text: &str) -> Vec<u8> {
    [&[text.len() as u8], text.as_bytes()].concat()
}

fn mx(preference: u8, target: &str) -> Vec<u8> {
    [&[0, preference], name(target).wire()].concat()
}

fn planned(owner: &str, edit: Edit) -> Planned {
    let record_type = edit.after().or(edit.before()).unwrap().record_type();
    let change = Change { key: key(owner, record_type), edit, cause: Cause::Unknown, source: Vec::new() };
    Planned { change, read: None, places: Vec::new(), risks: Vec::new(), stale_seconds: 300 }
}

fn place(line: u32, via: Vec<Via>) -> Place {
    let (description, attributes) = (None, BTreeMap::new());
    Place { file: "zones/a.dns".to_owned(), line, column: 3, via, description, attributes }
}

fn zone(apex: &str, changes: Vec<Planned>) -> ZonePlan {
    ZonePlan {
        apex: name(apex),
        instance: "primary".to_owned(),
        read: Some(Read { serial: Some(7), rrsets: 9, records: 12 }),
        changes,
        left_alone: Vec::new(),
        irregular: Vec::new(),
        requests: Some(1),
        atomic: true,
        guards: Vec::new(),
    }
}

fn guard(kind: GuardKind) -> Guard {
    let message = "2 of 5 RRsets would go".to_owned();
    Guard { kind, apex: name("example.com."), instance: "primary".to_owned(), message, keys: Vec::new() }
}

fn edits() -> Vec<Planned> {
    let a = RecordType::A;
    let via = Via { step: "use".to_owned(), what: "web".to_owned(), file: "zones/t.dns".to_owned(), line: 2 };
    let mut www =
        planned("www.example.com.", Edit::Add(records(a, 300, &[&[192, 0, 2, 1], &[192, 0, 2, 2]])));
    www.places = vec![place(12, Vec::new()), place(13, Vec::new())];
    let mut mail = planned(
        "example.com.",
        Edit::Replace {
            old: records(RecordType::MX, 300, &[&mx(10, "mx1.example.com."), &mx(20, "old.example.com.")]),
            new: records(RecordType::MX, 3600, &[&mx(10, "mx1.example.com."), &mx(20, "日本.example.com.")]),
        },
    );
    (mail.places, mail.risks) = (vec![place(4, vec![via])], vec![GuardKind::Mx]);
    mail.stale_seconds = 3600;
    let spf = |middle: &str| txt(&format!("v=spf1 include:{middle}.example.net ip4:192.0.2.0/24 -all"));
    let mut long = planned(
        "müller.example.com.",
        Edit::Replace {
            old: records(RecordType::TXT, 300, &[&spf("old"), &txt("kept"), &txt("also kept")]),
            new: records(RecordType::TXT, 300, &[&spf("_spf.new"), &txt("kept"), &txt("also kept")]),
        },
    );
    long.change.cause = Cause::Drift;
    let many = Edit::Replace {
        old: records(a, 60, &[&[192, 0, 2, 1]]),
        new: records(a, 60, &[&[192, 0, 2, 7], &[192, 0, 2, 8]]),
    };
    let ttl =
        Edit::Replace { old: records(a, 60, &[&[192, 0, 2, 1]]), new: records(a, 120, &[&[192, 0, 2, 1]]) };
    let gone = Edit::Remove(records(RecordType::TXT, 300, &[&txt("\u{1b}[2J\u{202e}")]));
    let mut gone = planned("old.example.com.", gone);
    gone.change.cause = Cause::Both;
    vec![www, mail, long, planned("many.example.com.", many), planned("ttl.example.com.", ttl), gone]
}

fn whole() -> (Plan, Vec<Failed>, Consent) {
    let mut first = zone("example.com.", edits());
    let left = |owner: &str, why: Why| LeftAlone { key: key(owner, RecordType::A), why, values: Vec::new() };
    first.left_alone = vec![
        left("a.example.com.", Why::Generated),
        left("b.example.com.", Why::Ignored { reason: Some("DHCP\u{1b}".to_owned()) }),
        left("c.example.com.", Why::Generated),
        left("d.example.com.", Why::Undeclared),
    ];
    first.irregular = vec![Irregularity {
        key: key("e.example.com.", RecordType::A),
        what: "its records have several TTLs".to_owned(),
        untouchable: false,
    }];
    first.guards = [GuardKind::DeleteMany, GuardKind::Mx, GuardKind::Soa, GuardKind::Ds].map(guard).into();
    (first.requests, first.atomic) = (Some(3), false);
    let one = || Edit::Add(records(RecordType::A, 300, &[&[192, 0, 2, 9]]));
    let mut new = planned("new.example.", one());
    new.stale_seconds = 0;
    let mut absent = zone("new.example.", vec![new]);
    (absent.read, absent.requests) = (None, None);
    let mut same = zone("same.example.", Vec::new());
    same.left_alone = vec![left("same.example.", Why::Theirs)];
    let idn = zone("müller.example.", vec![planned("straße.müller.example.", one())]);
    let ack = |guard, reason: &str, until| Ack {
        guard,
        name: name("example.com."),
        reason: reason.to_owned(),
        until,
    };
    let mut consent = Consent::none(date(2026, 6, 1));
    consent.allows = vec!["ds=example.com.".parse().unwrap()];
    consent.acks = vec![
        ack(GuardKind::Mx, "DNS-123", date(2026, 12, 31)),
        ack(GuardKind::Soa, "DNS-99", date(2026, 1, 31)),
    ];
    let failed = Failed {
        apex: name("broken.example."),
        instance: "primary".to_owned(),
        message: "the server refused the transfer\u{1b}".to_owned(),
    };
    let plan = Plan::new(vec![first, absent, same, zone("void.example.", Vec::new()), idn]);
    (plan, vec![failed], consent)
}

#[test]
fn drawings_are_those_of_the_file() {
    let (plan, failed, consent) = whole();
    let draw = |plan: &Plan, failed: &[Failed], colour| {
        draw_plan(plan, failed, PlanDrawing { colour, consent: &consent }).replace('\u{1b}', "<ESC>")
    };
    let same = Plan::new(vec![zone("void.example.", Vec::new())]);
    let drawn: String = [
        ("a whole plan", draw(&plan, &failed, false)),
        ("with colour", draw(&plan, &failed, true)),
        ("nothing to do", draw(&same, &[], false)),
        ("failed only", draw(&Plan::default(), &failed, false)),
        ("nothing at all", draw(&Plan::default(), &[], false)),
    ]
    .iter()
    .map(|(title, text)| format!("=== {title}\n{text}"))
    .collect();
    let expected = include_str!("../../../tests/report/plan.txt");
    assert!(drawn == expected, "tests/report/plan.txt should be:\n{drawn}");
}
