use std::path::Path;

use super::{Answer, AnswerRrset, Authority, Difference, Expectation, LONGEST_CHAIN, Outcome, Source};
use crate::dns::{Name, Rdata, RecordType, Zone, master};

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn zone(apex: &str, text: &str) -> Zone {
    let file = master::read_text(Path::new("test"), format!("$TTL 60\n{text}\n").into(), &name(apex));
    assert_eq!(file.problems, []);
    file.zone
}

/// The RRsets in order, then how the question ends.
fn shown(answer: &Answer) -> String {
    let rrset = |rrset: &AnswerRrset| {
        let source = match &rrset.source {
            Source::Owner => String::new(),
            Source::Wildcard(wildcard) => format!(" (by {wildcard})"),
            Source::Dname(owner) => format!(" (by {owner})"),
        };
        let line = |rdata: &Rdata| format!("{} {} {rdata}{source}", rrset.key.owner, rrset.key.record_type);
        rrset.records.data().iter().map(line).collect::<Vec<String>>().join(", ")
    };
    let mut parts: Vec<String> = answer.rrsets().map(rrset).collect();
    match &answer.outcome {
        Outcome::Data(_) => {}
        Outcome::Referral(referral) => {
            let servers: Vec<String> = referral.ns.data().iter().map(ToString::to_string).collect();
            let glue =
                referral.glue.iter().map(|(key, records)| format!("{} {:?}", key.owner, records.data()));
            let glue: Vec<String> = glue.collect();
            parts.push(format!("REFERRAL {} {} {}", referral.cut, servers.join(" "), glue.join(" ")));
        }
        Outcome::Outside(name) => parts.push(format!("OUTSIDE {name}")),
        Outcome::Loop(name) => parts.push(format!("LOOP {name}")),
        Outcome::ChainTooLong(name) => parts.push(format!("TOO LONG {name}")),
        plain => parts.push(format!("{plain:?}").to_uppercase()),
    }
    parts.join("; ").trim_end().to_owned()
}

fn check(zones: &[Zone], cases: &[(&str, &str, &str)]) {
    let authority = Authority::new(zones);
    for (question, record_type, expected) in cases {
        let record_type =
            if *record_type == "ANY" { RecordType(255) } else { RecordType::parse(record_type).unwrap() };
        let answer = authority.answer(&name(question), record_type);
        assert_eq!(shown(&answer), *expected, "{question} {record_type}");
    }
}

/// The zone and the questions of RFC 4592 section 2.2.1, and some more.
#[test]
fn wildcards() {
    let text = "@ NS ns.example.com.\n@ NS ns.example.net.\n* TXT wild\n* MX 10 host1\nsub.* TXT plain\n\
                host1 A 192.0.2.1\n_ssh._tcp.host1 TXT one\n_ssh._tcp.host2 TXT two\nsubdel NS ns.example.com.\n\
                *.subdel A 192.0.2.2\nleaf.*.deep A 192.0.2.3";
    check(
        &[zone("example", text)],
        &[
            ("host3.example", "MX", "host3.example. MX 10 host1.example. (by *.example.)"),
            ("host3.example", "A", "NODATA"),
            ("foo.bar.example", "TXT", "foo.bar.example. TXT \"wild\" (by *.example.)"),
            ("host1.example", "MX", "NODATA"),
            ("sub.*.example", "MX", "NODATA"),
            ("_telnet._tcp.host1.example", "SRV", "NXDOMAIN"),
            ("_tcp.host2.example", "TXT", "NODATA"),
            ("host2.example", "TXT", "NODATA"),
            ("host.subdel.example", "A", "REFERRAL subdel.example. ns.example.com."),
            ("ghost.*.example", "MX", "NXDOMAIN"),
            ("*.example", "TXT", "*.example. TXT \"wild\""),
            ("x.deep.example", "A", "NODATA"),
            ("x.y.deep.example", "A", "NODATA"),
            ("leaf.x.deep.example", "A", "NODATA"),
            ("example", "ANY", "example. NS ns.example.com., example. NS ns.example.net."),
            (
                "x.example",
                "ANY",
                "x.example. MX 10 host1.example. (by *.example.); x.example. TXT \"wild\" (by *.example.)",
            ),
            ("example.com", "A", "REFUSED"),
            (".", "NS", "REFUSED"),
        ],
    );
}

#[test]
fn cuts_and_served_children() {
    let parent = zone(
        "example",
        "child NS ns.child\nchild DS 1 13 250 00\nns.child A 192.0.2.1\nfar NS ns.far\nfar NS ns.child\nfar NS ns1\n\
         ns1 A 192.0.2.2\nns.far AAAA 2001:db8::1\nto-far CNAME www.far\nto-child CNAME www.child\n\
         x.child TXT hidden\nto-ds CNAME child\n*.far DNAME child",
    );
    let child = zone("child.example", "www A 192.0.2.3\nup CNAME ns1.example.\ndown CNAME www.far.example.");
    let unlisted = zone("unlisted.example", "");
    let referral = "REFERRAL far.example. ns.far.example. ns.child.example. ns1.example. \
                    ns.far.example. [Rdata(AAAA 2001:db8::1)] ns.child.example. [Rdata(A 192.0.2.1)]";
    let behind = |alias: &str| format!("{alias}.example. CNAME www.far.example.; {referral}");
    check(
        &[parent, child, unlisted],
        &[
            ("far.example", "NS", referral),
            ("far.example", "ANY", referral),
            ("a.b.far.example", "A", referral),
            ("a.far.example", "DS", referral),
            ("far.example", "DS", "NODATA"),
            ("to-far.example", "A", &behind("to-far")),
            ("child.example", "DS", "child.example. DS 1 13 250 00"),
            ("child.example", "NS", "NODATA"),
            ("x.child.example", "TXT", "NXDOMAIN"),
            ("www.child.example", "A", "www.child.example. A 192.0.2.3"),
            (
                "to-child.example",
                "A",
                "to-child.example. CNAME www.child.example.; www.child.example. A 192.0.2.3",
            ),
            ("to-child.example", "MX", "to-child.example. CNAME www.child.example.; NODATA"),
            ("to-ds.example", "DS", "to-ds.example. CNAME child.example.; child.example. DS 1 13 250 00"),
            ("up.child.example", "A", "up.child.example. CNAME ns1.example.; ns1.example. A 192.0.2.2"),
            ("down.child.example", "A", &behind("down.child")),
            ("unlisted.example", "A", "NODATA"),
            ("unlisted.example", "DS", "NXDOMAIN"),
            ("x.unlisted.example", "A", "NXDOMAIN"),
            ("example", "DS", "NODATA"),
        ],
    );
}

#[test]
fn aliases() {
    let long = ["a".repeat(63), "b".repeat(63), "c".repeat(63)].join(".");
    let text = format!(
        "a CNAME b\nb CNAME c\nc TXT end\nout CNAME www.elsewhere.\nself CNAME self\nl1 CNAME l2\nl2 CNAME l1\n\
         gone CNAME nowhere\n*.w CNAME c\nold DNAME new\nold TXT own\nx.new A 192.0.2.1\nwide DNAME {long}\n\
         grow DNAME grow.grow\nlast TXT end\n"
    );
    let links: Vec<String> =
        (0..LONGEST_CHAIN + 1).map(|link| format!("n{link} CNAME n{}\n", link + 1)).collect();
    let last = LONGEST_CHAIN + 1;
    let all = zone("example", &format!("{text}{}n{last} A 192.0.2.2", links.concat()));
    let root = zone(".", "top NS ns.top\nroot-only A 192.0.2.9");
    let wide = "wide.example. DNAME ".to_owned() + &format!("{long}.example.");
    let label = "d".repeat(60);
    let chain = |from: usize, to: usize| {
        let line = |link| format!("n{link}.example. CNAME n{}.example.; ", link + 1);
        (from..to).map(line).collect::<String>()
    };
    check(
        std::slice::from_ref(&all),
        &[
            (
                "a.example",
                "TXT",
                "a.example. CNAME b.example.; b.example. CNAME c.example.; c.example. TXT \"end\"",
            ),
            ("a.example", "A", "a.example. CNAME b.example.; b.example. CNAME c.example.; NODATA"),
            ("a.example", "CNAME", "a.example. CNAME b.example."),
            ("a.example", "ANY", "a.example. CNAME b.example."),
            ("out.example", "A", "out.example. CNAME www.elsewhere.; OUTSIDE www.elsewhere."),
            ("gone.example", "A", "gone.example. CNAME nowhere.example.; NXDOMAIN"),
            ("self.example", "A", "self.example. CNAME self.example.; LOOP self.example."),
            (
                "l1.example",
                "A",
                "l1.example. CNAME l2.example.; l2.example. CNAME l1.example.; LOOP l1.example.",
            ),
            ("x.w.example", "TXT", "x.w.example. CNAME c.example. (by *.w.example.); c.example. TXT \"end\""),
            ("old.example", "TXT", "old.example. TXT \"own\""),
            ("old.example", "A", "NODATA"),
            (
                "x.old.example",
                "A",
                "old.example. DNAME new.example.; x.old.example. CNAME x.new.example. (by old.example.); \
             x.new.example. A 192.0.2.1",
            ),
            (
                "x.old.example",
                "CNAME",
                "old.example. DNAME new.example.; x.old.example. CNAME x.new.example. (by old.example.)",
            ),
            (&format!("{label}.wide.example"), "A", &format!("{wide}; NAMETOOLONG")),
            ("n1.example", "A", &format!("{}n{last}.example. A 192.0.2.2", chain(1, last))),
            ("n0.example", "A", &format!("{}TOO LONG n{LONGEST_CHAIN}.example.", chain(0, LONGEST_CHAIN))),
        ],
    );
    let authority = Authority::new([&all]);
    let grown = authority.answer(&name("x.grow.example"), RecordType::A);
    assert!(matches!(grown.outcome, Outcome::ChainTooLong(_)), "{grown:?}");
    check(
        &[all, root],
        &[
            ("out.example", "A", "out.example. CNAME www.elsewhere.; NXDOMAIN"),
            ("root-only", "A", "root-only. A 192.0.2.9"),
            (".", "ANY", "NODATA"),
            ("x.top", "A", "REFERRAL top. ns.top."),
        ],
    );
}

#[test]
fn what_was_expected() {
    let zones = [zone(
        "example",
        "www A 192.0.2.1\nwww A 192.0.2.2\nalias CNAME www\nout CNAME x.elsewhere.\ncut NS ns1.cut\ncut NS ns2.cut",
    )];
    let values = |last: &[u8]| {
        let a = |&last| Rdata::from_wire(RecordType::A, &[192, 0, 2, last]).unwrap();
        last.iter().map(a).collect::<Vec<Rdata>>()
    };
    let servers = |hosts: &[&str]| hosts.iter().map(|host| name(host)).collect::<Vec<Name>>();
    let other =
        |expected: &Expectation, found| Err(Difference::Outcome { expected: expected.clone(), found });
    let (one, referral) =
        (Expectation::Values(values(&[1])), Expectation::Referral(servers(&["ns1.cut.example"])));
    let authority = Authority::new(&zones);
    for (question, expected, result) in [
        ("www", Expectation::Values(values(&[2, 1, 2])), Ok(())),
        ("alias", Expectation::Values(values(&[1, 2])), Ok(())),
        ("www", one.clone(), Err(Difference::Values { missing: vec![], unexpected: values(&[2]) })),
        (
            "alias",
            Expectation::Values(values(&[9, 2, 3])),
            Err(Difference::Values { missing: values(&[3, 9]), unexpected: values(&[1]) }),
        ),
        (
            "www",
            Expectation::Values(vec![]),
            Err(Difference::Values { missing: vec![], unexpected: values(&[1, 2]) }),
        ),
        ("nope", one.clone(), other(&one, Outcome::NxDomain)),
        ("out", one.clone(), other(&one, Outcome::Outside(name("x.elsewhere")))),
        ("nope", Expectation::NxDomain, Ok(())),
        ("nope", Expectation::NoData, other(&Expectation::NoData, Outcome::NxDomain)),
        ("@", Expectation::NoData, Ok(())),
        ("@", Expectation::NxDomain, other(&Expectation::NxDomain, Outcome::NoData)),
        ("@", referral.clone(), other(&referral, Outcome::NoData)),
        ("x.cut", Expectation::Referral(servers(&["ns2.cut.example", "ns1.cut.example"])), Ok(())),
        (
            "cut",
            Expectation::Referral(servers(&["ns1.cut.example", "ns3.cut.example"])),
            Err(Difference::NameServers {
                cut: name("cut.example"),
                missing: servers(&["ns3.cut.example"]),
                unexpected: servers(&["ns2.cut.example"]),
            }),
        ),
    ] {
        let question = if question == "@" { name("example") } else { name(&format!("{question}.example")) };
        assert_eq!(expected.check(&authority.answer(&question, RecordType::A)), result, "{question}");
    }
}
