use std::fmt;

use super::remark::{Reading, Remarks};
use super::tag_list::{Form, TagList, UnknownTag};
use super::uri::read_uri;

/// Where reports on SMTP TLS go (RFC 8460 section 3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsRpt {
    /// `mailto:` and `https:` URIs; at least one.
    pub rua: Vec<String>,
    pub unknown: Vec<UnknownTag>,
}

const FORM: Form = Form { version: "TLSRPTv1", version_required: true, blanks: false, known: &["rua"] };

impl TlsRpt {
    /// Reads the octets of a TXT record.
    pub fn parse(txt: &[u8]) -> Reading<TlsRpt> {
        let mut remarks = Remarks::default();
        let value = TagList::of_txt(txt, &FORM, &mut remarks).and_then(|tags| read(tags, &mut remarks));
        remarks.close(value)
    }

    /// Reads the words of a typed line, where `v=TLSRPTv1` may be left out.
    pub fn from_words(words: &[&str]) -> Reading<TlsRpt> {
        let mut remarks = Remarks::default();
        let value = TagList::of_words(words, &FORM, &mut remarks).and_then(|tags| {
            tags.refuse_bare(&mut remarks);
            read(tags, &mut remarks)
        });
        remarks.close(value)
    }
}

impl fmt::Display for TlsRpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v=TLSRPTv1; rua={}", self.rua.join(","))?;
        self.unknown.iter().try_for_each(|tag| write!(f, "; {tag}"))
    }
}

fn read(mut tags: TagList<'_>, remarks: &mut Remarks) -> Option<TlsRpt> {
    let Some(rua) = tags.take("rua") else {
        remarks.error("tls-rpt-rua", tags.whole, "`rua=` is missing").help("say where reports go");
        tags.rest(remarks);
        return None;
    };
    let mut uris = Vec::new();
    for uri in rua.split(',') {
        let uri = uri.trim();
        if read_uri("tls-rpt-rua", uri, &["mailto", "https"], remarks).is_some() {
            uris.push(uri.text.to_owned());
        }
    }
    Some(TlsRpt { rua: uris, unknown: tags.rest_of_tokens(remarks) })
}
