use crate::dns::{Name, Records, RrsetKey, RrsetRef, Zone};

/// The whole answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The apex of the zone that had the last word; `None` if no served zone had.
    pub zone: Option<Name>,
    /// The aliases followed, in order: CNAME RRsets, and before each that a
    /// DNAME made, the DNAME (once if it is passed again).
    pub chain: Vec<AnswerRrset>,
    /// What there is at the name that the chain leads to.
    pub outcome: Outcome,
}

/// An RRset as it stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRrset {
    /// The owner is the name asked for, also where a wildcard stands in the zone.
    pub key: RrsetKey,
    pub records: Records,
    pub source: Source,
}

/// Where the zone holds an RRset of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// At its owner.
    Owner,
    /// At this wildcard, from which it is synthesized (RFC 4592 section 3.3.3).
    Wildcard(Name),
    /// Nowhere: a CNAME made from the DNAME at this name (RFC 6672 section 3.1).
    Dname(Name),
}

/// How a question ends, after the aliases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// RRsets of the type; for ANY all of the name. At least one. A CNAME that a
    /// DNAME makes is data if CNAME is asked for.
    Data(Vec<AnswerRrset>),
    /// The name exists, if only because others are below it, the type does not.
    NoData,
    /// Neither the name nor a wildcard for it exists.
    NxDomain,
    /// The name is at or below a zone cut to a zone not served here.
    Referral(Referral),
    /// The name is in no served zone.
    Refused,
    /// The aliases lead to this name, which is in no served zone.
    Outside(Name),
    /// The aliases lead back to this name.
    Loop(Name),
    /// This name is one more alias after [`LONGEST_CHAIN`](super::LONGEST_CHAIN).
    ChainTooLong(Name),
    /// A DNAME makes a name of more than 255 octets (RFC 6672 section 2.2).
    NameTooLong,
}

/// Where the aliases of a question lead, and what is there: an [`Outcome`] whose records still stand in
/// their zones.
pub struct End<'z> {
    pub name: Name,
    /// The zone that had the last word; `None` if no served zone had.
    pub zone: Option<&'z Zone>,
    pub ending: Ending<'z>,
}

/// See [`Outcome`]; names are those of the [`End`].
pub enum Ending<'z> {
    Data {
        rrsets: Vec<RrsetRef<'z>>,
        source: Source,
    },
    /// A CNAME is asked for, and a DNAME makes it.
    MadeCname {
        dname: RrsetRef<'z>,
        target: Name,
    },
    NoData,
    NxDomain,
    /// At the NS RRset of a zone cut.
    Cut(RrsetRef<'z>),
    Refused,
    Outside,
    Loop,
    ChainTooLong,
    /// By this DNAME.
    NameTooLong(RrsetRef<'z>),
}

/// A zone cut, as the parent side tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Where the NS RRset stands.
    pub cut: Name,
    pub ns: Records,
    /// The A and AAAA RRsets that the same zone has for the name servers at or
    /// below this cut or another one, in the order of `ns` (RFC 9471 section 2).
    pub glue: Vec<(RrsetKey, Records)>,
}

/// The response code of a message (RFC 6895 section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rcode {
    NoError = 0,
    NxDomain = 3,
    Refused = 5,
    YxDomain = 6,
}

impl AnswerRrset {
    /// An RRset of a zone, in an answer for the name `owner`.
    pub(super) fn of(owner: &Name, rrset: RrsetRef<'_>, source: Source) -> AnswerRrset {
        let key = RrsetKey { owner: owner.clone(), record_type: rrset.record_type() };
        AnswerRrset { key, records: rrset.to_records(), source }
    }
}

impl Answer {
    /// What the answer section holds, in order.
    pub fn rrsets(&self) -> impl Iterator<Item = &AnswerRrset> {
        let data = match &self.outcome {
            Outcome::Data(rrsets) => &rrsets[..],
            _ => &[],
        };
        self.chain.iter().chain(data)
    }

    /// The response code; that of the last name if there are aliases (RFC 6604
    /// section 3).
    pub fn rcode(&self) -> Rcode {
        match self.outcome {
            Outcome::NxDomain => Rcode::NxDomain,
            Outcome::Refused => Rcode::Refused,
            Outcome::NameTooLong => Rcode::YxDomain,
            Outcome::Data(_)
            | Outcome::NoData
            | Outcome::Referral(_)
            | Outcome::Outside(_)
            | Outcome::Loop(_)
            | Outcome::ChainTooLong(_) => Rcode::NoError,
        }
    }

    /// The AA bit: whether the server is an authority for the name in the
    /// question (RFC 1034 section 6.2.7, RFC 1035 section 4.1.1).
    pub fn is_authoritative(&self) -> bool {
        !self.chain.is_empty() || !matches!(self.outcome, Outcome::Referral(_) | Outcome::Refused)
    }
}
