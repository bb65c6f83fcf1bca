//! A compiled project in plain text.

use std::fmt::Write;

use zonal::diagnostic::Severity;
use zonal::dns::Ttl;
use zonal::model::{AttributeSet, Budget, Defaults, Desired, Model, ZoneDefaults, codes, compile, testing};
use zonal::text::{SourceId, Sources};

use super::said::{place, said, sources};

/// What is said about the sources, then the externals and the zones.
pub fn outcome(text: &str) -> String {
    let mut sources = sources(text);
    let ids: Vec<SourceId> = sources.iter().map(|(id, _)| id).collect();
    let (model, problems) = compile(&mut sources, &ids, &defaults());
    let mut out = String::new();
    for diagnostic in &problems {
        let is_known = || codes::WARNINGS.iter().any(|code| code.name == diagnostic.code.name);
        assert!(diagnostic.severity == Severity::Error || is_known(), "{}", diagnostic.code.name);
        out += &said(diagnostic, &sources);
    }
    for outcome in testing::run(&model.tests, &model.zones) {
        let _ =
            writeln!(out, "test {:?} {}", outcome.test.name, if outcome.passed() { "ok" } else { "failed" });
        for failure in &outcome.failures {
            out += &said(failure, &sources);
        }
    }
    out += &shown(&model, &sources);
    out
}

fn defaults() -> Defaults {
    let kinds = [("cf", "memory"), ("knot", "rfc2136")];
    Defaults {
        zones: ZoneDefaults { ttl: Ttl::new(7200), ..ZoneDefaults::default() },
        instances: Some(kinds.map(|(name, kind)| (name.to_owned(), kind.to_owned())).into()),
        registrars: Some(["gandi".to_owned()].into()),
        budget: Budget { records: 20, depth: 4 },
        ..Defaults::default()
    }
}

fn shown(model: &Model, sources: &Sources) -> String {
    let mut out = String::new();
    for external in &model.externals {
        let description = external.description.as_deref().unwrap_or_default();
        let _ = writeln!(out, "external {} {description}", external.apex);
    }
    for desired in &model.zones {
        out += &zone(desired, sources);
    }
    out
}

fn zone(desired: &Desired, sources: &Sources) -> String {
    let view = desired.view.as_ref().map_or(String::new(), |view| format!(" view {view}"));
    let mut out = format!("zone {}{view}\n", desired.zone.apex().with_unicode());
    out += &settings(desired);
    for alias in &desired.aliases {
        let place = place(alias.origin.span, sources);
        let _ = writeln!(out, "  . alias {} {} {}  ; {place}", alias.owner, alias.ttl, alias.target);
    }
    for redirect in &desired.redirects {
        let (owner, ttl) = (&redirect.owner, redirect.ttl);
        let place = place(redirect.origin.span, sources);
        let _ =
            writeln!(out, "  . redirect {owner} {ttl} {} {}  ; {place}", redirect.status, redirect.target);
    }
    for rrset in desired.zone.iter() {
        let origins = desired.provenance.of(rrset);
        for ((rdata, origin), record) in rrset.rdatas().zip(origins).zip(rrset.record_range()) {
            let owner = rrset.owner().relative_to(desired.zone.apex());
            let _ = write!(out, "  {owner} {} {} {rdata}", rrset.ttl(), rrset.record_type());
            let _ = write!(out, "  ; {}", place(origin.span, sources));
            for step in desired.provenance.steps(*origin) {
                let _ = write!(out, " < {} {:?}", place(step.span, sources), step.kind);
            }
            for origin in desired.provenance.joined(record) {
                let _ = write!(out, " + {}", self::place(origin.span, sources));
                for step in desired.provenance.steps(*origin) {
                    let _ = write!(out, " < {} {:?}", self::place(step.span, sources), step.kind);
                }
            }
            let attributes = desired.provenance.attributes(record);
            if !attributes.is_empty() {
                let _ = write!(out, " {}", attribute_text(attributes));
            }
            out.push('\n');
        }
    }
    out
}

fn settings(desired: &Desired) -> String {
    let settings = &desired.settings;
    let mut out = String::new();
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "  . {name} {text}");
        }
    };
    let instances = |all: &[zonal::model::ProviderRef]| {
        all.iter().map(|one| one.instance.clone()).collect::<Vec<_>>().join(" ")
    };
    line("provider", instances(&settings.providers));
    line("mirror", instances(&settings.mirrors));
    line("registrar", instances(settings.registrar.as_slice()));
    line(
        "nameservers",
        settings.nameservers.iter().map(|name| name.to_string()).collect::<Vec<_>>().join(" "),
    );
    line(
        "soa",
        settings.soa.as_ref().map_or(String::new(), |soa| {
            let records = soa.records(1);
            format!("{} {}", soa.ttl, records.data()[0])
        }),
    );
    line("dnssec", settings.dnssec.map_or(String::new(), |dnssec| dnssec.on.to_string()));
    line("owner", settings.owner.clone().unwrap_or_default());
    line("description", settings.description.clone().unwrap_or_default());
    for one in desired.scope.ignored.iter() {
        let types: Vec<String> = one.types.iter().map(|record_type| record_type.to_string()).collect();
        let target = one.target.as_ref().map_or(String::new(), |target| format!(" to {target}"));
        let reason = one.reason.clone().unwrap_or_default();
        line("ignore", format!("{} {}{target} {reason}", one.pattern, types.join(",")));
    }
    for tool in &desired.scope.owned {
        let owner_id = tool.owner_id.as_deref().unwrap_or("any owner");
        let reason = tool.reason.clone().unwrap_or_default();
        line("owned-by", format!("external-dns, {owner_id} {reason}").trim_end().to_owned());
    }
    for (pattern, _) in desired.scope.managed.iter() {
        line("manage", pattern.to_string());
    }
    out
}

fn attribute_text(set: &AttributeSet) -> String {
    let mut parts = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{key}={value}")));
    };
    add("description", set.description.clone());
    add("owner", set.owner.clone());
    add("note", set.note.clone());
    add("until", set.until.map(|date| date.to_string()));
    add("ticket", set.ticket.clone());
    add("proxied", set.proxied.map(|on| on.to_string()));
    add("ptr", set.ptr.map(|on| on.to_string()));
    for (key, value) in &set.options {
        add(key, Some(value.clone()));
    }
    format!("[{}]", parts.join(", "))
}
