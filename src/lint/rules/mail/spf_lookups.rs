use super::spf::{Costs, Found, Sender, policy_at};
use crate::dns::policy_text::{LOOKUP_LIMIT, Term};
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};

rule! {
    /// An SPF policy asks DNS more than ten times, with all that it includes.
    ///
    /// `include`, `a`, `mx`, `ptr`, `exists` and `redirect=` count, those of included policies too. Receivers
    /// stop behind ten with a permanent error (RFC 7208 section 4.6.4), so mail of those who are listed
    /// last fails. Policies in zones of this project are counted through; one elsewhere counts once, though
    /// it may ask more.
    ///
    /// Take out who no longer sends, or name addresses in place of hosts.
    ///
    /// ```zonal
    /// @  SPF  ip4:192.0.2.25 ip4:192.0.2.26 -all    # not: a:mail1.example.com a:mail2.example.com
    /// ```
    RULE = "spf-lookups", Level::Error, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(sender) = Sender::of(subject)
        .filter(|sender| sender.leads_to().next().is_some() || sender.lookups() > LOOKUP_LIMIT)
    else {
        return;
    };
    // The policy that goes over the limit first is the one to mend.
    if !is_over(&sender) || sender.leads_to().any(|(_, name)| is_over_at(subject.view, &name)) {
        return;
    }
    // None that it leads to asks more than is allowed, so this ends.
    let costs = Costs::up_to(usize::MAX, &sender);
    if costs.policies[1..].iter().any(is_over) {
        return;
    }
    let owner = subject.owner().with_unicode();
    let headline = format!(
        "the SPF policy of `{owner}` asks DNS {}{} times, {LOOKUP_LIMIT} are allowed",
        if costs.elsewhere.is_empty() { "" } else { "at least " },
        costs.lookups
    );
    let mut report = findings.at(sender.record, headline);
    for policy in &costs.policies[1..] {
        report = report.other(policy.record, format!("adds {}", policy.lookups()));
    }
    for policy in &costs.policies {
        let terms: Vec<String> =
            policy.spf.tried().filter(|term| term.queries()).map(Term::to_string).collect();
        let (owner, count) = (policy.owner().with_unicode(), terms.len());
        if count > 0 {
            report = report.help(format!("`{owner}` adds {count}: {}", terms.join(" ")));
        }
    }
    if let Some(more) = costs.not_counted() {
        report = report.help(more);
    }
    report.help("take out who no longer sends, or name addresses in place of hosts");
}

fn is_over(sender: &Sender<'_>) -> bool {
    Costs::up_to(LOOKUP_LIMIT, sender).lookups > LOOKUP_LIMIT
}

fn is_over_at(view: &View<'_>, name: &Name) -> bool {
    matches!(policy_at(view, name), Found::Policy(sender) if is_over(&sender))
}
