use std::fmt;

use crate::diagnostic::{Code, codes, nearest};

codes! {
    /// The provider answers that it does not serve the zone, and this project served
    /// it there before: the credentials may be those of another account, or somebody
    /// deleted the zone.
    ///
    /// Check the account. If the zone shall be made anew, allow it for this zone.
    ABSENT_BEFORE = "absent-before";
    /// The zone was found without records besides its SOA and NS, and it had some at
    /// the end of the last push: somebody emptied it, or the read went wrong.
    ///
    /// Look at the zone at the provider. If it shall be filled again, allow it.
    LIVE_EMPTY = "live-empty";
    /// Nothing of ours would remain in the zone but its SOA and NS.
    ///
    /// Check that the sources were read whole. If the zone shall be empty, allow it.
    EMPTY_ZONE = "empty-zone";
    /// More RRsets would go than `delete-many` in `zonal.toml` says, 10 or 30 % of
    /// those that are ours. A single removal always passes, and a CNAME that takes
    /// the place of other types, or gives it way, does not count.
    ///
    /// Read the list of removals. If they shall go, allow it.
    DELETE_MANY = "delete-many";
    /// The NS records at the apex change or go: the zone may become unreachable, or be
    /// answered by servers that do not have it.
    ///
    /// Check that the new servers answer for the zone before they are named.
    APEX_NS = "apex-ns";
    /// A DS RRset comes, changes or goes. One that does not fit the keys of the child
    /// makes all of the child bogus for validating resolvers (RFC 4035 section 5).
    ///
    /// Compare it with the DNSKEY records that the child's servers answer.
    DS = "ds";
    /// Mail to the zone's own name would go elsewhere or nowhere.
    ///
    /// Check that the new servers accept mail for the zone.
    MX = "mx";
    /// The SOA of a zone that is served changes, not counting its serial.
    ///
    /// Check the timers; secondaries and negative caches follow them.
    SOA = "soa";
    /// A base revision was given, and no difference between it and the sources
    /// explains a change: the live zone was changed by somebody else.
    ///
    /// Take the change over into the sources, or allow it to be undone.
    UNEXPLAINED = "unexplained";
}

/// Which danger a guard sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GuardKind {
    AbsentBefore,
    LiveEmpty,
    EmptyZone,
    DeleteMany,
    ApexNs,
    Ds,
    Mx,
    Soa,
    Unexplained,
}

impl GuardKind {
    /// All, the worst first.
    pub const ALL: &'static [GuardKind] = &[
        GuardKind::AbsentBefore,
        GuardKind::LiveEmpty,
        GuardKind::EmptyZone,
        GuardKind::DeleteMany,
        GuardKind::ApexNs,
        GuardKind::Ds,
        GuardKind::Mx,
        GuardKind::Soa,
        GuardKind::Unexplained,
    ];

    /// The stable name and the page of the manual.
    pub fn code(self) -> &'static Code {
        match self {
            GuardKind::AbsentBefore => &ABSENT_BEFORE,
            GuardKind::LiveEmpty => &LIVE_EMPTY,
            GuardKind::EmptyZone => &EMPTY_ZONE,
            GuardKind::DeleteMany => &DELETE_MANY,
            GuardKind::ApexNs => &APEX_NS,
            GuardKind::Ds => &DS,
            GuardKind::Mx => &MX,
            GuardKind::Soa => &SOA,
            GuardKind::Unexplained => &UNEXPLAINED,
        }
    }
}

impl fmt::Display for GuardKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code().name)
    }
}

/// The error is a sentence that suggests the nearest code, or lists all.
impl std::str::FromStr for GuardKind {
    type Err = String;
    fn from_str(text: &str) -> Result<GuardKind, String> {
        let names = || ALL.iter().map(|code| code.name);
        let found = GuardKind::ALL.iter().copied().find(|kind| kind.code().name == text);
        found.ok_or_else(|| match nearest(text, names()) {
            Some(name) => format!("there is no guard `{text}`; did you mean `{name}`?"),
            None => {
                let names = names().collect::<Vec<_>>().join(", ");
                format!("there is no guard `{text}`; the guards are {names}")
            }
        })
    }
}
