use super::Kind;
use crate::dns::Name;

/// A raw TXT value that is, or was meant to be, a policy text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised {
    pub kind: Kind,
    /// Whether it starts as receivers want it; if not, they do not see it.
    pub exact: bool,
}

/// More than any mistake puts in front of the version.
const FRONT: usize = 64;

/// More than `v=TLSRPTv1` with a letter in front.
const LONGEST_VERSION: usize = 12;

/// The kind of a TXT value by its version, tolerant of what goes wrong when texts are pasted: case,
/// blanks, quotes of all sorts, backslashes, a letter too many in front, a missing blank behind.
pub fn recognise(txt: &[u8]) -> Option<Recognised> {
    let start = &txt[..txt.len().min(FRONT)];
    let letter = |octet: &&u8| octet.is_ascii_alphanumeric() || b"=.".contains(*octet);
    let mut folded = [0; LONGEST_VERSION];
    let letters = start.iter().filter(letter).map(u8::to_ascii_lowercase);
    folded.iter_mut().zip(letters).for_each(|(place, letter)| *place = letter);
    let begins = |at: usize, kind| folded.get(at..).is_some_and(|text| begins_with_version(text, kind));
    let kind = Kind::ALL.into_iter().find(|kind| begins(0, *kind) || begins(1, *kind))?;
    Some(Recognised { kind, exact: starts_exactly(txt, kind) })
}

/// Like [`recognise`], and below `_domainkey` also a key without its version.
pub fn recognise_at(owner: &Name, txt: &[u8]) -> Option<Recognised> {
    recognise(txt).or_else(|| {
        let key = owner.labels().any(|label| label == b"_domainkey") && has_key_tag(txt);
        key.then_some(Recognised { kind: Kind::Dkim, exact: true })
    })
}

fn begins_with_version(folded: &[u8], kind: Kind) -> bool {
    let version = kind.version().as_bytes();
    let text = folded.strip_prefix(b"v=").and_then(|text| text.get(..version.len()));
    text.is_some_and(|text| text.eq_ignore_ascii_case(version))
}

/// The kind of a TXT value that is not recognised, though its version is nearly
/// that of the kind: `v=DMARC; p=none`, `spf1 mx -all`.
pub fn misspelt(txt: &[u8]) -> Option<Kind> {
    let start = String::from_utf8_lossy(&txt[..txt.len().min(FRONT)]);
    let (first, rest) = {
        let text = start.trim_start();
        text.split_at(text.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(text.len()))
    };
    let is_nearly = |kind: &Kind| match first.strip_prefix("v=").or_else(|| first.strip_prefix("v:")) {
        // Of a short version two letters would be half of it.
        Some(version) => {
            let slips = if kind.version().len() > 5 { 2 } else { 1 };
            let (version, wanted) = (version.to_ascii_lowercase(), kind.version().to_ascii_lowercase());
            version.len() > 2 && strsim::damerau_levenshtein(&version, &wanted) <= slips
        }
        None => first.eq_ignore_ascii_case(kind.version()) && !rest.is_empty(),
    };
    let is_version = |kind: &Kind| starts_exactly(txt, *kind);
    if Kind::ALL.iter().any(is_version) {
        return None;
    }
    Kind::ALL.into_iter().find(is_nearly).filter(|_| recognise(txt).is_none())
}

fn starts_exactly(txt: &[u8], kind: Kind) -> bool {
    let version = kind.version();
    let Some((front, rest)) = txt.split_at_checked(2 + version.len()) else { return false };
    if kind == Kind::Spf {
        return front.eq_ignore_ascii_case(b"v=spf1") && matches!(rest.first(), None | Some(b' '));
    }
    let end = rest.iter().find(|octet| !octet.is_ascii_whitespace());
    front.starts_with(b"v=") && front.ends_with(version.as_bytes()) && matches!(end, None | Some(b';'))
}

fn has_key_tag(txt: &[u8]) -> bool {
    txt.split(|octet| *octet == b';').any(|tag| {
        let tag = tag.trim_ascii();
        tag.split_first()
            .is_some_and(|(name, rest)| b"kp".contains(name) && rest.trim_ascii_start().starts_with(b"="))
    })
}
