use super::dmarc::{domain, policy};
use crate::dns::RecordType;
use crate::dns::policy_text::Disposition;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A DMARC policy asks for nothing.
    ///
    /// `p=none` watches: mail that fails is delivered all the same. `t=y` asks receivers to do a step less
    /// than the policy says (RFC 9989). Both are how one begins, and often forgotten then.
    ///
    /// When the reports show that your own mail passes, ask for `p=quarantine` or `p=reject`.
    ///
    /// ```zonal
    /// @  DMARC  p=reject rua=mailto:dmarc@example.com
    /// ```
    RULE = "dmarc-policy-none", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some((domain, (record, dmarc))) = domain(subject).zip(policy(subject)) else { return };
    let domain = domain.with_unicode();
    let (words, headline) = if matches!(dmarc.policy, None | Some(Disposition::None)) {
        ("p=none", format!("the DMARC policy of `{domain}` asks for nothing"))
    } else if dmarc.testing == Some(true) {
        ("t=y", format!("the DMARC policy of `{domain}` is only tried out"))
    } else {
        return;
    };
    findings
        .at(record.part(words), headline)
        .help("ask for `p=quarantine` or `p=reject` once your own mail passes");
}
