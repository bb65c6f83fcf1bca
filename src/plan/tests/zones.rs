use super::*;

const FOO: &str = "foo 300 A 192.0.2.1
    foo 300 A 192.0.2.2
    foo 300 TXT \"simple\"
    bar 300 A 192.0.2.5
    mail 300 CNAME ghs.googlehosted.com.";

fn planned(old: &str, new: &str, ignored: &[&str], managed: &[&str]) -> String {
    let mut desired = desired(zone(new));
    ignored.iter().for_each(|line| ignore(&mut desired.scope, line));
    for pattern in managed {
        desired.scope.managed.push((Pattern::parse(pattern, &name("@")).unwrap(), SPAN));
    }
    let observed = present(zone(old));
    show(&plan_zone(&Sides::new(&desired, &observed, &capabilities(), "test")))
}

#[test]
fn ignored_data_is_neither_deleted_nor_changed() {
    let rest = |without: &str| {
        let lines = FOO.lines().map(str::trim).filter(|line| !line.starts_with(without));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    for (ignored, declared, left) in [
        ("foo", rest("foo "), "= foo A Ignored { reason: None }\n= foo TXT Ignored { reason: None }"),
        ("foo TXT", rest("foo 300 TXT"), "= foo TXT Ignored { reason: None }"),
        (
            "** A TXT",
            rest("foo").replace("bar 300 A 192.0.2.5", ""),
            "= bar A Ignored { reason: None }\n= foo A Ignored { reason: None }\n= foo TXT Ignored { reason: None }",
        ),
        (
            "** CNAME to **.googlehosted.com.",
            rest("mail"),
            "= mail CNAME Ignored { reason: None } ghs.googlehosted.com.",
        ),
        (
            "**",
            String::new(),
            "= bar A Ignored { reason: None }\n= foo A Ignored { reason: None }\n\
            = foo TXT Ignored { reason: None }\n= mail CNAME Ignored { reason: None }",
        ),
    ] {
        assert_eq!(planned(FOO, &declared, &[ignored], &[]), unindent(left), "{ignored}");
    }
}

/// RFC 1035 section 3.3.9: MX has a name in its RDATA, so `to` tells records apart.
#[test]
fn ignored_records_stay_beside_managed_ones() {
    let live = "@ 300 MX 10 a.example.net.
        @ 300 MX 20 b.example.org.";
    let left = "= @ MX Ignored { reason: None } 20 b.example.org.";
    for (declared, changes) in [
        ("@ 300 MX 10 a.example.net.", ""),
        (
            "@ 300 MX 10 c.example.net.",
            "
            - @ 300 MX 10 a.example.net.
            - @ 300 MX 20 b.example.org.
            + @ 300 MX 10 c.example.net.
            + @ 300 MX 20 b.example.org.",
        ),
        (
            "",
            "
            - @ 300 MX 10 a.example.net.
            - @ 300 MX 20 b.example.org.
            + @ 300 MX 20 b.example.org.",
        ),
        ("@ 300 MX 10 a.example.net.\n@ 300 MX 20 z.example.org.", ""),
    ] {
        let expected = unindent(&format!("{changes}\n{left}"));
        assert_eq!(planned(live, declared, &["** to **.example.org."], &[]), expected, "{declared}");
    }
}

#[test]
fn outside_of_manage_nothing_is_touched() {
    assert_eq!(
        planned(FOO, "foo 300 A 192.0.2.9\nbar 300 A 192.0.2.9", &[], &["foo"]),
        unindent(
            "
            - foo 300 A 192.0.2.1
            - foo 300 A 192.0.2.2
            + foo 300 A 192.0.2.9
            - foo 300 TXT \"simple\"
            = bar A Unmanaged
            = mail CNAME Unmanaged"
        )
    );
}

#[test]
fn what_the_project_does_not_say_of_the_apex_stays() {
    let live = "@ 300 NS ns1.example.net.
        @ 3600 SOA ns1 hostmaster 7 7200 600 86400 300
        www 60 A 192.0.2.1
        www 60 RRSIG A 13 2 60 0 0 1 x. AA==";
    let left = "= @ NS Undeclared\n= @ SOA Undeclared\n= www RRSIG Generated\n";
    assert_eq!(planned(live, "www 60 A 192.0.2.1", &[], &[]), left);
    assert_eq!(
        planned(live, "www 60 A 192.0.2.1\n@ 300 NS ns2.example.net.", &[], &[]),
        unindent(
            "
            - @ 300 NS ns1.example.net.
            + @ 300 NS ns2.example.net.
            = @ SOA Undeclared
            = www RRSIG Generated"
        )
    );
}

#[test]
fn the_soa_is_compared_without_its_serial() {
    let mut wanted = desired(zone(""));
    let live = |refresh: u32| {
        let line = format!("@ 3600 SOA ns1.example.com. hostmaster.example.com. 7 {refresh} 600 86400 300");
        present(zone(&line))
    };
    for (declared, observed, expected) in [
        (7200, live(7200), ""),
        (
            7201,
            live(7200),
            "
            - @ 3600 SOA ns1.example.com. hostmaster.example.com. 7 7200 600 86400 300
            + @ 3600 SOA ns1.example.com. hostmaster.example.com. 7 7201 600 86400 300",
        ),
        (
            7200,
            Observed::Absent,
            "+ @ 3600 SOA ns1.example.com. hostmaster.example.com. 1 7200 600 86400 300",
        ),
    ] {
        wanted.settings.soa = Some(soa(declared));
        let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "test"));
        assert_eq!(show(&plan), unindent(expected));
    }
    let theirs = Capabilities { soa: Part::Theirs, ..capabilities() };
    let plan = plan_zone(&Sides::new(&wanted, &live(1), &theirs, "test"));
    assert_eq!(show(&plan), "= @ SOA Theirs\n");
}

#[test]
fn irregular_rrsets_are_kept() {
    let irregular = |owner, untouchable| Irregularity {
        key: crate::dns::RrsetKey { owner: name(owner), record_type: RecordType::A },
        what: "it has a filter".to_owned(),
        untouchable,
    };
    let observed = Observed::Present {
        zone: zone("a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1"),
        irregular: vec![
            irregular("a", true),
            irregular("b", false),
            irregular("c", true),
            irregular("d", true),
        ],
    };
    let wanted = desired(zone("c 60 A 192.0.2.1\nd 60 A 192.0.2.1"));
    let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "test"));
    assert_eq!(
        show(&plan),
        unindent(
            "
            - b 60 A 192.0.2.1
            = a A Irregular { what: \"it has a filter\" }
            = c A Irregular { what: \"it has a filter\" }
            = d A Irregular { what: \"it has a filter\" }"
        )
    );
}

#[test]
fn a_base_revision_tells_who_moved() {
    let base = desired(zone("a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 60 A 192.0.2.1"));
    let wanted = desired(zone("a 60 A 192.0.2.2\nb 60 A 192.0.2.1\nc 60 A 192.0.2.2"));
    let observed = present(zone("a 60 A 192.0.2.1\nb 60 A 192.0.2.9\nc 60 A 192.0.2.9"));
    let given = capabilities();
    let sides = Sides { base: Some(&base), ..Sides::new(&wanted, &observed, &given, "test") };
    let plan = plan_zone(&sides);
    let causes: Vec<Cause> = plan.changes().map(|change| change.cause).collect();
    assert_eq!(causes, [Cause::Config, Cause::Drift, Cause::Both]);
}

#[test]
fn resolvers_remember_the_old_ttl_or_the_negative_one() {
    let live = "@ 3600 SOA ns1 hostmaster 7 7200 600 86400 300\na 60 A 192.0.2.1\nb 70 A 192.0.2.1";
    let wanted = desired(zone("a 61 A 192.0.2.1\nc 99 A 192.0.2.1"));
    let stale = |observed: &Observed| -> Vec<u32> {
        let plan = plan_zone(&Sides::new(&wanted, observed, &capabilities(), "test"));
        plan.changes.iter().map(|planned| planned.stale_seconds).collect()
    };
    assert_eq!(stale(&present(zone(live))), [60, 70, 300]);
    assert_eq!(stale(&Observed::Absent), [0, 0]);
}
