use super::spf::{Found, Sender, policy_at};
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// An SPF policy includes or redirects to a name of this project that has no policy.
    ///
    /// Judging mail then ends in a permanent error, whoever sends it (RFC 7208 sections 5.2 and 6.1), and
    /// DMARC gets no pass from SPF.
    ///
    /// Correct the name, write its policy, or take the term out.
    ///
    /// ```zonal
    /// @     SPF  include:_spf.example.com -all
    /// _spf  SPF  ip4:192.0.2.25 -all
    /// ```
    RULE = "spf-include-without-policy", Level::Error, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(sender) = Sender::of(subject) else { return };
    for (term, name) in sender.leads_to() {
        if let Found::None = policy_at(subject.view, &name) {
            let headline = format!("`{term}`: `{}` has no SPF policy", name.with_unicode());
            findings
                .at(sender.record.part(&term.to_string()), headline)
                .help("correct the name, write its policy, or take the term out");
        }
    }
}
