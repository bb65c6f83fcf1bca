use std::collections::HashSet;

use super::spf::{Found, Sender, policy_at};
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};

rule! {
    /// An SPF policy leads back to itself.
    ///
    /// Receivers go round until they have asked ten times, then it is a permanent error for all mail that
    /// nothing matched before (RFC 7208 section 4.6.4).
    ///
    /// Take the `include:` or `redirect=` out that leads back.
    RULE = "spf-loop", Level::Error, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(sender) = Sender::of(subject) else { return };
    let owner = subject.owner();
    for (term, name) in sender.leads_to() {
        let mut way = vec![owner.clone()];
        // One policy of a loop stands for all.
        if !leads_back(subject.view, &name, &mut way, &mut HashSet::new()) || way.iter().min() != Some(&owner)
        {
            continue;
        }
        let headline = format!("the SPF policy of `{}` leads back to itself", owner.with_unicode());
        let mut report = findings.at(sender.record.part(&term.to_string()), headline);
        for step in &way[1..] {
            if let Found::Policy(next) = policy_at(subject.view, step) {
                report = report.other(next.record, "through this policy");
            }
        }
        report.help("take out the term that leads back");
    }
}

/// Whether the policy of `name` leads to the first name of the way; if so, the way holds the names in
/// between.
fn leads_back(view: &View<'_>, name: &Name, way: &mut Vec<Name>, seen: &mut HashSet<Name>) -> bool {
    if way.first() == Some(name) {
        return true;
    }
    if !seen.insert(name.clone()) {
        return false;
    }
    let Found::Policy(sender) = policy_at(view, name) else { return false };
    way.push(name.clone());
    if sender.leads_to().any(|(_, next)| leads_back(view, &next, way, seen)) {
        return true;
    }
    way.pop();
    false
}
