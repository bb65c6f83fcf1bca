use crate::dns::policy_text::{Kind, misspelt, recognise_at};
use crate::dns::{RecordType, joined_text};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Record, Subject};

rule! {
    /// A text was meant to be a mail policy or key and is none.
    ///
    /// Its version is nearly right (`v=DMARC`, `v=spf2`, `spf1 mx`), or it stands where one is looked for and does not
    /// begin like one (`p=none` at `_dmarc`). Receivers act as if it were not there.
    ///
    /// Write the version as the message says, or use a typed line, which puts it in.
    ///
    /// ```zonal
    /// @  DMARC  p=none rua=mailto:dmarc@example.com
    /// ```
    RULE = "misspelt-policy", Level::Warning, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let texts: Vec<(Record<'_>, Vec<u8>)> =
        subject.records().map(|record| (record, joined_text(record.rdata.wire))).collect();
    let slips = texts.iter().filter_map(|(record, text)| Some((*record, misspelt(text)?)));
    let slips: Vec<(Record<'_>, Kind)> = slips.collect();
    let owner = subject.owner();
    for (record, kind) in &slips {
        let (title, owner) = (kind.title(), owner.with_unicode());
        let headline = format!("the text at `{owner}` is meant for {title}, and none to receivers");
        findings.at(*record, headline).help(begin(*kind));
    }
    let is_any = |text: &[u8]| text.is_empty() || recognise_at(&owner, text).is_some();
    // No selector begins with `_`: that is where policies of RFC 5617 stood.
    let is_selector = owner.labels().next().is_some_and(|label| !label.starts_with(b"_"));
    let place = [Kind::Dmarc, Kind::MtaSts, Kind::TlsRpt, Kind::Dkim]
        .into_iter()
        .filter(|kind| is_selector || *kind != Kind::Dkim)
        .find(|kind| kind.is_looked_for_at(&owner) && !owner.labels().any(|label| label == b"_report"));
    let Some(kind) = place.filter(|_| slips.is_empty() && !texts.iter().any(|(_, text)| is_any(text))) else {
        return;
    };
    if let Some((record, _)) = texts.first() {
        let headline = format!("the text at `{}` is no {} record", owner.with_unicode(), kind.title());
        findings.at(*record, headline).help(begin(kind));
    }
}

fn begin(kind: Kind) -> String {
    let end = if kind == Kind::Spf { "and a blank" } else { "and a `;`" };
    format!("begin with `v={}` {end}", kind.version())
}
