//! The whole answer of one server to a question: each alias is a question of its
//! own, so that everything is said with authority, as far as the server serves it.

use std::collections::{BTreeSet, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::exchange::{Exchange, Question};
use super::pace::Pace;
use super::trouble::Trouble;
use crate::dns::authority::{Answer, AnswerRrset, LONGEST_CHAIN, Outcome, Referral, Source};
use crate::dns::message::{IN, Message, Place, Rcode};
use crate::dns::{Name, Rdata, RecordType, Records, RrsetKey, Ttl};

/// A server that is asked.
pub struct Respondent {
    exchange: Arc<dyn Exchange>,
    address: SocketAddr,
    /// The apexes of the project: a referral to one of them is lame.
    apexes: Arc<BTreeSet<Name>>,
    pace: Pace,
    /// Questions without any answer since the last answer.
    silent: AtomicU32,
}

/// Trouble, and the name that was asked for then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interrupted {
    pub at: Name,
    pub trouble: Trouble,
}

/// What a response says about the name it was asked for.
enum Step {
    End(Outcome),
    Alias {
        rrsets: Vec<AnswerRrset>,
        target: Name,
    },
    /// A DNAME that makes too long a name.
    Overflow(Vec<AnswerRrset>),
}

impl Respondent {
    /// After so many questions in a row without an answer no more are put.
    const PATIENCE: u32 = 8;

    pub fn new(exchange: Arc<dyn Exchange>, address: SocketAddr, apexes: Arc<BTreeSet<Name>>) -> Respondent {
        Respondent { exchange, address, apexes, pace: Pace::new(), silent: AtomicU32::new(0) }
    }

    /// Whether it makes no sense to ask on.
    pub fn is_given_up(&self) -> bool {
        self.silent.load(Ordering::Relaxed) >= Respondent::PATIENCE
    }

    /// The answer at the end of the aliases.
    pub async fn answer(&self, question: &Question) -> Result<Answer, Interrupted> {
        let mut name = question.name.clone();
        let mut chain: Vec<AnswerRrset> = Vec::new();
        let mut asked = HashSet::new();
        let ended = |chain, outcome| Ok(Answer { zone: None, chain, outcome });
        loop {
            let here = Question { name: name.clone(), record_type: question.record_type };
            let step = match self.step(&here).await {
                Ok(step) => step,
                Err(trouble) if trouble.is_not_serving() && !asked.is_empty() => {
                    return ended(chain, Outcome::Outside(name));
                }
                Err(trouble) => return Err(Interrupted { at: name, trouble }),
            };
            let (rrsets, target) = match step {
                Step::End(outcome) => return ended(chain, outcome),
                Step::Overflow(rrsets) => {
                    chain.extend(rrsets);
                    return ended(chain, Outcome::NameTooLong);
                }
                Step::Alias { rrsets, target } => (rrsets, target),
            };
            if asked.len() == LONGEST_CHAIN {
                return ended(chain, Outcome::ChainTooLong(name));
            }
            chain.extend(rrsets);
            asked.insert(name);
            if asked.contains(&target) {
                return ended(chain, Outcome::Loop(target));
            }
            name = target;
        }
    }

    async fn step(&self, question: &Question) -> Result<Step, Trouble> {
        self.pace.turn().await;
        let answer = self.exchange.ask(self.address, question).await.map_err(Trouble::Failure);
        match answer.as_ref().err().is_none_or(Trouble::is_heard) {
            true => self.silent.store(0, Ordering::Relaxed),
            false => _ = self.silent.fetch_add(1, Ordering::Relaxed),
        }
        self.read(&answer?, question)
    }

    fn read(&self, message: &Message, question: &Question) -> Result<Step, Trouble> {
        let Question { name, record_type } = question;
        let data = rrset(message, &message.answers, name, *record_type)?;
        let alias = rrset(message, &message.answers, name, RecordType::CNAME)?;
        let dname = dname_above(message, name)?;
        if data.is_some() || alias.is_some() || dname.is_some() {
            if !message.is_authoritative() {
                return Err(Trouble::NoAuthority);
            }
            // The response code is that of the last alias (RFC 6604 section 3).
            let target =
                alias.as_ref().and_then(|alias| Name::from_wire(alias.records.data().first()?.wire()));
            return match (data, alias, dname, target) {
                (Some(data), ..) => Ok(Step::End(Outcome::Data(vec![data]))),
                (None, Some(mut alias), dname, Some(target)) => {
                    if let Some(dname) = &dname {
                        alias.source = Source::Dname(dname.key.owner.clone());
                    }
                    Ok(Step::Alias { rrsets: dname.into_iter().chain([alias]).collect(), target })
                }
                (None, _, dname, _) if message.rcode() == Rcode::YXDOMAIN => {
                    Ok(Step::Overflow(dname.into_iter().collect()))
                }
                _ => Err(Trouble::Rcode(message.rcode())),
            };
        }
        self.without_records(message, question)
    }

    /// What it means that the answer section says nothing about the name.
    fn without_records(&self, message: &Message, question: &Question) -> Result<Step, Trouble> {
        let outcome = match message.rcode() {
            Rcode::NOERROR => Outcome::NoData,
            Rcode::NXDOMAIN => Outcome::NxDomain,
            rcode => return Err(Trouble::Rcode(rcode)),
        };
        if message.is_authoritative() {
            let has_soa = message.authorities.iter().any(|place| {
                place.record_type == RecordType::SOA && question.name.is_at_or_below(&place.owner)
            });
            return if has_soa { Ok(Step::End(outcome)) } else { Err(Trouble::NoSoa) };
        }
        let cut = message.authorities.iter().find(|place| place.record_type == RecordType::NS);
        let cut = cut.filter(|_| outcome == Outcome::NoData).map(|place| place.owner.clone());
        let Some(cut) = cut else { return Err(Trouble::NoAuthority) };
        let Some(ns) = rrset(message, &message.authorities, &cut, RecordType::NS)? else {
            return Err(Trouble::NoAuthority);
        };
        if self.is_lame(&cut, question) {
            return Err(Trouble::Lame { zone: cut, servers: ns.records.data().to_vec() });
        }
        Ok(Step::End(Outcome::Referral(Referral { cut, ns: ns.records, glue: Vec::new() })))
    }

    /// Whether a referral leads anywhere but down from a zone of the project.
    fn is_lame(&self, cut: &Name, question: &Question) -> bool {
        let Question { name, record_type } = question;
        let is_parent_side = *record_type == RecordType::DS;
        let enclosing = std::iter::once(name.clone()).chain(name.ancestors());
        let apex = enclosing
            .skip(usize::from(is_parent_side && !name.is_root()))
            .find(|name| self.apexes.contains(name));
        let is_down = apex.is_some_and(|apex| cut.is_at_or_below(&apex) && *cut != apex);
        !is_down || !name.is_at_or_below(cut)
    }
}

/// The DNAME above a name that the answer section gives.
fn dname_above(message: &Message, name: &Name) -> Result<Option<AnswerRrset>, Trouble> {
    let mut owners = message.answers.iter().filter(|place| place.record_type == RecordType::DNAME);
    let owner = owners
        .find_map(|place| Some(&place.owner).filter(|owner| name.is_at_or_below(owner) && *owner != name));
    owner.map_or(Ok(None), |owner| rrset(message, &message.answers, owner, RecordType::DNAME))
}

/// The RRset of a section with this owner and type.
fn rrset(
    message: &Message,
    section: &[Place],
    owner: &Name,
    record_type: RecordType,
) -> Result<Option<AnswerRrset>, Trouble> {
    let mut data = Vec::new();
    let mut ttl = Ttl::MAX;
    for place in section {
        let is_of_it = place.record_type == record_type && place.class == IN;
        if !is_of_it || place.owner != *owner {
            continue;
        }
        ttl = ttl.min(Ttl::from_wire(place.ttl));
        let wire = message.rdata(place);
        let wire = wire.ok_or_else(|| Trouble::Unreadable(record_type, "a name in it is none".to_owned()))?;
        let rdata = Rdata::from_wire(record_type, &wire);
        data.push(rdata.map_err(|error| Trouble::Unreadable(record_type, error.to_string()))?);
    }
    let key = RrsetKey { owner: owner.clone(), record_type };
    Ok(Records::new(ttl, data).map(|records| AnswerRrset { key, records, source: Source::Owner }))
}
