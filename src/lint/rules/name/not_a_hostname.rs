use super::{HOST_TYPES, is_host_label, labels};
use crate::dns::{Name, RecordType, pointed_address};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Place, Subject, View};
use crate::model::Desired;

rule! {
    /// A name that must be one of a host has other characters than letters, digits and hyphens.
    ///
    /// That is the owner of addresses and MX records, and what MX, NS, SRV and PTR records and the SOA
    /// name. Mail servers, browsers and registries refuse such names, and no public authority issues a
    /// certificate for them (RFC 952, RFC 1123 section 2.1). Names with a label that begins with `_`
    /// are not meant for hosts and not looked at.
    ///
    /// Rename the host.
    RULE = "not-a-hostname", Level::Warning, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    check_owners(view, desired, findings);
    for rrset in desired.zone.iter() {
        let subject = Subject { view, desired, rrset };
        let is_pointer = || pointed_address(&rrset.owner()).is_some();
        match rrset.record_type() {
            RecordType::MX | RecordType::NS | RecordType::SRV => check_targets(subject, findings),
            RecordType::PTR if is_pointer() => check_targets(subject, findings),
            _ => {}
        }
    }
    if let Some(soa) = &desired.settings.soa
        && let Some(label) = odd_label(&soa.mname)
        && !is_found_at_owner(view, &soa.mname)
    {
        findings.at(Place::of_soa(desired), headline("the SOA names", &soa.mname, &label)).help(HELP);
    }
}

const HELP: &str = "rename it: a label has letters and digits, and hyphens between them";

fn check_owners(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let hosts = desired.zone.iter().filter(|rrset| HOST_TYPES.contains(&rrset.record_type()));
    let hosts = hosts.filter(|rrset| !is_scoped(rrset.owner_key()));
    for (rrset, label) in labels(hosts) {
        if is_host_label(label) || label == b"*" {
            continue;
        }
        let owner = rrset.owner();
        let Some(label) = odd_label(&owner) else { continue };
        let headline = format!("`{}` is no name of a host: `{label}`", owner.with_unicode());
        findings.at(Subject { view, desired, rrset }, headline).help(HELP);
    }
}

/// Whether a label begins with `_`, in the key of an owner.
fn is_scoped(key: &[u8]) -> bool {
    key.split(|octet| *octet == 0).any(|label| label.first() == Some(&b'_'))
}

fn check_targets(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let Some(target) = record.rdata.names().pop() else { continue };
        let Some(label) = odd_label(&target) else { continue };
        if !is_found_at_owner(subject.view, &target) {
            let what = format!("{} names", subject.record_type());
            findings.at(record, headline(&what, &target, &label)).help(HELP);
        }
    }
}

fn headline(what: &str, target: &Name, label: &str) -> String {
    format!("{what} `{}`, which is no name of a host: `{label}`", target.with_unicode())
}

/// Whether the host's own lines are where it is said.
fn is_found_at_owner(view: &View<'_>, host: &Name) -> bool {
    HOST_TYPES.iter().any(|record_type| view.rrset(host, *record_type).is_some())
}

/// The first label that no host has, as it is shown; none for a name with a label that begins with `_`.
fn odd_label(name: &Name) -> Option<String> {
    let odd = |label: &[u8]| !is_host_label(label);
    let from = usize::from(name.is_wildcard());
    let label = name.labels().skip(from).find(|label| odd(label))?;
    let is_scoped = name.labels().any(|label| label.starts_with(b"_"));
    let alone = Name::from_labels([label]).ok().filter(|_| !is_scoped)?;
    Some(alone.to_string().trim_end_matches('.').to_owned())
}
