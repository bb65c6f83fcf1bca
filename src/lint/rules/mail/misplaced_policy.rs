use super::domain::{behind, below};
use super::is_exactly;
use crate::dns::policy_text::{Kind, recognise_at};
use crate::dns::{Name, RecordType, joined_text};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, LookUp, Subject};

rule! {
    /// A mail policy or key stands at a name where nobody looks for it.
    ///
    /// DMARC is looked for at `_dmarc`, MTA-STS at `_mta-sts`, TLSRPT at `_smtp._tls`, DKIM keys below
    /// `_domainkey`, BIMI below `_bimi`; SPF at the name itself. Anywhere else it does nothing. Said is what
    /// stands at the apex, at a name with MX records, at a name such as `dmarc` whose `_dmarc` is empty, or
    /// in the place of another kind, and a key at a `_domainkey` without a selector before it. `_dmarc.*`
    /// is no wildcard, since the asterisk is not its first label (RFC 4592 section 2.1.1).
    ///
    /// Move it, or use a typed line, which finds the place.
    ///
    /// ```zonal
    /// @  DMARC  p=reject         # a TXT record at _dmarc
    /// ```
    RULE = "misplaced-policy", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    for record in subject.records() {
        let text = joined_text(record.rdata.wire);
        let Some(kind) = Kind::ALL.into_iter().find(|kind| is_exactly(&text, *kind)) else { continue };
        let owner = subject.owner();
        if is_below_asterisk(&owner) {
            let headline = format!("nobody looks for {} at `{}`", kind.title(), owner.with_unicode());
            findings.at(record, headline).help("write it for each name: no name below a `*` is a wildcard");
        } else if let Some(right) = right_place(subject, kind, &owner) {
            let headline = format!("nobody looks for {} at `{}`", kind.title(), owner.with_unicode());
            let report = findings.at(record, headline);
            report.help(format!("move it to `{}`", right.with_unicode()));
        }
    }
}

/// Whether a name is reserved for policies of names that a wildcard covers.
fn is_below_asterisk(owner: &Name) -> bool {
    let domain = reserved(owner).and_then(|(_, labels)| behind(owner, labels));
    domain.is_some_and(|domain| domain.is_wildcard())
}

/// Where a text of a kind should stand, if it surely does not stand there.
fn right_place(subject: Subject<'_>, kind: Kind, owner: &Name) -> Option<Name> {
    if kind == Kind::Dkim && starts_with(owner, &["_domainkey"]) {
        return key_place(subject, owner);
    }
    if let Some((other, labels)) = reserved(owner)
        && other != kind
    {
        let holds_its_own = subject.records().any(|record| {
            recognise_at(owner, &joined_text(record.rdata.wire)).is_some_and(|found| found.kind == other)
        });
        let domain = behind(owner, labels)?;
        return if holds_its_own { None } else { place(kind, &domain) };
    }
    if kind.is_looked_for_at(owner) || owner.is_wildcard() {
        return None;
    }
    if subject.rrset.is_at_apex() || subject.beside(RecordType::MX).is_some() {
        return place(kind, owner);
    }
    let (_, wrong, right) =
        SLIPS.iter().find(|(slip, wrong, _)| *slip == kind && starts_with(owner, wrong))?;
    let right = below(right, &behind(owner, wrong.len())?)?;
    matches!(subject.view.look_up(&right, RecordType::TXT), LookUp::Nothing).then_some(right)
}

/// Where the key at a `_domainkey` belongs that has no selector before it: the label behind it is that, or
/// the domain.
fn key_place(subject: Subject<'_>, owner: &Name) -> Option<Name> {
    if subject.view.is_alias_target(owner) {
        return None;
    }
    let domain = owner.parent()?;
    let apex = subject.desired.zone.apex();
    let is_selector = domain != *apex && domain.is_at_or_below(apex) && subject.view.has_nothing(&domain);
    match domain.parent().filter(|_| is_selector) {
        Some(above) => {
            let selector = domain.labels().next()?;
            Name::from_labels([selector, b"_domainkey"].into_iter().chain(above.labels())).ok()
        }
        None => place(Kind::Dkim, &domain),
    }
}

/// The kind that a name is reserved for, and the labels in front of the domain.
fn reserved(owner: &Name) -> Option<(Kind, usize)> {
    let domainkey = owner.labels().position(|label| label == b"_domainkey");
    let of_key = domainkey.map_or(0, |at| at + 1);
    let kinds = [(Kind::Dmarc, 1), (Kind::MtaSts, 1), (Kind::TlsRpt, 2), (Kind::Dkim, of_key)];
    kinds.into_iter().find(|(kind, _)| kind.is_looked_for_at(owner))
}

/// Where a kind stands for a domain; the selector is an example.
fn place(kind: Kind, domain: &Name) -> Option<Name> {
    match kind {
        Kind::Dkim => below(&["s1", "_domainkey"], domain),
        _ => below(kind.owner_labels(), domain),
    }
}

/// Labels that are written for those that are meant.
const SLIPS: [(Kind, &[&str], &[&str]); 10] = [
    (Kind::Dmarc, &["dmarc"], &["_dmarc"]),
    (Kind::Dmarc, &["_dmarc1"], &["_dmarc"]),
    (Kind::MtaSts, &["mta-sts"], &["_mta-sts"]),
    (Kind::MtaSts, &["_mta_sts"], &["_mta-sts"]),
    (Kind::MtaSts, &["_mtasts"], &["_mta-sts"]),
    (Kind::TlsRpt, &["smtp", "tls"], &["_smtp", "_tls"]),
    (Kind::TlsRpt, &["_smtp", "tls"], &["_smtp", "_tls"]),
    (Kind::TlsRpt, &["_tls", "_smtp"], &["_smtp", "_tls"]),
    (Kind::TlsRpt, &["_tls"], &["_smtp", "_tls"]),
    (Kind::Bimi, &["_bimi"], &["default", "_bimi"]),
];

fn starts_with(owner: &Name, wanted: &[&str]) -> bool {
    let labels: Vec<&[u8]> = owner.labels().take(wanted.len()).collect();
    labels.len() == wanted.len()
        && labels.iter().zip(wanted).all(|(label, wanted)| *label == wanted.as_bytes())
}
