use super::spf::{Costs, Sender};
use crate::dns::RecordType;
use crate::dns::policy_text::{LOOKUP_LIMIT, Term};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

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
    let Some(sender) =
        Sender::of(subject).filter(|sender| sender.leads_to().next().is_some() || is_over(sender.lookups()))
    else {
        return;
    };
    let costs = Costs::of(&sender);
    // The policy that goes over the limit first is the one to mend.
    let is_below = |next: &Sender<'_>| is_over(Costs::of(next).lookups);
    if !is_over(costs.lookups) || costs.policies[1..].iter().any(is_below) {
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

fn is_over(lookups: usize) -> bool {
    lookups > LOOKUP_LIMIT
}
