//! Runs `test` blocks against the compiled zones, as an authoritative server
//! for all of them would answer.

use std::collections::HashSet;

use super::{Desired, codes};
use crate::diagnostic::Diagnostic;
use crate::dns::authority::{Answer, Authority, Difference, Expectation, Outcome, Source};
use crate::dns::{Name, Rdata, RecordType};
use crate::text::Span;

/// A `test` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneTest {
    pub name: String,
    /// The name in its quotes.
    pub span: Span,
    pub expectations: Vec<Expected>,
}

/// A line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name in the question.
    pub owner: Name,
    /// Zone data that may be written, but not SOA.
    pub record_type: RecordType,
    pub expected: Expectation,
    /// The whole line.
    pub span: Span,
}

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome<'t> {
    pub test: &'t ZoneTest,
    /// One for each line that does not hold or cannot be answered.
    pub failures: Vec<Diagnostic>,
}

impl TestOutcome<'_> {
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Runs the tests in their order. The zones and the tests are of one model
/// without errors.
pub fn run<'t, 'z>(
    tests: &'t [ZoneTest],
    zones: impl IntoIterator<Item = &'z Desired>,
) -> Vec<TestOutcome<'t>> {
    let zones: Vec<&Desired> = zones.into_iter().collect();
    let bench = Bench {
        authority: Authority::new(zones.iter().map(|desired| &desired.zone)),
        viewed: zones
            .iter()
            .filter(|desired| desired.view.is_some())
            .map(|desired| desired.zone.apex())
            .collect(),
        zones,
    };
    let failures = |test: &ZoneTest| test.expectations.iter().filter_map(|line| bench.check(line)).collect();
    tests.iter().map(|test| TestOutcome { test, failures: failures(test) }).collect()
}

struct Bench<'z> {
    authority: Authority<'z>,
    /// The apexes that have more than one content.
    viewed: HashSet<&'z Name>,
    zones: Vec<&'z Desired>,
}

impl Bench<'_> {
    /// Why a line does not hold; `None` if it does.
    fn check(&self, line: &Expected) -> Option<Diagnostic> {
        let answer = self.authority.answer(&line.owner, line.record_type);
        if let Some(unanswered) = self.unanswered(line, &answer) {
            return Some(unanswered);
        }
        let difference = line.expected.check(&answer).err()?;
        let headline =
            format!("`{}` {} is not answered as expected", line.owner.with_unicode(), line.record_type);
        let failed =
            Diagnostic::error(&codes::TEST_FAILED, line.span, headline).label(found(&answer.outcome));
        let mut failed = failed.help(format!("expected is {}", wanted(&line.expected)));
        failed.help.extend(details(&line.expected, &difference));
        failed.help.extend(way(line, &answer));
        for span in self.places(&answer) {
            failed = failed.other(span, "this is found");
        }
        Some(failed)
    }

    /// What the sources cannot tell.
    fn unanswered(&self, line: &Expected, answer: &Answer) -> Option<Diagnostic> {
        let asked = answer.chain.iter().map(|rrset| &rrset.key.owner);
        let served = asked.filter_map(|owner| self.authority.zone_for(owner, line.record_type));
        let mut apexes = served.map(|zone| zone.apex()).chain(&answer.zone);
        if let Some(apex) = apexes.find(|apex| self.viewed.contains(apex)) {
            let headline = format!(
                "tests of zones with views are not built yet, and `{}` has views",
                apex.with_unicode()
            );
            return Some(Diagnostic::error(&codes::NOT_YET, line.span, headline));
        }
        let last = last_name(line, answer);
        let hidden = |owner: &Name| match answer.outcome {
            Outcome::NxDomain => {
                let covers = |parent: Name| owner.is_wildcard() && last.is_at_or_below(&parent);
                owner.is_at_or_below(&last) || owner.parent().is_some_and(covers)
            }
            _ => *owner == last && matches!(line.record_type, RecordType::A | RecordType::AAAA),
        };
        let (owner, what, place) = self.zones.iter().find_map(|desired| {
            let alias = desired.aliases.iter().find(|alias| hidden(&alias.owner));
            let alias = alias.map(|alias| (&alias.owner, "an ALIAS", alias.origin));
            let redirect = desired.redirects.iter().find(|redirect| hidden(&redirect.owner));
            let redirect = redirect.map(|redirect| (&redirect.owner, "a REDIRECT", redirect.origin));
            let (owner, what, origin) = alias.or(redirect)?;
            Some((owner, what, desired.provenance.blame(origin)))
        })?;
        let headline = format!("`{}` is {what}: only its provider knows this answer", owner.with_unicode());
        let failed = Diagnostic::error(&codes::TEST_FAILED, line.span, headline).other(place, "written here");
        Some(failed.help("remove this line of the test"))
    }

    /// Where the data of an answer is written.
    fn places(&self, answer: &Answer) -> Vec<Span> {
        let desired = self.zones.iter().find(|desired| Some(desired.zone.apex()) == answer.zone.as_ref());
        let (Some(desired), Outcome::Data(rrsets)) = (desired, &answer.outcome) else { return Vec::new() };
        let mut places = Vec::new();
        for rrset in rrsets {
            let owner = match &rrset.source {
                Source::Owner => &rrset.key.owner,
                Source::Wildcard(owner) | Source::Dname(owner) => owner,
            };
            let written = desired.zone.get(owner, rrset.key.record_type);
            let origins = written.map(|written| desired.provenance.of(written)).unwrap_or_default();
            places.extend(origins.iter().map(|origin| desired.provenance.blame(*origin)));
        }
        places.sort();
        places.dedup();
        places
    }
}

/// The name that the aliases lead to.
fn last_name(line: &Expected, answer: &Answer) -> Name {
    let cname = answer.chain.iter().rev().find(|rrset| rrset.key.record_type == RecordType::CNAME);
    let target = cname.and_then(|rrset| Name::from_wire(rrset.records.data().first()?.wire()));
    target.unwrap_or_else(|| line.owner.clone())
}

fn found(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Data(rrsets) => {
            let data = rrsets.iter().flat_map(|rrset| rrset.records.data());
            format!("found is {}", listed(data))
        }
        Outcome::NoData => "found is NODATA: the name exists, the type does not".to_owned(),
        Outcome::NxDomain => "found is NXDOMAIN: the name does not exist".to_owned(),
        Outcome::Referral(referral) => {
            format!("found is REFERRAL {}", listed(referral.ns.data()))
        }
        Outcome::Refused => "no zone of this project holds the name".to_owned(),
        Outcome::Outside(name) => {
            format!("leads to `{}`, which no zone of this project holds", name.with_unicode())
        }
        Outcome::Loop(name) => format!("the aliases lead back to `{}`", name.with_unicode()),
        Outcome::ChainTooLong(name) => {
            format!("`{}` is one alias too many for resolvers", name.with_unicode())
        }
        Outcome::NameTooLong => "a DNAME makes a name of more than 255 octets".to_owned(),
    }
}

fn wanted(expected: &Expectation) -> String {
    match expected {
        Expectation::Values(values) => listed(values),
        Expectation::NoData => "NODATA".to_owned(),
        Expectation::NxDomain => "NXDOMAIN".to_owned(),
        Expectation::Referral(servers) => format!("REFERRAL {}", joined(servers.iter())),
    }
}

/// What exactly differs, where the answer is right in part.
fn details(expected: &Expectation, difference: &Difference) -> Vec<String> {
    let (missing, unexpected) = match (expected, difference) {
        (Expectation::Values(all), Difference::Values { missing, unexpected })
            if missing.len() < all.len() =>
        {
            (listed(missing), listed(unexpected))
        }
        (Expectation::Referral(all), Difference::NameServers { missing, unexpected, .. })
            if missing.len() < all.len() =>
        {
            (joined(missing.iter()), joined(unexpected.iter()))
        }
        _ => return Vec::new(),
    };
    let said = [("missing", missing), ("not expected", unexpected)];
    said.into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(what, list)| format!("{what}: {list}"))
        .collect()
}

/// Through which aliases the answer was found.
fn way(line: &Expected, answer: &Answer) -> Option<String> {
    let names = answer.chain.iter().filter(|rrset| rrset.key.record_type == RecordType::CNAME);
    let names: Vec<String> = names.map(|rrset| rrset.key.owner.with_unicode().to_string()).collect();
    let last = last_name(line, answer);
    (!names.is_empty()).then(|| format!("the aliases are {} -> {}", names.join(" -> "), last.with_unicode()))
}

fn listed<'r>(data: impl IntoIterator<Item = &'r Rdata>) -> String {
    joined(data.into_iter())
}

fn joined<T: ToString>(parts: impl Iterator<Item = T>) -> String {
    parts.map(|part| part.to_string()).collect::<Vec<_>>().join(", ")
}
