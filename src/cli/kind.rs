use std::fmt;

use crate::diagnostic::nearest;
use crate::dns::policy_text::{self, recognise_at};
use crate::dns::{Name, RdataRef, RecordType, Ttl, joined_text};
use crate::model::{AttributeSet, Desired, Origin};

/// What a line of a source gives: a record of a type, or what only a provider can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Record(RecordType),
    Alias,
    Redirect,
}

/// What an operator asks for with the first word of a line's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Of(Kind),
    /// What ADDR lines give.
    Addresses,
    /// What SPF lines and their like give, or a TXT record that says the same.
    Policy(policy_text::Kind),
}

impl Asked {
    /// Reads a type or a typed line as operators type it; the error is a sentence.
    pub fn parse(text: &str) -> Result<Asked, String> {
        let capitals = text.to_ascii_uppercase();
        if let Some(kind) = policy_text::Kind::ALL.into_iter().find(|kind| kind.word() == capitals) {
            return Ok(Asked::Policy(kind));
        }
        match capitals.as_str() {
            "ADDR" => return Ok(Asked::Addresses),
            "ALIAS" => return Ok(Asked::Of(Kind::Alias)),
            "REDIRECT" => return Ok(Asked::Of(Kind::Redirect)),
            _ => {}
        }
        RecordType::parse(&capitals).map(|known| Asked::Of(Kind::Record(known))).ok_or_else(|| {
            let types = RecordType::KNOWN.iter().map(|(mnemonic, _)| *mnemonic);
            let lines = policy_text::Kind::ALL.into_iter().map(policy_text::Kind::word);
            match nearest(&capitals, types.chain(lines).chain(["ADDR", "ALIAS", "REDIRECT"])) {
                Some(near) => format!("no record type is called `{text}`; did you mean {near}?"),
                None => format!("no record type is called `{text}`"),
            }
        })
    }

    /// Whether something of this kind may be meant.
    pub fn takes(self, kind: Kind) -> bool {
        match self {
            Asked::Of(wanted) => wanted == kind,
            Asked::Addresses => [RecordType::A, RecordType::AAAA].map(Kind::Record).contains(&kind),
            Asked::Policy(_) => kind == Kind::Record(RecordType::TXT),
        }
    }

    /// Whether a record of a kind that may be meant is.
    pub fn takes_record(self, owner: &Name, rdata: RdataRef<'_>) -> bool {
        match self {
            Asked::Policy(wanted) => recognise_at(owner, &joined_text(rdata.wire))
                .is_some_and(|recognised| recognised.kind == wanted),
            Asked::Of(_) | Asked::Addresses => true,
        }
    }

    /// Where what is asked for at a name stands: such lines add labels in front of theirs.
    pub fn place(self, name: Name) -> Name {
        match self {
            Asked::Policy(kind) if kind != policy_text::Kind::Dkim => {
                let added = kind.owner_labels().iter().map(|label| label.as_bytes());
                if added.clone().eq(name.labels().take(added.len())) {
                    return name;
                }
                Name::from_labels(added.chain(name.labels())).unwrap_or(name)
            }
            _ => name,
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Asked::Of(kind) => kind.fmt(f),
            Asked::Addresses => f.write_str("ADDR"),
            Asked::Policy(kind) => f.write_str(kind.word()),
        }
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
