//! A failed line in words.

use super::Expected;
use crate::diagnostic::Diagnostic;
use crate::dns::authority::{Answer, Difference, Expectation, Outcome, Source};
use crate::dns::{Name, Rdata, RecordType};
use crate::model::codes;

/// Says that a line does not hold: what is found, what is expected, and what
/// exactly differs where the answer is right in part.
pub fn failed(line: &Expected, answer: &Answer, difference: &Difference, found: String) -> Diagnostic {
    let headline =
        format!("`{}` {} is not answered as expected", line.owner.with_unicode(), line.record_type);
    let failed = Diagnostic::error(&codes::TEST_FAILED, line.span, headline).label(found);
    let mut failed = failed.help(format!("expected is {}", wanted(&line.expected)));
    failed.help.extend(details(&line.expected, difference));
    failed.help.extend(way(line, answer));
    failed.help.extend(advice(line, &answer.outcome));
    failed
}

/// What kind of answer was found. `nobody` serves what is out of reach: "no zone
/// of this project holds".
pub fn found(line: &Expected, answer: &Answer, nobody: &str) -> String {
    let last = last_name(line, answer);
    let last = if last == line.owner { "the name".to_owned() } else { format!("`{}`", last.with_unicode()) };
    match &answer.outcome {
        Outcome::Data(rrsets) => {
            let data = listed(rrsets.iter().flat_map(|rrset| rrset.records.data()));
            match rrsets.first().map(|rrset| &rrset.source) {
                Some(Source::Wildcard(owner)) => {
                    format!("found is {data}, by the wildcard `{}`", owner.with_unicode())
                }
                _ => format!("found is {data}"),
            }
        }
        Outcome::NoData => format!("found is NODATA: {last} exists, the type does not"),
        Outcome::NxDomain => format!("found is NXDOMAIN: {last} does not exist"),
        Outcome::Referral(referral) => {
            let servers = listed(referral.ns.data());
            format!("found is REFERRAL {servers}: `{}` is delegated", referral.cut.with_unicode())
        }
        Outcome::Refused => format!("{nobody} the name"),
        Outcome::Outside(name) => format!("leads to `{}`: {nobody} that name", name.with_unicode()),
        Outcome::Loop(name) => format!("the aliases lead back to `{}`", name.with_unicode()),
        Outcome::ChainTooLong(name) => {
            format!("`{}` is one alias too many for resolvers", name.with_unicode())
        }
        Outcome::NameTooLong => "a DNAME makes a name of more than 255 octets".to_owned(),
    }
}

/// The name that the aliases lead to.
pub(super) fn last_name(line: &Expected, answer: &Answer) -> Name {
    let cname = answer.chain.iter().rev().find(|rrset| rrset.key.record_type == RecordType::CNAME);
    let target = cname.and_then(|rrset| Name::from_wire(rrset.records.data().first()?.wire()));
    target.unwrap_or_else(|| line.owner.clone())
}

fn wanted(expected: &Expectation) -> String {
    match expected {
        Expectation::Values(values) => listed(values),
        Expectation::NoData => "NODATA".to_owned(),
        Expectation::NxDomain => "NXDOMAIN".to_owned(),
        Expectation::Referral(servers) => format!("REFERRAL {}", joined(servers.iter())),
    }
}

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

/// What a test could ask instead.
fn advice(line: &Expected, found: &Outcome) -> Option<String> {
    match (&line.expected, found) {
        (_, Outcome::Refused) if line.owner.label_count() < 2 => {
            Some("names in a test are complete: `www.example.com`".to_owned())
        }
        (_, Outcome::Outside(_)) => Some("ask for CNAME to test the alias itself".to_owned()),
        (Expectation::Referral(_), _) => None,
        (_, Outcome::Referral(referral)) => {
            let (cut, servers) = (referral.cut.with_unicode(), joined(referral.ns.data().iter()));
            Some(format!("what is at and below `{cut}` only its servers know: expect `REFERRAL {servers}`"))
        }
        _ => None,
    }
}

fn listed<'r>(data: impl IntoIterator<Item = &'r Rdata>) -> String {
    joined(data.into_iter())
}

pub(super) fn joined<T: ToString>(parts: impl Iterator<Item = T>) -> String {
    parts.map(|part| part.to_string()).collect::<Vec<_>>().join(", ")
}
