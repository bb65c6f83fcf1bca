use super::{Answer, Outcome};
use crate::dns::{Name, Rdata};

/// What somebody wants to be answered. Aliases on the way do not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// This RDATA and no other, in any order; repetition does not matter.
    Values(Vec<Rdata>),
    /// The name exists, the type does not.
    NoData,
    /// The name does not exist.
    NxDomain,
    /// A zone cut with these name servers and no others, in any order.
    Referral(Vec<Name>),
}

/// How an answer is not the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// There is data, but not this; both in canonical order, not both empty.
    Values { missing: Vec<Rdata>, unexpected: Vec<Rdata> },
    /// There is a zone cut with other name servers; both in canonical order,
    /// not both empty.
    NameServers { cut: Name, missing: Vec<Name>, unexpected: Vec<Name> },
    /// The question ends in another way.
    Outcome { expected: Expectation, found: Outcome },
}

impl Expectation {
    /// Holds an answer against it.
    pub fn check(&self, answer: &Answer) -> Result<(), Difference> {
        match (self, &answer.outcome) {
            (Expectation::NoData, Outcome::NoData) | (Expectation::NxDomain, Outcome::NxDomain) => Ok(()),
            (Expectation::Values(expected), Outcome::Data(rrsets)) => {
                let found = rrsets.iter().flat_map(|rrset| rrset.records.data());
                differ(expected, found)
                    .map_or(Ok(()), |(missing, unexpected)| Err(Difference::Values { missing, unexpected }))
            }
            (Expectation::Referral(expected), Outcome::Referral(referral)) => {
                let servers = referral.ns.data().iter().filter_map(|rdata| Name::from_wire(rdata.wire()));
                let found: Vec<Name> = servers.collect();
                differ(expected, &found).map_or(Ok(()), |(missing, unexpected)| {
                    Err(Difference::NameServers { cut: referral.cut.clone(), missing, unexpected })
                })
            }
            (expected, found) => {
                Err(Difference::Outcome { expected: expected.clone(), found: found.clone() })
            }
        }
    }
}

/// What is only expected and what is only found; `None` if nothing is.
fn differ<'v, T: Ord + Clone + 'v>(
    expected: &'v [T],
    found: impl IntoIterator<Item = &'v T>,
) -> Option<(Vec<T>, Vec<T>)> {
    let sorted = |mut values: Vec<&'v T>| {
        values.sort();
        values.dedup();
        values
    };
    let (expected, found) = (sorted(expected.iter().collect()), sorted(found.into_iter().collect()));
    let without = |values: &[&T], others: &[&T]| -> Vec<T> {
        values.iter().filter(|value| others.binary_search(value).is_err()).copied().cloned().collect()
    };
    let (missing, unexpected) = (without(&expected, &found), without(&found, &expected));
    (!missing.is_empty() || !unexpected.is_empty()).then_some((missing, unexpected))
}
