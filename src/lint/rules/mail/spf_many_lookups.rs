use super::spf::{Costs, Sender};
use crate::dns::RecordType;
use crate::dns::policy_text::LOOKUP_LIMIT;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SPF policy asks DNS nearly ten times.
    ///
    /// Ten are allowed (RFC 7208 section 4.6.4). An included policy elsewhere counts once here, but mostly asks
    /// more itself and may grow any day without your doing. Policies at names such as `_spf`, which are
    /// there to be included, are left alone.
    ///
    /// Take out who no longer sends, or name addresses in place of hosts.
    RULE = "spf-many-lookups", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

const MANY: usize = 8;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(sender) = Sender::of(subject) else { return };
    let owner = subject.owner();
    if sender.lookups() == 0 || owner.labels().next().is_some_and(|label| label.starts_with(b"_")) {
        return;
    }
    let costs = Costs::up_to(LOOKUP_LIMIT, &sender);
    if !(MANY..=LOOKUP_LIMIT).contains(&costs.lookups) {
        return;
    }
    let headline = format!(
        "the SPF policy of `{}` asks DNS {} of the {LOOKUP_LIMIT} times that are allowed",
        owner.with_unicode(),
        costs.lookups
    );
    let mut report = findings.at(sender.record, headline);
    if let Some(more) = costs.not_counted() {
        report = report.help(more);
    }
    report.help("take out who no longer sends, or name addresses in place of hosts");
}
