//! Zones in which much leads to much else: looking for what is not meant ends in time that grows with
//! their size too. Nothing is measured here. With these sizes it would take minutes, or for ever, to follow
//! each chain to its end from each of its names, or to hold all against all.

use zonal::lint::{Project, Settings, lint};
use zonal::model::{Defaults, compile};
use zonal::text::{Source, SourceId, Sources};

use crate::sizes::{each, list, zone};

/// What rules find, each code once.
fn found(title: &str, text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let files: [SourceId; 1] = [sources.add(Source::new("a.dns", text))];
    let (model, problems) = compile(&mut sources, &files, &Defaults::default());
    let errors: Vec<_> = problems.iter().map(|problem| &problem.headline).take(3).collect();
    assert!(!problems.has_errors(), "{title} does not compile: {errors:?}");
    let zones: Vec<_> = model.zones.iter().collect();
    let project = Project { zones: &zones, externals: &model.externals, sources: &sources, files: &files };
    let judged = lint(project, problems, &Settings::default(), &|_| true);
    let mut codes: Vec<_> = judged.problems.iter().map(|problem| problem.code.name).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn chains_and_rings() {
    const N: usize = 5_000;
    const ZONES: usize = 2_000;
    const POLICIES: usize = 400;
    const SERVICES: usize = 1_000;
    for (title, text, code) in [
        ("aliases", zone(&each(N, |i| format!("c{i} CNAME c{}\n", i + 1))), "cname-chain"),
        ("a ring of aliases", zone(&each(N, |i| format!("c{i} CNAME c{}\n", (i + 1) % N))), "cname-chain"),
        (
            "aliases from zone to zone",
            each(ZONES, |i| format!("zone z{i}.example {{\nc CNAME c.z{}.example.\n}}\n", i + 1)),
            "cname-chain",
        ),
        (
            "policies",
            zone(&each(POLICIES, |i| format!("c{i} SPF include:c{}.example.com -all\n", i + 1))),
            "spf-lookups",
        ),
        (
            "a ring of policies",
            zone(&each(POLICIES, |i| format!("c{i} SPF redirect=c{}.example.com\n", (i + 1) % POLICIES))),
            "spf-loop",
        ),
        ("services", zone(&each(SERVICES, |i| format!("c{i} SVCB 0 c{}\n", i + 1))), "svcb-without-address"),
        (
            "a ring of services",
            zone(&each(SERVICES, |i| format!("c{i} HTTPS 0 c{}\n", (i + 1) % SERVICES))),
            "svcb-alias-loop",
        ),
    ] {
        let found = found(title, &text);
        assert!(found.contains(&code), "{title}: {found:?}");
    }
}

#[test]
fn all_that_leads_to_all() {
    const N: usize = 2_000;
    let layers = each(11, |i| {
        each(8, |j| {
            let next = |k: usize| format!("include:c{}x{k}.example.com", i + 1);
            format!("c{i}x{j} SPF {} -all\n", (0..8).map(next).collect::<Vec<_>>().join(" "))
        })
    });
    for (title, text, code) in [
        (
            "policies of policies",
            zone(&format!(
                "@ MX 10 m\n@ SPF include:c0x0.example.com -all\nm ADDR 192.0.2.1 2001:db8::1\n{layers}{}",
                each(8, |j| format!("c11x{j} SPF ip4:192.0.2.1 -all\n"))
            )),
            "spf-lookups",
        ),
        (
            "mail hosts that send",
            zone(&format!(
                "@ SPF mx -all\n{}",
                each(N, |i| format!("@ MX 10 m{i}\nm{i} ADDR 192.0.2.1 2001:db8::1\n"))
            )),
            "spf-many-mail-hosts",
        ),
        ("owners of one line", zone(&format!("{} TXT \" x\"", list("x", 2 * N))), "text-edge-space"),
    ] {
        let found = found(title, &text);
        assert!(found.contains(&code), "{title}: {found:?}");
    }
}
