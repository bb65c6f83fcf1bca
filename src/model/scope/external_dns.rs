//! `ignore owned-by external-dns(...)`: the names that this tool registers.
//!
//! It writes a TXT record beside each of its records, whose name follows from
//! that of the record and its type, and whose text says who owns it
//! (external-dns, docs/registry/txt.md).

use crate::diagnostic::{Diagnostic, Problems, nearest};
use crate::dns::{Name, RdataRef, RecordType};
use crate::model::codes;
use crate::model::escapes;
use crate::model::frame::Spot;
use crate::model::value::{Absent, Environment, unquoted};
use crate::syntax::ast::{Argument, Word};
use crate::text::Span;

/// The flags of the tool that the names of its TXT records depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalDns {
    /// `--txt-prefix`, in small letters.
    prefix: String,
    /// `--txt-suffix`, in small letters.
    suffix: String,
    /// `--txt-wildcard-replacement`: stands for the `*` of a wildcard.
    wildcard_replacement: Option<String>,
    /// `--txt-owner-id`; `None`: that of any instance of the tool.
    pub owner_id: Option<String>,
    pub reason: Option<String>,
    pub span: Span,
}

/// What a TXT record of the registry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryText {
    /// The instance of the tool that owns the record.
    pub owner_id: String,
    /// The object of the cluster that wants it: `ingress/NAMESPACE/NAME`.
    pub resource: Option<String>,
}

impl ExternalDns {
    /// The name of the TXT record for the records of a name and type, as the tool writes it
    /// since 0.12; `None` if there can be none.
    pub fn registered_at(&self, owner: &Name, record_type: RecordType) -> Option<Name> {
        let type_word = record_type.to_string().to_ascii_lowercase();
        let affix = |affix: &str| affix.replace(TYPE, &type_word);
        let marker = if self.has_type() { String::new() } else { format!("{type_word}-") };
        self.name(owner, affix(&self.prefix), &marker, affix(&self.suffix))
    }

    /// The same as it was written before 0.18, without the type.
    pub fn registered_without_type_at(&self, owner: &Name) -> Option<Name> {
        let affix = |affix: &str| affix.replace(TYPE, "");
        self.name(owner, affix(&self.prefix), "", affix(&self.suffix))
    }

    /// Whether a text is the tool's, and of this owner.
    pub fn wrote(&self, text: &RegistryText) -> bool {
        self.owner_id.as_ref().is_none_or(|owner_id| *owner_id == text.owner_id)
    }

    /// How long its texts are.
    pub(in crate::model) fn octets(&self) -> usize {
        let texts = [&self.wildcard_replacement, &self.owner_id, &self.reason];
        let texts = texts.into_iter().flatten().chain([&self.prefix, &self.suffix]);
        texts.map(String::len).sum()
    }

    fn has_type(&self) -> bool {
        self.prefix.contains(TYPE) || self.suffix.contains(TYPE)
    }

    /// Prefix and suffix go around the first label; dots in them begin new labels.
    fn name(&self, owner: &Name, prefix: String, marker: &str, suffix: String) -> Option<Name> {
        let mut labels = owner.labels();
        let first = labels.next()?;
        let first = match &self.wildcard_replacement {
            Some(replacement) if owner.is_wildcard() => replacement.as_bytes(),
            _ => first,
        };
        let (before, prefix) =
            prefix.rsplit_once('.').map_or((None, &*prefix), |(before, prefix)| (Some(before), prefix));
        let (suffix, behind) =
            suffix.split_once('.').map_or((&*suffix, None), |(suffix, behind)| (suffix, Some(behind)));
        let first = [prefix.as_bytes(), marker.as_bytes(), first, suffix.as_bytes()].concat();
        let mut all: Vec<&[u8]> = labels.collect();
        let front = cut(before).chain([&first[..]]).chain(cut(behind));
        all.splice(0..0, front);
        Name::from_labels(all).ok()
    }
}

/// The labels of a text; an empty one makes no name.
fn cut(text: Option<&str>) -> impl Iterator<Item = &[u8]> {
    text.into_iter().flat_map(|text| text.split('.')).map(str::as_bytes)
}

/// Stands for the record type in a prefix or suffix.
const TYPE: &str = "%{record_type}";

impl RegistryText {
    /// Reads a TXT record; `None` for one that is not of the registry, or that is encrypted.
    pub fn read(record: RdataRef<'_>) -> Option<RegistryText> {
        let text = joined(record)?;
        let text = text.trim_matches('"');
        let fields = || text.split(',').filter_map(|field| field.split_once('='));
        let field = |key: &str| fields().find(|(other, _)| *other == key).map(|(_, value)| value.to_owned());
        (field("heritage")? == "external-dns").then(|| RegistryText {
            owner_id: field("external-dns/owner").unwrap_or_default(),
            resource: field("external-dns/resource"),
        })
    }

    /// Whether a TXT record can only be an encrypted text of the registry, if it
    /// stands where one is expected: base64 of a nonce, data and a seal.
    pub fn is_sealed(record: RdataRef<'_>) -> bool {
        let Some(text) = joined(record) else { return false };
        let text = text.trim_matches('"');
        let digits = text.trim_end_matches('=');
        let is_digit = |octet: u8| octet.is_ascii_alphanumeric() || b"+/-_".contains(&octet);
        text.len() % 4 == 0 && digits.len() >= SHORTEST_SEALED && digits.bytes().all(is_digit)
    }
}

/// Digits of a nonce of 12 octets, a seal of 16 and the shortest text in between.
const SHORTEST_SEALED: usize = 64;

/// The strings of a TXT record as one text.
fn joined(record: RdataRef<'_>) -> Option<String> {
    if record.record_type != RecordType::TXT {
        return None;
    }
    let mut text = Vec::with_capacity(record.wire.len());
    let mut rest = record.wire;
    while let Some((&length, behind)) = rest.split_first() {
        let (string, behind) = behind.split_at_checked(length.into())?;
        text.extend_from_slice(string);
        rest = behind;
    }
    String::from_utf8(text).ok()
}

const KEYS: [&str; 4] = ["prefix", "suffix", "owner-id", "wildcard-replacement"];

/// Reads the line for the zone at `spot`; what is wrong with it is said.
pub(in crate::model) fn read<'s>(
    tool: Word<'s>,
    arguments: &[Argument<'s>],
    reason: Option<Word<'s>>,
    span: Span,
    environment: &Environment<'_, 's>,
    problems: &mut Problems,
) -> Result<ExternalDns, Absent> {
    if tool.text != "external-dns" {
        let headline = format!("no registry of `{}` can be read", tool.text);
        let error = Diagnostic::error(&codes::BAD_OWNED_BY, tool.span, headline);
        problems.push(error.help("that of `external-dns` can"));
        return Err(Absent::Wrong);
    }
    let mut given: [Option<String>; KEYS.len()] = Default::default();
    for argument in arguments {
        let at = key(argument, problems)?;
        let (text, quoted) = environment.scalar(&argument.value, "a text", problems)?;
        let text = match quoted {
            true => escapes::unescape(&text).and_then(|octets| String::from_utf8(octets).ok()),
            false => Some(text.into_owned()),
        };
        let Some(text) = text else {
            let headline = format!("`{}` wants a text of readable characters", KEYS[at]);
            problems.push(Diagnostic::error(&codes::BAD_OWNED_BY, argument.value.span(), headline));
            return Err(Absent::Wrong);
        };
        if given[at].replace(text).is_some() {
            let headline = format!("`{}` is given twice", KEYS[at]);
            problems.push(Diagnostic::error(&codes::BAD_OWNED_BY, argument.span, headline));
            return Err(Absent::Wrong);
        }
    }
    let [prefix, suffix, owner_id, wildcard_replacement] =
        given.map(|text| text.filter(|text| !text.is_empty()));
    let line = ExternalDns {
        prefix: prefix.unwrap_or_default().to_ascii_lowercase(),
        suffix: suffix.unwrap_or_default().to_ascii_lowercase(),
        owner_id,
        wildcard_replacement: wildcard_replacement.map(|text| text.to_ascii_lowercase()),
        reason: reason.map(|reason| unquoted(reason.text).to_owned()),
        span,
    };
    let headline = match environment.spot {
        Some(spot) if !line.makes_names(spot) => "no name can have this prefix, suffix or replacement",
        _ if !line.prefix.is_empty() && !line.suffix.is_empty() => {
            "external-dns has a prefix or a suffix, not both"
        }
        Some(spot) if spot.origin != spot.apex => "the registry is that of a whole zone",
        _ => return Ok(line),
    };
    let error = Diagnostic::error(&codes::BAD_OWNED_BY, span, headline);
    problems.push(error.help("say what `external-dns` was started with, directly inside `zone` or `extend`"));
    Err(Absent::Wrong)
}

/// Which of the [`KEYS`] an argument gives.
fn key(argument: &Argument<'_>, problems: &mut Problems) -> Result<usize, Absent> {
    let found = argument.name.and_then(|name| KEYS.iter().position(|key| *key == name.text));
    found.ok_or_else(|| {
        let span = argument.name.map_or(argument.span, |name| name.span);
        let headline = match argument.name {
            Some(name) => format!("external-dns has no `{}` here", name.text),
            None => "this has no name".to_owned(),
        };
        let error = Diagnostic::error(&codes::BAD_OWNED_BY, span, headline);
        problems.push(match argument.name.and_then(|name| nearest(name.text, KEYS)) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!("it has {}: its flags without `--txt-`", KEYS.join(", "))),
        });
        Absent::Wrong
    })
}

impl ExternalDns {
    fn makes_names(&self, spot: &Spot) -> bool {
        let wildcard = spot.apex.child(b"*").ok();
        let name = wildcard.and_then(|name| self.registered_at(&name, RecordType::A));
        name.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::txt;
    use crate::text::SourceId;

    fn tool(prefix: &str, suffix: &str, wildcard: &str) -> ExternalDns {
        ExternalDns {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            wildcard_replacement: Some(wildcard.to_owned()).filter(|text| !text.is_empty()),
            owner_id: None,
            reason: None,
            span: Span::new(SourceId(0), 0, 0),
        }
    }

    /// The names are those in external-dns' own documentation and tests.
    #[test]
    fn names_of_the_registry() {
        for (prefix, suffix, wildcard, owner, record_type, with_type, without) in [
            ("", "", "", "www.ex.com", "A", "a-www.ex.com.", "www.ex.com."),
            ("", "", "", "www.ex.com", "AAAA", "aaaa-www.ex.com.", "www.ex.com."),
            ("", "", "", "my-app.ex.com", "CNAME", "cname-my-app.ex.com.", "my-app.ex.com."),
            ("", "", "", "ex.com", "A", "a-ex.com.", "ex.com."),
            ("", "", "", "*.ex.com", "A", "a-*.ex.com.", "*.ex.com."),
            ("", "", "any", "*.ex.com", "A", "a-any.ex.com.", "any.ex.com."),
            ("foo", "", "", "www.ex.com", "A", "fooa-www.ex.com.", "foowww.ex.com."),
            ("extdns-", "", "", "www.ex.com", "A", "extdns-a-www.ex.com.", "extdns-www.ex.com."),
            ("extdns.", "", "", "www.ex.com", "NS", "extdns.ns-www.ex.com.", "extdns.www.ex.com."),
            ("extdns.", "", "", "ex.com", "A", "extdns.a-ex.com.", "extdns.ex.com."),
            ("%{record_type}-abc-.", "", "", "ex.com", "CNAME", "cname-abc-.ex.com.", "-abc-.ex.com."),
            (
                "%{record_type}-abc-.",
                "",
                "",
                "www.ex.com",
                "CNAME",
                "cname-abc-.www.ex.com.",
                "-abc-.www.ex.com.",
            ),
            ("x%{record_type}y", "", "", "a.b.ex.com", "SRV", "xsrvya.b.ex.com.", "xya.b.ex.com."),
            ("", "-.%{record_type}", "", "www.ex.com", "CNAME", "www-.cname.ex.com.", "www-..ex.com."),
            ("", "-txt", "", "www.ex.com", "MX", "mx-www-txt.ex.com.", "www-txt.ex.com."),
            ("", ".txt", "", "www.ex.com", "A", "a-www.txt.ex.com.", "www.txt.ex.com."),
        ] {
            let tool = tool(prefix, suffix, wildcard);
            let owner: Name = owner.parse().unwrap();
            let shown = |name: Option<Name>| name.map(|name| name.to_string()).unwrap_or_default();
            let record_type = RecordType::parse(record_type).unwrap();
            assert_eq!(
                shown(tool.registered_at(&owner, record_type)),
                with_type,
                "{prefix} {suffix} {owner}"
            );
            let without = if without.contains("..") { "" } else { without };
            assert_eq!(shown(tool.registered_without_type_at(&owner)), without, "{prefix} {suffix} {owner}");
        }
    }

    #[test]
    fn texts_of_the_registry() {
        let record = |text: &str| {
            let mut wire = Vec::new();
            txt::write(text.as_bytes(), &mut wire);
            wire
        };
        let sealed = "iX5hMnW0YbcHQmZk4VtqlbSLIWRW3A1K1yQ8kF6t0ul1qqN0VYIjv0uP3gJwqXjq";
        for (text, owner_id, resource, is_sealed) in [
            ("heritage=external-dns,external-dns/owner=a", Some("a"), None, false),
            (
                "\"heritage=external-dns,external-dns/owner=a b,external-dns/resource=ingress/x/y\"",
                Some("a b"),
                Some("ingress/x/y"),
                false,
            ),
            ("external-dns/owner=a,heritage=external-dns", Some("a"), None, false),
            ("heritage=external-dns", Some(""), None, false),
            ("heritage=mate,mate/owner=a", None, None, false),
            ("v=spf1 -all", None, None, false),
            ("", None, None, false),
            (sealed, None, None, true),
            ("0123456789abcdef", None, None, false),
        ] {
            let wire = record(text);
            let record = RdataRef { record_type: RecordType::TXT, wire: &wire };
            let read = RegistryText::read(record);
            assert_eq!(read.as_ref().map(|read| &read.owner_id[..]), owner_id, "{text}");
            assert_eq!(read.and_then(|read| read.resource).as_deref(), resource, "{text}");
            assert_eq!(RegistryText::is_sealed(record), is_sealed, "{text}");
        }
    }
}
