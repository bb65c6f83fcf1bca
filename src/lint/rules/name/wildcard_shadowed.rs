use crate::dns::{Name, RecordType, RrsetRef};
use crate::lint::rule::rule;
use crate::lint::view::{has_feature, has_feature_at_or_below};
use crate::lint::{Check, Findings, Level, Subject, View};
use crate::model::Desired;

rule! {
    /// A name has records but no address, and so hides the wildcard beside it.
    ///
    /// A wildcard is for names that do not exist. A name exists if it has any record, or if a name below
    /// it has one: `_acme-challenge.shop` is enough to make `shop` one to which `*` does not apply (RFC
    /// 4592 section 2.2.2). Then the wildcard is not for other names below it either. Names that exist only
    /// because of hosts or mail domains below them are not looked at: they give these an order. Nor are
    /// wildcards without addresses: that a host has no part in the mail of `* MX` is mostly right.
    ///
    /// Write the address of the name too, or allow it if it should have none.
    ///
    /// ```zonal
    /// *                     A    192.0.2.10
    /// shop                  A    192.0.2.10    # without this line shop has no address
    /// _acme-challenge.shop  TXT  "token"
    /// ```
    RULE = "wildcard-shadowed", Level::Notice, Check::Zone(check);
}

/// What makes the records of a name a host or a mail domain, or somebody else's.
const LEADING: [RecordType; 6] =
    [RecordType::A, RecordType::AAAA, RecordType::CNAME, RecordType::MX, RecordType::NS, RecordType::DNAME];

fn check(view: &View<'_>, desired: &Desired, findings: &mut Findings) {
    let covers = [RecordType::A, RecordType::AAAA, RecordType::CNAME];
    let mut before: Option<&[u8]> = None;
    for rrset in desired.zone.iter().filter(|rrset| covers.contains(&rrset.record_type())) {
        let key = rrset.owner_key();
        let Some(parent) = parent_of_wildcard(key) else { continue };
        if before.replace(key) != Some(key) {
            check_beside(Subject { view, desired, rrset }, parent, findings);
        }
    }
}

/// The key of the name above, if a key is that of a wildcard.
fn parent_of_wildcard(key: &[u8]) -> Option<&[u8]> {
    let parent = key.strip_suffix(b"*\0")?;
    (parent.is_empty() || parent.ends_with(b"\0")).then_some(parent)
}

/// Looks at each child of the wildcard's parent.
fn check_beside(wildcard: Subject<'_>, parent: &[u8], findings: &mut Findings) {
    let Subject { view, desired, .. } = wildcard;
    let mut before: Option<&[u8]> = None;
    for rrset in desired.zone.at_or_below(parent).filter(|rrset| rrset.owner_key().len() > parent.len()) {
        let Some(child) = child_key(rrset.owner_key(), parent.len()) else { continue };
        let label = &child[parent.len()..];
        if before.replace(child) == Some(child) || label == b"*\0" || label.starts_with(b"_") {
            continue;
        }
        let first = match rrset.owner_key() == child {
            true => Some(rrset),
            false => why_it_exists(desired, child),
        };
        if let Some(first) = first.filter(|_| !is_led_elsewhere(view, desired, child)) {
            say(wildcard, child, first, findings);
        }
    }
}

/// The first RRset below a name without any that does not make it a mere part of the names of hosts:
/// one of a service of the name itself, or any if no host is below.
fn why_it_exists<'v>(desired: &'v Desired, child: &[u8]) -> Option<RrsetRef<'v>> {
    let below = || desired.zone.at_or_below(child);
    let service = desired.zone.at_or_below(&[child, b"_"].concat()).next();
    service.or_else(|| {
        let is_host = |rrset: RrsetRef<'_>| LEADING.contains(&rrset.record_type());
        let name = Name::from_key(child, desired.zone.apex());
        let has_host = below().any(is_host) || has_feature_at_or_below(desired, &name);
        below().next().filter(|_| !has_host)
    })
}

/// The key of the ancestor that is one label longer than its parent's key.
fn child_key(key: &[u8], parent: usize) -> Option<&[u8]> {
    let end = key[parent..].iter().position(|octet| *octet == 0)?;
    Some(&key[..=parent + end])
}

fn is_led_elsewhere(view: &View<'_>, desired: &Desired, child: &[u8]) -> bool {
    if LEADING.iter().any(|record_type| desired.zone.get_by_key(child, *record_type).is_some()) {
        return true;
    }
    let name = Name::from_key(child, desired.zone.apex());
    view.zone(&name).is_some()
        || has_feature(desired, &name)
        || [RecordType::A, RecordType::AAAA, RecordType::CNAME]
            .into_iter()
            .any(|record_type| desired.scope.leaves_to_others(&name, record_type))
}

fn say(wildcard: Subject<'_>, child: &[u8], first: RrsetRef<'_>, findings: &mut Findings) {
    let name = Name::from_key(child, wildcard.desired.zone.apex()).with_unicode();
    let headline = match first.owner_key() == child {
        true => format!("`{name}` has records and no address, and the wildcard does not apply to it"),
        false => {
            format!("`{name}` exists because of this name below it, so the wildcard applies to no name there")
        }
    };
    findings
        .at(Subject { rrset: first, ..wildcard }, headline)
        .other(wildcard, "the wildcard")
        .help("write its address, or allow it here if it should have none");
}
