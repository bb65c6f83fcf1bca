use std::collections::HashSet;

use super::servers;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A referral with its glue may not fit into 512 octets.
    ///
    /// Resolvers without EDNS then get it cut and have to come back by TCP; some glue may be left out
    /// (RFC 9471 section 3). Counted is a question for a name of the greatest length, as registries do.
    ///
    /// Use fewer name servers, or names that share their endings.
    RULE = "large-referral", Level::Notice, Check::Rrset(&[RecordType::NS], check);
}

const LARGEST: usize = 512;
/// Header, question of the longest name, and its type and class (RFC 1035 section 4.1).
const QUESTION: usize = 12 + 255 + 4;

fn check(subject: Subject<'_>, findings: &mut Findings) {
    if subject.rrset.is_at_apex() {
        return;
    }
    let servers = servers(subject);
    let mut known: HashSet<Name> = with_ancestors(&subject.owner()).collect();
    let mut size = QUESTION;
    for server in &servers {
        size += RECORD + compressed(server, &known);
        known.extend(with_ancestors(server));
    }
    for server in servers.iter().filter(|server| server.is_at_or_below(&subject.owner())) {
        for (record_type, octets) in [(RecordType::A, 4), (RecordType::AAAA, 16)] {
            let glue = subject.desired.zone.get(server, record_type);
            size += glue.map_or(0, |glue| glue.rdatas().len() * (RECORD + octets));
        }
    }
    if size > LARGEST {
        let headline = format!(
            "the referral to `{}` has up to {size} octets, {LARGEST} fit without EDNS",
            subject.owner().with_unicode()
        );
        findings.at(subject, headline).help("use fewer name servers, or names that share their endings");
    }
}

/// Owner as a pointer, type, class, TTL and length (RFC 1035 sections 4.1.3 and 4.1.4).
const RECORD: usize = 2 + 2 + 2 + 4 + 2;

fn with_ancestors(name: &Name) -> impl Iterator<Item = Name> {
    std::iter::once(name.clone()).chain(name.ancestors())
}

/// The octets of a name behind names that are in the message already, with all above them.
fn compressed(name: &Name, known: &HashSet<Name>) -> usize {
    let mut size = 0;
    let mut rest = Some(name.clone());
    while let Some(name) = rest {
        if name.is_root() {
            return size + 1;
        }
        if known.contains(&name) {
            return size + 2;
        }
        size += 1 + name.labels().next().map_or(0, <[u8]>::len);
        rest = name.parent();
    }
    size
}
