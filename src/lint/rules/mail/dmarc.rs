//! Where the DMARC policy of a domain is found.

use super::domain::{below, highest_zone, is_registered};
use super::is_exactly;
use crate::dns::policy_text::{Dmarc, Kind, misspelt, recognise};
use crate::dns::{Name, RecordType, joined_text};
use crate::lint::{LookUp, Record, Subject, View};

/// What the project knows of the DMARC policy of a domain.
pub enum Protection<'v> {
    Policy {
        record: Record<'v>,
        dmarc: Box<Dmarc>,
        /// Whether it stands at the domain, not at one above.
        is_own: bool,
    },
    None,
    /// It may stand where this project does not see it.
    Unknown,
}

/// Looks at the domain and then upwards, as far as the project's zones go (RFC 9989 section 4.10;
/// RFC 7489 section 6.6.3 asks the organisational domain only).
pub fn protection<'v>(view: &'v View<'v>, domain: &Name) -> Protection<'v> {
    let Some(highest) = highest_zone(view, domain) else { return Protection::Unknown };
    let names = std::iter::once(domain.clone()).chain(domain.ancestors());
    for name in names.take_while(|name| name.is_at_or_below(&highest)) {
        let Some(place) = below(&["_dmarc"], &name) else { continue };
        match view.look_up(&place, RecordType::TXT) {
            LookUp::Found(subject) => match policy(subject) {
                Some((record, dmarc)) => {
                    return Protection::Policy { record, dmarc: Box::new(dmarc), is_own: name == *domain };
                }
                None if is_meant(subject) => return Protection::Unknown,
                None => {}
            },
            LookUp::Nothing => {}
            LookUp::Unknown => return Protection::Unknown,
        }
    }
    if is_registered(&highest) { Protection::None } else { Protection::Unknown }
}

/// The policy that an RRset holds, which may be a wildcard's that covers `_dmarc`.
pub fn policy<'v>(subject: Subject<'v>) -> Option<(Record<'v>, Dmarc)> {
    let mut texts = subject.records().map(|record| (record, joined_text(record.rdata.wire)));
    let (record, text) = texts.find(|(_, text)| is_exactly(text, Kind::Dmarc))?;
    Some((record, Dmarc::parse(&text).0?))
}

/// The domain that the policies of this RRset are for; `None` where nobody looks for any, as below a
/// wildcard, and where reports are allowed.
pub fn domain(subject: Subject<'_>) -> Option<Name> {
    let owner = subject.owner();
    let domain = (owner.labels().next()? == b"_dmarc").then(|| owner.parent()).flatten();
    domain.filter(|domain| !domain.is_wildcard())
}

/// Whether a policy was meant that cannot be read, which others say.
fn is_meant(subject: Subject<'_>) -> bool {
    subject.records().any(|record| {
        let text = joined_text(record.rdata.wire);
        recognise(&text).is_some_and(|meant| meant.kind == Kind::Dmarc)
            || misspelt(&text) == Some(Kind::Dmarc)
    })
}
