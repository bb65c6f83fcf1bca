use super::domain::{is_in_another_view, is_public, takes_mail};
use super::spf::{Found, policy_at};
use super::starts_as;
use crate::dns::policy_text::Kind;
use crate::dns::{RecordType, joined_text};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A name with MX records has no SPF policy.
    ///
    /// Anybody can send in its name, and large receivers refuse or bin mail without one. A policy holds for
    /// its own name only, not for those below (RFC 7208 section 4.4). Where mail is only taken and never
    /// sent, it is `-all`.
    ///
    /// Say who sends.
    ///
    /// ```zonal
    /// @  MX   10 mail
    /// @  SPF  mx -all
    /// ```
    RULE = "missing-spf", Level::Warning, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if !takes_mail(subject) || !is_public(subject.desired) {
        return;
    }
    let owner = subject.owner();
    let is_spf = |wire: &[u8]| starts_as(&joined_text(wire), Kind::Spf);
    if !matches!(policy_at(subject.view, &owner), Found::None)
        || is_in_another_view(subject.view, subject.desired, &owner, RecordType::TXT, is_spf)
    {
        return;
    }
    let headline = format!("`{}` has mail servers and no SPF policy", owner.with_unicode());
    findings
        .at(subject, headline)
        .help("say who sends: `SPF mx -all` if these hosts do, `SPF -all` if nobody does");
}
