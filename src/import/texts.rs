//! TXT records: one text in the language, which cuts it into strings of 255
//! octets itself (RFC 1035 section 3.3.14).

use std::fmt::Write;

use crate::dns::{Name, Rdata, RdataRef, RecordType, joined_text, write_text};
use crate::syntax::begins_value;

/// A TXT record as the language says it.
pub(super) enum Text {
    /// Exactly this text.
    Whole(String),
    /// Its strings are cut elsewhere, and their readers join them: as it is cut here.
    Joined(Rdata),
    /// Several strings that must stay apart.
    Apart,
}

pub(super) fn text(owner: &Name, rdata: RdataRef<'_>) -> Text {
    let joined = joined_text(rdata.wire);
    let mut cut = Vec::new();
    write_text(&joined, &mut cut);
    if cut == rdata.wire {
        return Text::Whole(quoted(&joined));
    }
    match Rdata::from_wire(RecordType::TXT, &cut) {
        Ok(cut) if is_joined_by_readers(owner, &joined) => Text::Joined(cut),
        _ => Text::Apart,
    }
}

/// The strings between quotes, one behind the other.
pub(super) fn shown_apart(rdata: RdataRef<'_>) -> String {
    strings(rdata.wire).iter().map(|string| quoted(string)).collect::<Vec<_>>().join(" ")
}

/// SPF (RFC 7208 section 3.3), DKIM (RFC 6376 section 3.6.2.2) and what is made
/// like them (RFC 7489, 8460, 8461) joins strings; DNS-SD (RFC 6763) does not.
fn is_joined_by_readers(owner: &Name, text: &[u8]) -> bool {
    let below_domain_key = owner.labels().any(|label| label == b"_domainkey");
    let tags: [&[u8]; 6] = [b"v=spf1", b"v=DKIM1", b"v=DMARC1", b"v=STSv1", b"v=TLSRPTv1", b"v=BIMI1"];
    let has_tag = |tag: &[u8]| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    below_domain_key || tags.into_iter().any(has_tag)
}

fn strings(mut wire: &[u8]) -> Vec<&[u8]> {
    let mut strings = Vec::new();
    while let [length, rest @ ..] = wire {
        let (string, behind) = rest.split_at(usize::from(*length).min(rest.len()));
        strings.push(string);
        wire = behind;
    }
    strings
}

pub(super) fn quoted(octets: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in octets.utf8_chunks() {
        for (at, character) in chunk.valid().char_indices() {
            match character {
                '$' if begins_value(&chunk.valid()[at + 1..]) => escape(b"$", &mut text),
                '"' | '\\' => text.extend(['\\', character]),
                ' '..='~' => text.push(character),
                _ if !character.is_ascii() && character.is_alphanumeric() => text.push(character),
                _ => escape(character.encode_utf8(&mut [0; 4]).as_bytes(), &mut text),
            }
        }
        escape(chunk.invalid(), &mut text);
    }
    text.push('"');
    text
}

fn escape(octets: &[u8], text: &mut String) {
    for octet in octets {
        let _ = write!(text, "\\{octet:03}");
    }
}
