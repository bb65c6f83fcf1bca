use std::fmt;

use super::piece::Piece;
use super::remark::{Reading, Remarks};
use super::tag_list::{Form, TagList, UnknownTag, read_choice};
use super::uri::read_uri;

/// A brand indicator (draft-brand-indicators-for-message-identification section 4). Both places empty: the
/// domain declines to have one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bimi {
    /// `l=`, the `https:` URI of the image.
    pub location: Option<String>,
    /// `a=`, the `https:` URI of the evidence.
    pub evidence: Option<String>,
    /// `avp=`
    pub preference: Option<AvatarPreference>,
    pub unknown: Vec<UnknownTag>,
}

/// Which picture a mail program should prefer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AvatarPreference {
    Brand,
    Personal,
}

const FORM: Form = Form { version: "BIMI1", version_required: true, blanks: true, known: &["l", "a", "avp"] };

impl Bimi {
    /// Reads the octets of a TXT record.
    pub fn parse(txt: &[u8]) -> Reading<Bimi> {
        let mut remarks = Remarks::default();
        let value = TagList::of_txt(txt, &FORM, &mut remarks).and_then(|tags| read(tags, &mut remarks));
        remarks.close(value)
    }

    /// Reads the words of a typed line, where `v=BIMI1` may be left out.
    pub fn from_words(words: &[&str]) -> Reading<Bimi> {
        let mut remarks = Remarks::default();
        let value = TagList::of_words(words, &FORM, &mut remarks).and_then(|tags| {
            tags.refuse_bare(&mut remarks);
            read(tags, &mut remarks)
        });
        remarks.close(value)
    }
}

impl fmt::Display for Bimi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v=BIMI1; l={}", self.location.as_deref().unwrap_or_default())?;
        write!(f, "; a={}", self.evidence.as_deref().unwrap_or_default())?;
        match self.preference {
            None => {}
            Some(AvatarPreference::Brand) => f.write_str("; avp=brand")?,
            Some(AvatarPreference::Personal) => f.write_str("; avp=personal")?,
        }
        self.unknown.iter().try_for_each(|tag| write!(f, "; {tag}"))
    }
}

fn read(mut tags: TagList<'_>, remarks: &mut Remarks) -> Option<Bimi> {
    let location = tags.take("l");
    if location.is_none() {
        remarks
            .error("bimi-location", tags.whole, "`l=` is missing")
            .help("write `l=` alone to decline an indicator");
    }
    let location = location.and_then(|uri| read_place("bimi-location", uri, remarks));
    let evidence = tags.take("a");
    let choices = [("brand", AvatarPreference::Brand), ("personal", AvatarPreference::Personal)];
    let preference = tags.take("avp").and_then(|value| read_choice("avp", value, &choices, remarks));
    if location.is_some() && evidence.is_none_or(|uri| uri.text.is_empty()) {
        remarks
            .note(
                "bimi-no-evidence",
                evidence.unwrap_or(tags.whole),
                "large receivers show no image without evidence",
            )
            .help("give the certificate's place as `a=https://...`");
    }
    let evidence = evidence.and_then(|uri| read_place("bimi-evidence", uri, remarks));
    Some(Bimi { location, evidence, preference, unknown: tags.rest(remarks) })
}

fn read_place(code: &'static str, uri: Piece<'_>, remarks: &mut Remarks) -> Option<String> {
    if uri.text.is_empty() {
        return None;
    }
    read_uri(code, uri, &["https"], remarks)?;
    Some(uri.text.to_owned())
}
