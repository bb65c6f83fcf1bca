use super::*;

fn said(lines: &str, capabilities: &Capabilities, with_soa: bool) -> Vec<String> {
    let mut wanted = desired(zone(lines));
    wanted.settings.soa = with_soa.then(|| soa(7200));
    let problems = fit(&wanted, capabilities, "cf");
    problems.iter().map(|problem| format!("{}: {}", problem.code.name, problem.headline)).collect()
}

#[test]
fn says_no_with_a_code() {
    let ns = "@ 60 NS ns1.example.net.";
    let given = capabilities();
    let only_a = Capabilities { types: Some(vec![RecordType::A]), ..given.clone() };
    let strict = Capabilities { soa: Part::Required, apex_ns: Part::Required, ..given.clone() };
    let closed = Capabilities { soa: Part::Theirs, apex_ns: Part::Theirs, ..given.clone() };
    let long = Capabilities { ttl: Ttl::new(300).unwrap()..=Ttl::new(7200).unwrap(), ..given.clone() };
    for (lines, capabilities, with_soa, expected) in [
        (ns, &given, true, &[][..]),
        (
            "a 60 TXT \"x\"",
            &only_a,
            false,
            &["provider-unsupported-type: `cf` (test) cannot hold TXT records"],
        ),
        (
            "a 60 RRSIG A 13 2 60 0 0 1 x. AA==",
            &given,
            false,
            &["provider-generated-type: `cf` (test) itself makes the RRSIG records"],
        ),
        (
            "",
            &strict,
            false,
            &[
                "provider-missing-soa: `cf` (test) needs the SOA of example.com.",
                "provider-missing-apex-ns: `cf` (test) needs the name servers of example.com.",
            ],
        ),
        (ns, &strict, true, &[]),
        (
            ns,
            &closed,
            true,
            &[
                "provider-foreign-soa: `cf` (test) writes the SOA of example.com. itself",
                "provider-foreign-apex-ns: `cf` (test) writes the name servers of example.com. itself",
            ],
        ),
        (
            "a 60 A 192.0.2.1\nb 300 A 192.0.2.1",
            &long,
            true,
            &["provider-ttl-range: `cf` (test) cannot store the TTL 1m of A of a.example.com."],
        ),
    ] {
        assert_eq!(said(lines, capabilities, with_soa), expected, "{lines}");
    }
}

#[test]
fn only_absent_zones_need_creating() {
    let wanted = desired(zone(""));
    let fixed = Capabilities { creates_zones: false, ..capabilities() };
    for (observed, capabilities, problems) in [
        (Observed::Absent, &fixed, 1),
        (present(zone("")), &fixed, 0),
        (Observed::Absent, &capabilities(), 0),
    ] {
        assert_eq!(fit_state(&wanted, &observed, capabilities, "cf").len(), problems);
    }
}

#[test]
fn nothing_is_put_beside_a_cname_that_is_left_alone() {
    for (old, new, ignored, expected) in [
        (
            "a 60 CNAME x.",
            "a 60 A 192.0.2.1",
            "a CNAME",
            &["A cannot stand at a.example.com. beside the CNAME that is left alone"][..],
        ),
        (
            "a 60 TXT \"x\"",
            "a 60 CNAME x.",
            "a TXT",
            &["CNAME cannot stand at a.example.com. beside the TXT that is left alone"],
        ),
        ("a 60 CNAME x.", "b 60 A 192.0.2.1", "a CNAME", &[]),
        ("a 60 TXT \"x\"", "a 60 A 192.0.2.1", "a TXT", &[]),
        ("a 60 RRSIG A 13 2 60 0 0 1 x. AA==", "a 60 CNAME x.", "b", &[]),
    ] {
        let mut wanted = desired(zone(new));
        ignore(&mut wanted.scope, ignored);
        let observed = present(zone(old));
        let plan = plan_zone(&Sides::new(&wanted, &observed, &capabilities(), "cf"));
        let said: Vec<String> =
            fit_plan(&wanted, &plan).iter().map(|problem| problem.headline.clone()).collect();
        assert_eq!(said, expected, "{old} => {new}");
    }
}

#[test]
fn attributes_are_typed_by_the_provider() {
    let attribute = |key, takes| ProviderAttribute { key, takes };
    let given = Capabilities {
        kind: "memory",
        attributes: vec![
            attribute("proxied", Takes::Switch),
            attribute("memory.weight", Takes::Number(0..=255)),
            attribute("memory.policy", Takes::OneOf(&["simple", "latency"])),
            attribute("memory.health", Takes::Switch),
        ],
        ..capabilities()
    };
    let none = Capabilities { kind: "memory", ..capabilities() };
    let said = |attributes: &str, capabilities: &Capabilities, provider: &str| {
        let text = format!(
            "zone example.com {{\n  {provider}\n  with [{attributes}] {{ a  A  192.0.2.1\n b  A  192.0.2.2 }}\n}}\n"
        );
        let mut sources = crate::text::Sources::default();
        let id = sources.add(crate::text::Source::new("a.dns", text));
        let kinds = [("m", "memory"), ("r", "route53")];
        let kinds = kinds.map(|(name, kind)| (name.to_owned(), kind.to_owned()));
        let defaults = crate::model::Defaults { instances: Some(kinds.into()), ..Default::default() };
        let (model, problems) = crate::model::compile(&mut sources, &[id], &defaults);
        assert!(!problems.has_errors(), "{problems:?}");
        let problems = fit(&model.zones[0], capabilities, "m");
        let said = problems.iter().map(|problem| {
            let line = problem.span.map(|span| sources.get(span.source).position(span.start).line);
            let others = problem.others.len();
            format!("{} {}+{others}: {}", problem.code.name, line.unwrap_or(0), problem.headline)
        });
        said.collect::<Vec<_>>()
    };
    for (attributes, capabilities, provider, expected) in [
        (
            "proxied, memory.weight = 10, memory.policy = latency, memory.health",
            &given,
            "provider m",
            &[][..],
        ),
        ("owner = web, note = x, until = 2027-01-31, ticket = T-1, ptr", &none, "provider m", &[]),
        (
            "proxied",
            &none,
            "provider m",
            &["provider-unsupported-attribute 3+1: `m` (memory) has no attribute `proxied`"],
        ),
        (
            "memory.weight = 256, memory.policy = fast, memory.health = 3",
            &given,
            "provider m",
            &[
                "provider-attribute-value 3+1: `m` (memory) does not take `memory.health = 3`",
                "provider-attribute-value 3+1: `m` (memory) does not take `memory.policy = fast`",
                "provider-attribute-value 3+1: `m` (memory) does not take `memory.weight = 256`",
            ],
        ),
        (
            "memory.wieght = 1",
            &given,
            "provider m",
            &["provider-unsupported-attribute 3+1: `m` (memory) has no attribute `memory.wieght`"],
        ),
        (
            "route53.weight = 10",
            &given,
            "provider m",
            &["provider-unsupported-attribute 3+1: `m` (memory) has no attribute `route53.weight`"],
        ),
        ("route53.weight = 10", &given, "provider m, r", &[]),
        ("route53.weight = 10", &given, "provider m\n  mirror r", &[]),
    ] {
        assert_eq!(said(attributes, capabilities, provider), expected, "{attributes} {provider}");
    }
}

#[test]
fn attributes_of_aliases_are_held_to_the_provider_too() {
    let text = "zone example.com {\n  @  ALIAS  a.example.net. [proxied]\n  www  A  192.0.2.1 [proxied]\n\
        old  REDIRECT  301 https://www.example.com/ [memory.weight = 1]\n}\n";
    let mut sources = crate::text::Sources::default();
    let id = sources.add(crate::text::Source::new("a.dns", text));
    let (model, problems) = crate::model::compile(&mut sources, &[id], &crate::model::Defaults::default());
    assert!(!problems.has_errors(), "{problems:?}");
    let given = Capabilities { kind: "memory", alias: true, redirect: true, ..capabilities() };
    let said = |problem: &crate::diagnostic::Diagnostic| {
        let lines = problem.span.into_iter().chain(problem.others.iter().map(|other| other.span));
        let lines: Vec<u32> = lines.map(|span| sources.get(span.source).position(span.start).line).collect();
        format!("{:?} {}", lines, problem.headline)
    };
    let said: Vec<String> = fit(&model.zones[0], &given, "m").iter().map(said).collect();
    assert_eq!(
        said,
        [
            "[4] `m` (memory) has no attribute `memory.weight`",
            "[2, 3] `m` (memory) has no attribute `proxied`",
        ]
    );
}

#[test]
fn only_providers_that_sign_take_dnssec_on() {
    let mut wanted = desired(zone(""));
    let signing = Capabilities { signs: true, ..capabilities() };
    for (on, capabilities, problems) in [
        (Some(true), &capabilities(), 1),
        (Some(true), &signing, 0),
        (Some(false), &capabilities(), 0),
        (None, &capabilities(), 0),
    ] {
        wanted.settings.dnssec = on.map(|on| crate::model::Switch { on, span: None });
        let found = fit(&wanted, capabilities, "cf");
        assert_eq!(found.len(), problems, "{on:?}");
        assert!(found.iter().all(|problem| problem.code.name == "provider-unsupported-dnssec"));
    }
}
