use super::dmarc::{Protection, protection};
use super::domain::behind;
use super::policies;
use crate::dns::RecordType;
use crate::dns::policy_text::{Bimi, Disposition, Kind};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A domain has a brand image (BIMI) and no DMARC policy that is enforced.
    ///
    /// Mail programs show the image only where the policy is `p=quarantine` or `p=reject` for all mail, also for
    /// the names below (draft-brand-indicators-for-message-identification section 7.1).
    ///
    /// Make the policy stricter, or remove the image.
    ///
    /// ```zonal
    /// @  DMARC  p=quarantine
    /// @  BIMI   l=https://example.com/logo.svg
    /// ```
    RULE = "bimi-without-dmarc", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some((record, _, text)) = policies(subject, Some(Kind::Bimi)).next() else { return };
    let bimi = Bimi::parse(&text).0;
    let Some(domain) = behind(&subject.owner(), 2)
        .filter(|domain| !domain.is_wildcard() && bimi.is_some_and(|bimi| bimi.location.is_some()))
    else {
        return;
    };
    let asks = |disposition| matches!(disposition, Some(Disposition::Quarantine | Disposition::Reject));
    let place = match protection(subject.view, &domain) {
        Protection::Unknown => return,
        Protection::None => None,
        Protection::Policy { record, dmarc, is_own } => {
            let is_open = dmarc.subdomains == Some(Disposition::None) && !is_own;
            let is_for_all =
                dmarc.percent.is_none_or(|percent| percent == 100) && dmarc.testing != Some(true);
            if asks(dmarc.policy) && !is_open && is_for_all {
                return;
            }
            Some(record)
        }
    };
    let headline =
        format!("the brand image of `{}` is not shown: no DMARC policy is enforced", domain.with_unicode());
    let report = findings.at(record, headline);
    let report = match place {
        Some(policy) => report.other(policy, "this policy is not enough"),
        None => report,
    };
    report.help("write `DMARC p=quarantine` or `p=reject`, for all mail");
}
