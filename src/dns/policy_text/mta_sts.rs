use std::fmt;

use super::remark::{Reading, Remarks};
use super::tag_list::{Form, TagList, UnknownTag};

/// The record that announces an SMTP TLS policy (RFC 8461 section 3.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MtaSts {
    /// Changes with the policy: 1 to 32 letters and digits.
    pub id: String,
    pub unknown: Vec<UnknownTag>,
}

const FORM: Form = Form { version: "STSv1", version_required: true, blanks: false, known: &["id"] };

impl MtaSts {
    /// Reads the octets of a TXT record.
    pub fn parse(txt: &[u8]) -> Reading<MtaSts> {
        let mut remarks = Remarks::default();
        let value = TagList::of_txt(txt, &FORM, &mut remarks).and_then(|tags| read(tags, &mut remarks));
        remarks.close(value)
    }

    /// Reads the words of a typed line, where `v=STSv1` may be left out.
    pub fn from_words(words: &[&str]) -> Reading<MtaSts> {
        let mut remarks = Remarks::default();
        let value = TagList::of_words(words, &FORM, &mut remarks).and_then(|tags| {
            tags.refuse_bare(&mut remarks);
            read(tags, &mut remarks)
        });
        remarks.close(value)
    }
}

impl fmt::Display for MtaSts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v=STSv1; id={};", self.id)?;
        self.unknown.iter().try_for_each(|tag| write!(f, " {tag};"))
    }
}

fn read(mut tags: TagList<'_>, remarks: &mut Remarks) -> Option<MtaSts> {
    let Some(id) = tags.take("id") else {
        remarks
            .error("mta-sts-id", tags.whole, "`id=` is missing")
            .help("give one that changes with the policy");
        tags.rest(remarks);
        return None;
    };
    if !(1..=32).contains(&id.text.len()) || !id.text.chars().all(|c| c.is_ascii_alphanumeric()) {
        remarks
            .error("mta-sts-id", id, format!("the id `{}` is not 1 to 32 letters and digits", id.text))
            .help("write a time such as `20260131T120000`");
    }
    Some(MtaSts { id: id.text.to_owned(), unknown: tags.rest_of_tokens(remarks) })
}
