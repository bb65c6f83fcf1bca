//! Policy texts of TXT records as typed lines, where such a line gives exactly
//! the same text.

use super::texts;
use crate::dns::policy_text::{DkimKey, Kind, LOOKUP_LIMIT, Level, PolicyText, Spf, recognise_at};
use crate::dns::{Name, RecordType, Zone};

/// A typed line.
pub(super) struct Typed {
    /// SPF, DMARC and so on.
    pub word: &'static str,
    /// What the line's owner is; the record stands where its kind wants it.
    pub owner: Name,
    /// The origin that the line must have, where that is not the zone's.
    pub under: Option<Name>,
    pub words: Vec<String>,
}

/// The typed line for a TXT record of a zone, given its joined strings.
pub(super) fn typed(owner: &Name, text: &[u8], zone: &Zone) -> Option<Typed> {
    let kind = recognise_at(owner, text).filter(|recognised| recognised.exact)?.kind;
    let (line_owner, under) = match (line_owner(kind, owner, zone.apex()), kind) {
        (Some(line_owner), _) => (line_owner, None),
        (None, Kind::Dkim) => key_origin(owner, zone.apex())?,
        (None, _) => return None,
    };
    let words = words(kind, text)?;
    if !is_alone(kind, owner, zone) {
        return None;
    }
    Some(Typed { word: kind.word(), owner: line_owner, under, words })
}

/// The words of a typed line that says exactly this text.
pub(super) fn words(kind: Kind, text: &[u8]) -> Option<Vec<String>> {
    let (policy, remarks) = kind.parse(text);
    if remarks.iter().any(|remark| remark.level == Level::Error) {
        return None;
    }
    let policy = policy?;
    let canonical = policy.to_string();
    if canonical.as_bytes() != text {
        return None;
    }
    let tags = || canonical.trim_end_matches(';').split("; ").skip(1);
    let words: Vec<String> = match &policy {
        PolicyText::Spf(spf) => return is_whole(spf).then(|| terms(spf)),
        // A text shows better than a line of one tag that the key is void.
        PolicyText::Dkim(dkim) if dkim.key == DkimKey::Revoked => return None,
        PolicyText::Dkim(_) => tags().map(|tag| tag.strip_prefix("p=").unwrap_or(tag).to_owned()).collect(),
        _ => tags().map(str::to_owned).collect(),
    };
    let without_empty = words.iter().filter(|word| kind == Kind::Dkim || !word.ends_with('='));
    let without_empty: Vec<String> = without_empty.cloned().collect();
    [without_empty, words].into_iter().find(|words| says(kind, words, &policy))
}

/// Whether a typed line of these words is the policy.
fn says(kind: Kind, words: &[String], policy: &PolicyText) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (said, remarks) = kind.from_words(&words);
    said.as_ref() == Some(policy) && !remarks.iter().any(|remark| remark.level == Level::Error)
}

/// The words as the language writes them.
pub(super) fn written(words: &[String]) -> String {
    let written: Vec<String> = words.iter().map(|word| bare_or_quoted(word)).collect();
    written.join(" ")
}

/// The terms of a policy, each as it is written.
pub(super) fn terms(spf: &Spf) -> Vec<String> {
    spf.terms.iter().map(ToString::to_string).collect()
}

fn bare_or_quoted(word: &str) -> String {
    let is_bare = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.:/=+@,~?!*".contains(&octet);
    match word.bytes().all(is_bare) && !word.starts_with('=') {
        true => word.to_owned(),
        false => texts::quoted(word.as_bytes()),
    }
}

/// The owner of the line that puts a record at `owner`.
fn line_owner(kind: Kind, owner: &Name, apex: &Name) -> Option<Name> {
    let own = owner.label_count() - apex.label_count();
    let labels: Vec<&[u8]> = owner.labels().collect();
    let added: Vec<&[u8]> = kind.owner_labels().iter().map(|label| label.as_bytes()).collect();
    let line_owner: Vec<&[u8]> = match kind {
        Kind::Dkim => {
            let (selector, rest) = labels[..own].split_at_checked(own.checked_sub(1)?)?;
            let is_key = rest == added && selector.last().is_some_and(|label| *label != b"_domainkey");
            is_key.then(|| [selector, &labels[own..]].concat())?
        }
        _ => labels[..own].strip_prefix(&added[..]).map(|front| [front, &labels[own..]].concat())?,
    };
    // Such a line adds its labels once, and not in front of a wildcard.
    let is_refused = line_owner.starts_with(&added) || line_owner.first() == Some(&&b"*"[..]);
    if kind != Kind::Spf && kind != Kind::Dkim && is_refused {
        return None;
    }
    Name::from_labels(line_owner).ok()
}

/// The owner of a DKIM line below the zone's origin, and the origin it needs: its
/// selector ends where `_domainkey` begins.
fn key_origin(owner: &Name, apex: &Name) -> Option<(Name, Option<Name>)> {
    let labels: Vec<&[u8]> = owner.labels().collect();
    let own = owner.label_count() - apex.label_count();
    let mut places = (0..own).filter(|place| labels[*place] == b"_domainkey");
    let (place, None) = (places.next()?, places.next()) else { return None };
    if place == 0 || place + 1 == own {
        return None;
    }
    let origin = Name::from_labels(labels[place + 1..].iter().copied()).ok()?;
    let line_owner = [&labels[..place], &labels[place + 1..]].concat();
    Some((Name::from_labels(line_owner).ok()?, Some(origin)))
}

/// Whether no other text of the name means to be such a policy: typed lines of
/// one name are one policy.
fn is_alone(kind: Kind, owner: &Name, zone: &Zone) -> bool {
    let Some(texts) = zone.get(owner, RecordType::TXT) else { return false };
    let kinds = texts.rdatas().filter_map(|rdata| recognise_at(owner, &texts::joined(rdata.wire)));
    kinds.filter(|recognised| recognised.kind == kind).count() == 1
}

/// Whether a line of its own says all of it, with nothing added.
fn is_whole(spf: &Spf) -> bool {
    let merged = Spf::merge(std::slice::from_ref(spf));
    merged.is_ok_and(|merged| merged.spf == *spf && !merged.all_assumed) && spf.lookups() <= LOOKUP_LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_words() {
        let key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        let with_key = format!("v=DKIM1; k=ed25519; p={key}");
        let key_words = format!("k=ed25519 {key}");
        for (kind, text, expected) in [
            (Kind::Spf, "v=spf1 mx -all", Some("mx -all")),
            (Kind::Spf, "v=spf1 mx", None),
            (Kind::Spf, "v=spf1 +mx -all", None),
            (Kind::Spf, "v=spf1  mx -all", None),
            (Kind::Spf, "v=spf1 redirect=_spf.example.net", Some("redirect=_spf.example.net")),
            (Kind::Spf, "v=spf1 exists:%{i}.x.example -all", Some("\"exists:%{i}.x.example\" -all")),
            (
                Kind::Dmarc,
                "v=DMARC1; p=none; rua=mailto:a@x.example,mailto:b@x.example",
                Some("p=none rua=mailto:a@x.example,mailto:b@x.example"),
            ),
            (Kind::Dmarc, "v=DMARC1;p=none", None),
            (Kind::Dmarc, "v=DMARC1; p=none;", None),
            (Kind::Dmarc, "v=DMARC1; p=non", None),
            (Kind::Dkim, &with_key, Some(&key_words)),
            (Kind::Dkim, "v=DKIM1; p=", None),
            (Kind::Dkim, "v=DKIM1; k=rsa; p=MIIB", None),
            (Kind::MtaSts, "v=STSv1; id=20270101;", Some("id=20270101")),
            (Kind::MtaSts, "v=STSv1; id=20270101", None),
            (Kind::TlsRpt, "v=TLSRPTv1; rua=mailto:tls@x.example", Some("rua=mailto:tls@x.example")),
            (Kind::Bimi, "v=BIMI1; l=https://x.example/l.svg; a=", Some("l=https://x.example/l.svg")),
            (Kind::Bimi, "v=BIMI1; l=; a=", Some("l= a=")),
        ] {
            let found = words(kind, text.as_bytes()).map(|words| written(&words));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn lines_stand_at_their_owners() {
        let apex: Name = "example.com".parse().unwrap();
        for (kind, owner, expected) in [
            (Kind::Spf, "a.example.com", Some("a.example.com.")),
            (Kind::Dmarc, "_dmarc.example.com", Some("example.com.")),
            (Kind::Dmarc, "_dmarc.a.example.com", Some("a.example.com.")),
            (Kind::Dmarc, "_dmarc._dmarc.example.com", None),
            (Kind::Dmarc, "example.com", None),
            (Kind::Dkim, "s1._domainkey.example.com", Some("s1.example.com.")),
            (Kind::Dkim, "a.b._domainkey.example.com", Some("a.b.example.com.")),
            (Kind::Dkim, "s1._domainkey.a.example.com", None),
            (Kind::Dkim, "_domainkey.example.com", None),
            (Kind::TlsRpt, "_smtp._tls.example.com", Some("example.com.")),
            (Kind::Bimi, "other._bimi.example.com", None),
        ] {
            let found = line_owner(kind, &owner.parse().unwrap(), &apex);
            assert_eq!(found.map(|name| name.to_string()).as_deref(), expected, "{owner}");
        }
    }
}
