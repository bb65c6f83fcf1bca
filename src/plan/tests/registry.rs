use super::*;
use crate::model::{Defaults, compile};
use crate::text::{Source, Sources};

const HERITAGE: &str = "heritage=external-dns,external-dns/owner=k8s,external-dns/resource=ingress/web/www";
const SEALED: &str = "iX5hMnW0YbcHQmZk4VtqlbSLIWRW3A1K1yQ8kF6t0ul1qqN0VYIjv0uP3gJwqXjq";

fn compiled(body: &str) -> Desired {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.dns", format!("zone example.com {{\n{body}\n}}\n")));
    let (mut model, problems) = compile(&mut sources, &[id], &Defaults::default());
    assert!(!problems.has_errors(), "{problems:?}");
    model.zones.remove(0)
}

fn said(body: &str, observed: &str) -> Vec<String> {
    let observed = observed.replace("HERITAGE", HERITAGE).replace("SEALED", SEALED);
    let problems = fit_state(&compiled(body), &present(zone(&observed)), &capabilities(), "cf");
    let said = problems
        .iter()
        .map(|problem| format!("{:?} {}: {}", problem.severity, problem.code.name, problem.headline));
    said.collect()
}

#[test]
fn what_does_not_go_together_is_said() {
    let line = "ignore owned-by external-dns";
    let both = "www 60 A 192.0.2.1\na-www 60 TXT \"HERITAGE\"";
    for (body, observed, expected) in [
        (line.to_owned(), both, &[][..]),
        (format!("{line}\nwww AAAA 2001:db8::1"), both, &[]),
        (
            format!("{line}\nwww A 192.0.2.9"),
            both,
            &[
                "Error registered-record: external-dns has www.example.com. A, by the TXT of `k8s` at a-www.example.com. for ingress/web/www",
            ],
        ),
        (
            // The record is gone, its registration stands.
            format!("{line}\nwww A 192.0.2.9"),
            "a-www 60 TXT \"HERITAGE\"\nb 60 A 192.0.2.1\na-b 60 TXT \"HERITAGE\"",
            &[
                "Error registered-record: external-dns has www.example.com. A, by the TXT of `k8s` at a-www.example.com. for ingress/web/www",
                "Warning registered-nothing: the TXT of external-dns at a-www.example.com. belongs to no record of the zone",
            ],
        ),
        (
            format!("{line}\na-www TXT \"{HERITAGE}\""),
            both,
            &["Error registered-record: external-dns has a-www.example.com. TXT, as a TXT of its registry"],
        ),
        (
            // Another prefix than it was started with.
            "ignore owned-by external-dns(prefix = \"k8s-\")".to_owned(),
            both,
            &[
                "Error registered-nothing: the TXT of external-dns at a-www.example.com. belongs to no record of the zone",
            ],
        ),
        (
            line.to_owned(),
            "www 60 A 192.0.2.1\na-www 60 TXT \"SEALED\"",
            &["Error sealed-registry: the TXT of external-dns at a-www.example.com. is encrypted"],
        ),
        (line.to_owned(), "www 60 A 192.0.2.1\nother 60 TXT \"SEALED\"", &[]),
        (format!("{line}\na-www TXT \"{SEALED}\""), "www 60 A 192.0.2.1\na-www 60 TXT \"SEALED\"", &[]),
        ("ignore owned-by external-dns(owner-id = other)\nwww A 192.0.2.9".to_owned(), both, &[]),
    ] {
        assert_eq!(said(&body, observed), expected, "{body} / {observed}");
    }
}

#[test]
fn what_is_registered_counts_as_ignored() {
    let desired = compiled("ignore owned-by external-dns \"the cluster\"\nmail TXT \"ours\"");
    let observed = "www 60 A 192.0.2.1\na-www 60 TXT \"HERITAGE\"\nmail 60 A 192.0.2.1\n\
        mail 60 TXT \"HERITAGE\"\nold 60 A 192.0.2.1";
    let observed = present(zone(&observed.replace("HERITAGE", HERITAGE)));
    let plan = plan_zone(&Sides::new(&desired, &observed, &capabilities(), "cf"));
    let expected = format!(
        "- mail 60 TXT \"{HERITAGE}\"
        + mail 3600 TXT \"{HERITAGE}\"
        + mail 3600 TXT \"ours\"
        - old 60 A 192.0.2.1
        = a-www TXT Ignored {{ reason: Some(\"the cluster\") }}
        = mail A Ignored {{ reason: Some(\"the cluster\") }}
        = mail TXT Ignored {{ reason: Some(\"the cluster\") }} \"{HERITAGE}\"
        = www A Ignored {{ reason: Some(\"the cluster\") }}"
    );
    let sorted = |text: &str| {
        let mut lines: Vec<String> = unindent(text).lines().map(|line| line.trim().to_owned()).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&show(&plan)), sorted(&expected));
}
