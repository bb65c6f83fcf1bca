use memchr::memmem;

use super::labels;
use crate::dns::{Name, RrsetRef};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// A label begins with `xn--` and is not the encoded form of any name.
    ///
    /// Browsers and mail programs refuse it or show it raw (RFC 5890 section 2.3.2.1). A letter is
    /// probably missing or wrong.
    ///
    /// Write the name in its own letters: it is encoded for you.
    ///
    /// ```zonal
    /// müller  A  192.0.2.10
    /// ```
    RULE = "bad-a-label", Level::Warning, Check::Zone(check);
}

const PREFIX: &[u8] = b"xn--";

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    if apex.bad_a_label().is_some() {
        findings.at(desired, headline(apex)).help(HELP);
    }
    for (rrset, label) in labels(desired.zone.iter()).filter(|(_, label)| label.starts_with(PREFIX)) {
        if Name::from_labels([label]).is_ok_and(|label| label.bad_a_label().is_some()) {
            findings.at(Subject { view, desired, rrset }, headline(&rrset.owner())).help(HELP);
        }
    }
    let may_name =
        |rrset: &RrsetRef<'_>| rrset.rdatas().any(|rdata| memmem::find(rdata.wire, PREFIX).is_some());
    for rrset in desired.zone.iter().filter(may_name) {
        check_targets(Subject { view, desired, rrset }, findings);
    }
}

fn check_targets(subject: Subject<'_>, findings: &mut Findings) {
    // Owners of this project are looked at themselves.
    let is_bad = |name: &&Name| name.bad_a_label().is_some() && subject.view.zone_of(name).is_none();
    for record in subject.records() {
        if let Some(target) = record.rdata.names().iter().find(is_bad) {
            findings.at(record, headline(target)).help(HELP);
        }
    }
}

const HELP: &str = "write the name in its own letters: it is encoded for you";

fn headline(name: &Name) -> String {
    let label = name.bad_a_label().unwrap_or_default();
    format!("`{}` in `{name}` does not decode to any name", String::from_utf8_lossy(label))
}
