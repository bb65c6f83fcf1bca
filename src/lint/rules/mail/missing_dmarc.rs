use super::dmarc::{Protection, protection};
use super::domain::{below, highest_zone, is_in_another_view, is_public, takes_mail};
use super::starts_as;
use crate::dns::policy_text::Kind;
use crate::dns::{RecordType, joined_text};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject};

rule! {
    /// A name with MX records has no DMARC policy, nor has a name above it.
    ///
    /// SPF and DKIM alone do not protect the address that people see, and large receivers want a policy of
    /// those who send much. Receivers look at `_dmarc` below the name, then upwards (RFC 7489 section
    /// 6.6.3, RFC 9989). If a name above may be managed elsewhere, nothing is said.
    ///
    /// Begin with `p=none` and reports, read them, then ask for more.
    ///
    /// ```zonal
    /// @  DMARC  p=none rua=mailto:dmarc@example.com
    /// ```
    RULE = "missing-dmarc", Level::Warning, Check::Rrset(&[RecordType::MX], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if !takes_mail(subject) || !is_public(subject.desired) {
        return;
    }
    let owner = subject.owner();
    let domain = if owner.is_wildcard() { owner.parent() } else { Some(owner) };
    let Some(domain) = domain else { return };
    let is_dmarc = |wire: &[u8]| starts_as(&joined_text(wire), Kind::Dmarc);
    let is_elsewhere = std::iter::once(domain.clone()).chain(domain.ancestors()).any(|name| {
        let place = below(&["_dmarc"], &name);
        place.is_some_and(|place| {
            is_in_another_view(subject.view, subject.desired, &place, RecordType::TXT, is_dmarc)
        })
    });
    if is_elsewhere || !matches!(protection(subject.view, &domain), Protection::None) {
        return;
    }
    // A policy of the highest name would do for all, so it is said there only.
    let highest = highest_zone(subject.view, &domain).filter(|highest| *highest != domain);
    let is_said_above = highest.is_some_and(|highest| match subject.view.look_up(&highest, RecordType::MX) {
        LookUp::Found(mx) => takes_mail(mx),
        LookUp::Nothing | LookUp::Unknown => false,
    });
    if is_said_above {
        return;
    }
    let headline = format!("`{}` has mail servers and no DMARC policy", domain.with_unicode());
    findings.at(subject, headline).help("begin with `DMARC p=none rua=mailto:...` and read the reports");
}
