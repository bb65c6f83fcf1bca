use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// An alias or a service leads to a name with characters that names of services do not have.
    ///
    /// Any octet may stand in a name (RFC 2181 section 11), but what is typed there is mostly a slip: a
    /// comma for a dot, a bracket or a quote that was copied too. A `*` in a target is no wildcard.
    ///
    /// Correct the target.
    RULE = "target-characters", Level::Warning, Check::Zone(check);
}

const TYPES: [RecordType; 7] = [
    RecordType::CNAME,
    RecordType::DNAME,
    RecordType::NAPTR,
    RecordType::SVCB,
    RecordType::HTTPS,
    RecordType::KX,
    RecordType::AFSDB,
];

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    for rrset in desired.zone.iter().filter(|rrset| TYPES.contains(&rrset.record_type())) {
        let subject = Subject { view, desired, rrset };
        for record in subject.records() {
            let names = record.rdata.names();
            let Some((target, odd)) = names.iter().find_map(|name| Some((name, odd_character(name)?))) else {
                continue;
            };
            findings
                .at(record, headline(rrset.record_type().to_string(), target, odd))
                .help("correct the target");
        }
    }
    for alias in &desired.aliases {
        if let Some(odd) = odd_character(&alias.target) {
            let headline = headline("ALIAS".to_owned(), &alias.target, odd);
            findings.at((desired, alias), headline).help("correct the target");
        }
    }
}

fn headline(what: String, target: &Name, odd: u8) -> String {
    let odd = match odd {
        graphic if graphic.is_ascii_graphic() => format!("a `{}`", char::from(graphic)),
        b' ' => "a blank".to_owned(),
        other => format!("the octet {other}"),
    };
    format!("{what} names `{}`, which has {odd} in it", target.with_unicode())
}

/// What is neither letter, digit, hyphen nor underscore; `/` only below the reverse tree (RFC 2317).
fn odd_character(name: &Name) -> Option<u8> {
    let reverse: Name = Name::from_labels([&b"in-addr"[..], b"arpa"]).ok()?;
    let is_plain = |octet: u8| octet.is_ascii_alphanumeric() || b"-_".contains(&octet);
    let odd = name.labels().flatten().copied().find(|octet| !is_plain(*octet))?;
    (odd != b'/' || !name.is_at_or_below(&reverse)).then_some(odd)
}
