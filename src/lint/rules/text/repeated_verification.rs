use super::texts;
use crate::dns::RecordType;
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Record, Subject};

rule! {
    /// A name has two tokens of one service that verifies domains.
    ///
    /// A token lets whoever has it act for the domain at that service. The older one is often left over from
    /// a person or a project that is gone, and still counts.
    ///
    /// Remove the one that is not known any more; keep both if two teams use the service.
    ///
    /// ```zonal
    /// let token = "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ"
    /// zone example.com {
    ///   @  TXT  $token  [owner = web-team]
    /// }
    /// ```
    RULE = "repeated-verification", Level::Notice, Check::Rrset(&[RecordType::TXT], check);
}

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let mut seen: Vec<(String, Record<'_>)> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    let mut records: Vec<(Record<'_>, Vec<u8>)> = texts(subject).collect();
    records.sort_by_key(|(record, _)| record.span());
    for (record, text) in records {
        let Some(service) = service(&text) else { continue };
        let Some((_, first)) = seen.iter().find(|(known, _)| *known == service) else {
            seen.push((service, record));
            continue;
        };
        if !said.contains(&service) {
            let headline = format!("`{}` has several texts `{service}=`", subject.owner().with_unicode());
            findings
                .at(record, headline)
                .other(*first, "another one")
                .help("remove the one that nobody knows any more");
            said.push(service);
        }
    }
}

/// What stands before the `=` of a token.
fn service(text: &[u8]) -> Option<String> {
    let at = memchr::memchr(b'=', text)?;
    let name = str::from_utf8(&text[..at]).ok()?.trim();
    let is_token = name == "MS" || name.to_ascii_lowercase().ends_with("verification");
    is_token.then(|| name.to_owned())
}
