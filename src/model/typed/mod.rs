//! Typed lines: not RR types but what people mean. Each compiles to ordinary
//! records or to a feature of the provider; one file a line.

mod addr;
mod alias;
mod policy;
mod redirect;
mod settle;
mod spf;

use super::frame::Spot;
use super::record::{Recorder, Tokens};
use crate::diagnostic::Problems;
use crate::dns::policy_text::Kind;
use crate::dns::{Name, RecordType};
pub(super) use policy::check_raw;
pub(super) use settle::{Features, settle};
pub(super) use spf::Joined;

/// What a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypedLine {
    Addr,
    Alias,
    Redirect,
    Policy(Kind),
}

/// Under these types, which no zone can hold (RFC 6895 section 3.1), the values
/// of such lines wait among the records until the zone is complete.
const SPF_PART: RecordType = RecordType(240);
const ALIAS: RecordType = RecordType(241);
const REDIRECT: RecordType = RecordType(242);

const ALL: [(&str, TypedLine); 9] = [
    ("ADDR", TypedLine::Addr),
    ("ALIAS", TypedLine::Alias),
    ("SPF", TypedLine::Policy(Kind::Spf)),
    ("DMARC", TypedLine::Policy(Kind::Dmarc)),
    ("DKIM", TypedLine::Policy(Kind::Dkim)),
    ("MTASTS", TypedLine::Policy(Kind::MtaSts)),
    ("TLSRPT", TypedLine::Policy(Kind::TlsRpt)),
    ("BIMI", TypedLine::Policy(Kind::Bimi)),
    ("REDIRECT", TypedLine::Redirect),
];

/// The words that begin typed lines.
pub(super) const WORDS: [&str; 9] = {
    let mut words = [""; 9];
    let mut at = 0;
    while at < words.len() {
        words[at] = ALL[at].0;
        at += 1;
    }
    words
};

/// Why an owner has no place for a line.
pub(super) struct NoPlace {
    pub headline: String,
    pub help: &'static str,
}

impl TypedLine {
    pub fn parse(text: &str) -> Option<TypedLine> {
        ALL.iter().find(|(word, _)| *word == text).map(|(_, line)| *line)
    }

    /// Whether a list stands for several values.
    pub fn takes_several(self) -> bool {
        matches!(self, TypedLine::Addr | TypedLine::Policy(_))
    }

    /// Whether its values wait until the zone is complete.
    pub fn waits(self) -> bool {
        matches!(self, TypedLine::Alias | TypedLine::Redirect | TypedLine::Policy(Kind::Spf))
    }

    /// Reads the values of the line into the recorder.
    pub fn read(
        self,
        tokens: &Tokens<'_, '_>,
        spot: &Spot,
        recorder: &mut Recorder,
        problems: &mut Problems,
    ) {
        match self {
            TypedLine::Addr => addr::read(tokens, recorder, problems),
            TypedLine::Alias => alias::read(tokens, spot, recorder, problems),
            TypedLine::Redirect => redirect::read(tokens, recorder, problems),
            TypedLine::Policy(kind) => policy::read(kind, tokens, recorder, problems),
        }
    }

    /// Moves the key of an owner to where the record stands: `_dmarc` in front
    /// of it, `_domainkey` behind a selector. `origin` is the length of the
    /// origin's key.
    pub fn place(self, key: &mut Vec<u8>, origin: usize) -> Result<(), NoPlace> {
        let TypedLine::Policy(kind) = self else { return Ok(()) };
        let labels = kind.owner_labels();
        let added: Vec<u8> =
            labels.iter().rev().flat_map(|label| label.bytes().chain(std::iter::once(0))).collect();
        let shown = labels.join(".");
        if kind == Kind::Dkim && key.len() == origin {
            return Err(NoPlace {
                headline: "a DKIM key stands at its selector, not at the origin itself".to_owned(),
                help: "write the selector in front, as in `s1  DKIM`; the signer's `s=` names it",
            });
        }
        let is_wildcard = || Name::from_key(key, &Name::root()).is_wildcard();
        if !added.is_empty() && kind != Kind::Dkim && is_wildcard() {
            return Err(NoPlace {
                headline: format!("nobody finds `{shown}.*`: only a `*` in front covers names (RFC 4592)"),
                help: "write the line at each name by itself",
            });
        }
        let repeats = match kind {
            Kind::Dkim => key[origin..].starts_with(&added),
            _ => !added.is_empty() && key[origin..].ends_with(&added),
        };
        if repeats {
            return Err(NoPlace {
                headline: format!("the line adds `{shown}` by itself"),
                help: "leave these labels away",
            });
        }
        match kind {
            Kind::Dkim => drop(key.splice(origin..origin, added)),
            _ => key.extend(added),
        }
        Ok(())
    }
}
