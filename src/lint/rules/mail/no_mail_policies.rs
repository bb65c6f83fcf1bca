use super::dmarc::{Protection, protection};
use super::domain::{is_in_another_view, is_public, is_registered, takes_mail};
use super::policies;
use super::spf::{Found, Sender, policy_at};
use crate::dns::policy_text::{Disposition, Dkim, DkimKey, Kind, Qualifier};
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject, View};
use crate::model::Desired;

rule! {
    /// A domain without mail does not say so.
    ///
    /// Without a null MX senders try the domain's addresses for days (RFC 5321 section 5.1, RFC 7505);
    /// without SPF and DMARC anybody can send in its name (M3AAWG, Protecting Parked Domains). Looked at
    /// are domains with an address or with one of these records. One is without mail if it has no MX, no
    /// SPF policy that lets anybody send, no DKIM key and no SRV record of a mail service. Beside a null MX
    /// an SPF policy that ends with `~all` and passes nobody is no sign of mail: nobody takes bounces there
    /// (RFC 7505 section 4.2), so it should end with `-all`.
    ///
    /// Write the three records, or `use mail.none` from the library, which holds them. If the domain has
    /// mail, write its MX and SPF records.
    ///
    /// ```zonal
    /// @  MX     0 .
    /// @  SPF    -all
    /// @  DMARC  p=reject
    /// ```
    RULE = "no-mail-policies", Level::Notice, Check::Zone(check);
}

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let apex = desired.zone.apex();
    if !is_public(desired) || !is_registered(apex) || has_mail(view, desired) {
        return;
    }
    let mx = view.look_up(apex, RecordType::MX);
    let spf = policy_at(view, apex);
    let dmarc = protection(view, apex);
    if matches!(mx, LookUp::Unknown) || matches!(spf, Found::Unknown) || matches!(dmarc, Protection::Unknown)
    {
        return;
    }
    let is_half_said = matches!(mx, LookUp::Found(_)) || matches!(spf, Found::Policy(_));
    if !is_half_said && view.has_no_address(apex) {
        return;
    }
    let has_host = |wire: &[u8]| wire.get(2..) != Some(&[0]);
    if is_in_another_view(view, desired, apex, RecordType::MX, has_host) {
        return;
    }
    let is_failing = match &spf {
        Found::Policy(sender) => sender.spf.all() == Some(Qualifier::Fail),
        _ => false,
    };
    let is_rejecting = match &dmarc {
        Protection::Policy { dmarc, .. } => dmarc.policy == Some(Disposition::Reject),
        _ => false,
    };
    let missing = [
        (matches!(mx, LookUp::Found(_)), "`@ MX 0 .`"),
        (is_failing, "`@ SPF -all`"),
        (is_rejecting, "`@ DMARC p=reject`"),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(is_said, _)| !is_said).map(|(_, line)| *line).collect();
    if missing.is_empty() {
        return;
    }
    let how = if missing.len() < 3 { "says so only in part" } else { "does not say so" };
    let headline = format!("`{}` has no mail and {how}", apex.with_unicode());
    findings.at(desired, headline).help(format!("write {}", missing.join(", ")));
}

/// Whether anything in a zone speaks of mail that is taken or sent.
fn has_mail<'v>(view: &'v View<'v>, desired: &'v Desired) -> bool {
    desired.zone.iter().any(|rrset| {
        let subject = Subject { view, desired, rrset };
        match rrset.record_type() {
            RecordType::MX => takes_mail(subject),
            RecordType::SRV => is_mail_service(&rrset.owner()),
            RecordType::TXT => is_sending(subject) || has_key(subject),
            RecordType::CNAME => Kind::Dkim.is_looked_for_at(&rrset.owner()),
            _ => false,
        }
    })
}

/// RFC 6186 and RFC 8314 section 5.1.
fn is_mail_service(owner: &Name) -> bool {
    const SERVICES: [&[u8]; 6] = [b"_submission", b"_submissions", b"_imap", b"_imaps", b"_pop3", b"_pop3s"];
    owner.labels().next().is_some_and(|label| SERVICES.contains(&label))
}

/// Whether an SPF policy says more than that nobody sends. That it says so softly is not more where nobody
/// takes mail either.
fn is_sending(texts: Subject<'_>) -> bool {
    let has_null_mx = || texts.beside(RecordType::MX).is_some_and(|mx| !takes_mail(mx));
    Sender::of(texts).is_some_and(|sender| match sender.spf.all() {
        _ if sender.spf.tried().count() > 1 => true,
        Some(Qualifier::Fail) => false,
        Some(Qualifier::SoftFail | Qualifier::Neutral) => !has_null_mx(),
        Some(Qualifier::Pass) | None => true,
    })
}

/// A revoked key signs nothing.
fn has_key(texts: Subject<'_>) -> bool {
    policies(texts, Some(Kind::Dkim))
        .any(|(_, _, text)| Dkim::parse(&text).0.is_none_or(|dkim| dkim.key != DkimKey::Revoked))
}
