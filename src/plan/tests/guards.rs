use jiff::civil::{Date, date};

use super::*;

const TODAY: Date = date(2026, 11, 24);

fn raised(old: &str, new: &str, before: Option<usize>) -> Vec<String> {
    let observed = if old == "absent" { Observed::Absent } else { present(zone(old)) };
    guards(&plan(new, &observed, before))
}

fn guards(plan: &ZonePlan) -> Vec<String> {
    plan.guards.iter().map(|guard| format!("{}: {}", guard.kind, guard.message)).collect()
}

fn plan(new: &str, observed: &Observed, before: Option<usize>) -> ZonePlan {
    let wanted = desired(zone(new));
    let given = capabilities();
    let before = before.map(|rrsets| Before { rrsets });
    plan_zone(&Sides { before, ..Sides::new(&wanted, observed, &given, "cf") })
}

fn hosts(range: std::ops::Range<u32>) -> String {
    range.map(|index| format!("h{index} 60 A 192.0.2.1\n")).collect()
}

#[test]
fn each_guard_sees_its_danger_and_nothing_else() {
    let apex = |line: &str| format!("@ 60 {line}\nwww 60 A 192.0.2.1");
    for (old, new, before, expected) in [
        // Emptying, also of a tiny zone; one removal of two is fine.
        (hosts(0..1), String::new(), None, &["empty-zone: the only RRset of the zone would be removed"][..]),
        (hosts(0..2), hosts(0..1), None, &[]),
        (hosts(0..1), hosts(1..2), None, &[]),
        (
            hosts(0..2),
            hosts(2..3),
            None,
            &["delete-many: 2 of 2 RRsets would be removed, more than 30 % or 10"],
        ),
        (hosts(0..10), hosts(0..7), None, &[]),
        (
            hosts(0..10),
            hosts(0..6),
            None,
            &["delete-many: 4 of 10 RRsets would be removed, more than 30 % or 10"],
        ),
        (hosts(0..100), hosts(0..90), None, &[]),
        (
            hosts(0..100),
            hosts(0..89),
            None,
            &["delete-many: 11 of 100 RRsets would be removed, more than 30 % or 10"],
        ),
        (hosts(0..3), hosts(0..3).replace("A 192.0.2.1", "CNAME x."), None, &[]),
        // The apex.
        (apex("NS a."), apex("NS b."), None, &["apex-ns: the name servers of the zone would change"]),
        (apex("NS a."), apex("NS a.").replace("60", "61"), None, &[]),
        (
            apex("MX 1 a."),
            apex("MX 1 b."),
            None,
            &["mx: mail for the zone's own name would go elsewhere or nowhere"],
        ),
        (apex("TXT \"\""), apex("MX 1 b."), None, &[]),
        ("www 60 MX 1 a.".to_owned(), "www 60 MX 1 b.".to_owned(), None, &[]),
        (
            apex("TXT \"\""),
            apex("TXT \"\"") + "\nsub 60 DS 1 13 200 00",
            None,
            &["ds: DS records would change; a wrong one makes the child bogus"],
        ),
        // What the journal knows.
        ("absent".to_owned(), hosts(0..2), None, &[]),
        ("absent".to_owned(), hosts(0..2) + "@ 60 NS a.\n@ 60 MX 1 a.", None, &[]),
        (
            "absent".to_owned(),
            hosts(0..2),
            Some(2),
            &["absent-before: cf answers that the zone is absent, and it had 2 RRsets after the last push"],
        ),
        (String::new(), hosts(0..2), None, &[]),
        (String::new(), hosts(0..2), Some(0), &[]),
        (
            "@ 60 NS a.".to_owned(),
            hosts(0..2),
            Some(2),
            &["live-empty: the zone was found without records, and it had 2 RRsets after the last push"],
        ),
    ] {
        assert_eq!(raised(&old, &new, before), expected, "{old}=>\n{new}");
    }
}

#[test]
fn a_changed_soa_and_drift_are_guarded() {
    let live = "@ 3600 SOA ns1.example.com. hostmaster.example.com. 7 7200 600 86400 300\na 60 A 192.0.2.9";
    let (observed, given) = (present(zone(live)), capabilities());
    let base = desired(zone("a 60 A 192.0.2.1"));
    let mut wanted = base.clone();
    wanted.settings.soa = Some(soa(1));
    let sides = Sides { base: Some(&base), ..Sides::new(&wanted, &observed, &given, "cf") };
    assert_eq!(
        guards(&plan_zone(&sides)),
        [
            "soa: the SOA would change",
            "unexplained: the live zone moved, and no difference to the base revision explains it"
        ]
    );
}

#[test]
fn ignored_records_do_not_make_a_zone_look_fuller() {
    let mut wanted = desired(zone(""));
    ignore(&mut wanted.scope, "h1");
    let observed = present(zone(&hosts(0..2)));
    let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "cf"));
    assert_eq!(guards(&plan), ["empty-zone: the only RRset of the zone would be removed"]);
}

#[test]
fn consent_is_scoped_and_expires() {
    let ack = |guard, name: &str, until| Ack {
        guard,
        name: name.parse().unwrap(),
        reason: "DNS-123".to_owned(),
        until,
    };
    let acknowledged = Verdict::Acknowledged { reason: "DNS-123".to_owned() };
    let (empty, many) = (GuardKind::EmptyZone, GuardKind::DeleteMany);
    let yesterday = date(2026, 11, 23);
    for (allows, acks, expected) in [
        (&[][..], vec![], Verdict::Refused),
        (&["empty-zone=example.com"], vec![], Verdict::Allowed),
        (&["empty-zone=**.com"], vec![], Verdict::Allowed),
        (&["empty-zone=example.net"], vec![], Verdict::Refused),
        (&["delete-many=example.com"], vec![], Verdict::Refused),
        (&[], vec![ack(empty, "example.com", TODAY)], acknowledged.clone()),
        (&[], vec![ack(empty, "h0.example.com", TODAY)], acknowledged),
        (&[], vec![ack(empty, "h1.example.com", TODAY)], Verdict::Refused),
        (&[], vec![ack(many, "example.com", TODAY)], Verdict::Refused),
        (&[], vec![ack(empty, "example.com", yesterday)], Verdict::Expired(yesterday)),
    ] {
        let allows: Vec<Allow> = allows.iter().map(|text| text.parse().unwrap()).collect();
        let consent = Consent { allows: allows.clone(), acks: acks.clone(), today: TODAY };
        let plan = Plan::new(vec![plan("", &present(zone(&hosts(0..1))), None)]);
        let verdicts: Vec<Verdict> = plan.verdicts(&consent).map(|(_, verdict)| verdict).collect();
        assert_eq!(verdicts, std::slice::from_ref(&expected), "{allows:?} {acks:?}");
        let guards = plan.zones[0].guards.clone();
        assert_eq!(plan.approve(&consent).map(|_| ()), if expected.passes() { Ok(()) } else { Err(guards) });
    }
}

#[test]
fn one_refused_zone_keeps_the_plan_back() {
    let bad = plan("", &present(zone(&hosts(0..1))), None);
    let good = ZonePlan { instance: "other".to_owned(), ..plan(&hosts(0..1), &Observed::Absent, None) };
    let refused = Plan::new(vec![good, bad.clone()]).approve(&Consent::none(TODAY));
    assert_eq!(
        bad.guards[0].help(),
        "if this is intended, push with `--allow empty-zone=example.com` or write an `[[ack]]`"
    );
    assert_eq!(refused, Err(bad.guards));
}

#[test]
fn allow_says_what_is_wrong_with_it() {
    for (text, error) in [
        ("delete-mny=example.com", "there is no guard `delete-mny`; did you mean `delete-many`?"),
        ("delete-many", "name the zone: `delete-many=example.com`"),
        ("delete-many=", "name the zone: `delete-many=example.com`"),
        ("delete-many=**", "`**` would allow delete-many everywhere; name the zones"),
        ("mx=*.com", "`*` is the wildcard name itself; write `mx=**.com`"),
        ("mx=a..b", "`a..b` names no zone: a label is empty: two dots in a row, or a dot in front"),
        (
            "all=example.com",
            "there is no guard `all`; the guards are absent-before, live-empty, empty-zone, \
            delete-many, apex-ns, ds, mx, soa, unexplained",
        ),
    ] {
        assert_eq!(text.parse::<Allow>().unwrap_err().to_string(), error);
    }
}
