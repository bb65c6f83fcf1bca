use std::fmt;

use crate::diagnostic::nearest;
use crate::dns::{Name, RecordType, Ttl};
use crate::model::{AttributeSet, Desired, Origin};

/// What a line of a source gives: a record of a type, or what only a provider can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Record(RecordType),
    Alias,
    Redirect,
}

impl Kind {
    /// Reads a type as operators type it; the error is a sentence.
    pub fn parse(text: &str) -> Result<Kind, String> {
        let capitals = text.to_ascii_uppercase();
        let own = [Kind::Alias, Kind::Redirect].into_iter().find(|kind| kind.to_string() == capitals);
        own.or_else(|| RecordType::parse(&capitals).map(Kind::Record)).ok_or_else(|| {
            let known = RecordType::KNOWN.iter().map(|(mnemonic, _)| *mnemonic);
            match nearest(&capitals, known.chain(["ALIAS", "REDIRECT"])) {
                Some(near) => format!("no record type is called `{text}`; did you mean {near}?"),
                None => format!("no record type is called `{text}`"),
            }
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Record(record_type) => record_type.fmt(f),
            Kind::Alias => f.write_str("ALIAS"),
            Kind::Redirect => f.write_str("REDIRECT"),
        }
    }
}

/// What a provider shall do at a name.
pub struct Feature<'d> {
    pub kind: Kind,
    pub owner: &'d Name,
    pub ttl: Ttl,
    pub value: String,
    pub origin: Origin,
    pub attributes: &'d AttributeSet,
}

/// All ALIAS and REDIRECT lines of a zone.
pub fn features(desired: &Desired) -> impl Iterator<Item = Feature<'_>> {
    let aliases = desired.aliases.iter().map(|alias| Feature {
        kind: Kind::Alias,
        owner: &alias.owner,
        ttl: alias.ttl,
        value: alias.target.to_string(),
        origin: alias.origin,
        attributes: &alias.attributes,
    });
    let redirects = desired.redirects.iter().map(|redirect| Feature {
        kind: Kind::Redirect,
        owner: &redirect.owner,
        ttl: redirect.ttl,
        value: format!("{} \"{}\"", redirect.status, redirect.target),
        origin: redirect.origin,
        attributes: &redirect.attributes,
    });
    aliases.chain(redirects)
}
