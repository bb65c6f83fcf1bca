use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::dns::{Name, RecordType, RrsetRef, Ttl, Zone};

/// How a master file is laid out. Both put the SOA first, then the NS of the
/// apex, then the rest in canonical order (RFC 4034 section 6), a record a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `$ORIGIN` and `$TTL` on top, owners relative to the origin, in columns.
    Relative,
    /// Every record with its absolute owner, TTL and class; no directives.
    Absolute,
}

/// The zone as a master file.
pub fn write(zone: &Zone, style: Style) -> String {
    let mut text = String::new();
    let _ = write_into(zone, style, &mut text);
    text
}

/// Like [`write`], piece by piece. The error is that of `out`.
pub fn write_into(zone: &Zone, style: Style, out: &mut dyn Write) -> fmt::Result {
    let default_ttl = match style {
        Style::Relative => most_common_ttl(zone),
        Style::Absolute => None,
    };
    if style == Style::Relative {
        writeln!(out, "$ORIGIN {}", zone.apex())?;
        if let Some(ttl) = default_ttl {
            writeln!(out, "$TTL {}", ttl.seconds())?;
        }
    }
    let mut owner = OwnerText { style, zone, key: None, text: String::new() };
    for rrset in in_order(zone) {
        let owner = owner.of(rrset);
        let record_type = rrset.record_type();
        for rdata in rrset.rdatas() {
            match style {
                Style::Absolute => {
                    writeln!(out, "{owner} {} IN {record_type} {rdata}", rrset.ttl().seconds())?;
                }
                // Fixed stops: a new long owner does not move all other lines.
                Style::Relative if Some(rrset.ttl()) == default_ttl => {
                    writeln!(out, "{owner:<24} {:<7} IN {record_type:<7} {rdata}", "")?;
                }
                Style::Relative => {
                    writeln!(out, "{owner:<24} {:<7} IN {record_type:<7} {rdata}", rrset.ttl().seconds())?;
                }
            }
        }
    }
    Ok(())
}

fn in_order(zone: &Zone) -> impl Iterator<Item = RrsetRef<'_>> {
    let rank = |rrset: &RrsetRef<'_>| match rrset.record_type() {
        RecordType::SOA if rrset.is_at_apex() => 0,
        RecordType::NS if rrset.is_at_apex() => 1,
        _ => 2,
    };
    // Three passes over the RRsets, none of them a copy.
    (0..3).flat_map(move |wanted| zone.iter().filter(move |rrset| rank(rrset) == wanted))
}

/// The TTL of the most RRsets, the largest of those with as many. NS RRsets
/// have no say while there are others: theirs is often the registry's.
fn most_common_ttl(zone: &Zone) -> Option<Ttl> {
    let winner = |rrsets: &mut dyn Iterator<Item = RrsetRef<'_>>| {
        let mut votes: BTreeMap<Ttl, usize> = BTreeMap::new();
        for rrset in rrsets {
            *votes.entry(rrset.ttl()).or_default() += 1;
        }
        votes.into_iter().max_by_key(|&(ttl, count)| (count, ttl)).map(|(ttl, _)| ttl)
    };
    winner(&mut zone.iter().filter(|rrset| rrset.record_type() != RecordType::NS))
        .or_else(|| winner(&mut zone.iter()))
}

/// The text of the last owner, which often is the next one's too.
struct OwnerText<'z> {
    style: Style,
    zone: &'z Zone,
    key: Option<&'z [u8]>,
    text: String,
}

impl<'z> OwnerText<'z> {
    fn of(&mut self, rrset: RrsetRef<'z>) -> &str {
        if self.key != Some(rrset.owner_key()) {
            let owner: Name = rrset.owner();
            self.key = Some(rrset.owner_key());
            self.text = match self.style {
                Style::Relative => owner.relative_to(self.zone.apex()),
                Style::Absolute => owner.to_string(),
            };
        }
        &self.text
    }
}
