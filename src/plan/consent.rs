use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::guard::{Guard, GuardKind};
use crate::dns::{Charset, Name};
use crate::model::{Pattern, PatternError};

/// What the operator and the project agree to beforehand. Always scoped to a
/// guard and to zones; there is no consent to everything.
#[derive(Debug, Clone)]
pub struct Consent {
    /// From `--allow`.
    pub allows: Vec<Allow>,
    /// From `[[ack]]` of `zonal.toml`.
    pub acks: Vec<Ack>,
    /// The day that decides whether an `until` is over.
    pub today: Date,
}

/// `--allow GUARD=ZONES`, for this run only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    pub guard: GuardKind,
    /// A zone, or a pattern of zones such as `**.example.com`.
    pub zones: Pattern,
}

/// Consent that is reviewed with the sources, scoped and expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    pub guard: GuardKind,
    /// A zone's apex, or the owner of the RRsets in question.
    pub name: Name,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
}

/// Whether a raised guard stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody agreed.
    Refused,
    /// An `[[ack]]` would cover it, but ended on this day.
    Expired(Date),
    /// `--allow` covers it.
    Allowed,
    /// An `[[ack]]` covers it; with its reason.
    Acknowledged { reason: String },
}

impl Verdict {
    /// Whether the plan may go out as far as this guard is concerned.
    pub fn passes(&self) -> bool {
        matches!(self, Verdict::Allowed | Verdict::Acknowledged { .. })
    }
}

impl Consent {
    /// No consent at all.
    pub fn none(today: Date) -> Consent {
        Consent { allows: Vec::new(), acks: Vec::new(), today }
    }

    /// What it says to a guard. An ack for an owner counts if every RRset of
    /// the guard has an owner with one.
    pub fn verdict(&self, guard: &Guard) -> Verdict {
        if self.allows.iter().any(|allow| allow.guard == guard.kind && allow.zones.matches(&guard.apex)) {
            return Verdict::Allowed;
        }
        let acks = || self.acks.iter().filter(|ack| ack.guard == guard.kind);
        let covers = |current: bool| -> Option<&Ack> {
            let valid = move |ack: &&Ack| (ack.until >= self.today) == current;
            let zone = acks().filter(valid).find(|ack| ack.name == guard.apex);
            let owner = |name: &Name| acks().filter(valid).find(|ack| &ack.name == name);
            zone.or_else(|| {
                let owners = guard.keys.iter().map(|key| owner(&key.owner));
                owners.collect::<Option<Vec<_>>>()?.into_iter().next()
            })
        };
        if let Some(ack) = covers(true) {
            return Verdict::Acknowledged { reason: ack.reason.clone() };
        }
        covers(false).map_or(Verdict::Refused, |ack| Verdict::Expired(ack.until))
    }
}

/// Why a text is no `--allow`; `Display` is a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowError(String);

impl fmt::Display for AllowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AllowError {}

/// Reads `delete-many=example.com`. A pattern of all zones is refused.
impl FromStr for Allow {
    type Err = AllowError;
    fn from_str(text: &str) -> Result<Allow, AllowError> {
        let (guard, zones) = text.split_once('=').unwrap_or((text, ""));
        let guard: GuardKind = guard.parse().map_err(AllowError)?;
        if zones.is_empty() {
            return Err(AllowError(format!("name the zone: `{guard}=example.com`")));
        }
        if zones.split('.').all(|label| label == "**" || label.is_empty()) && zones != "." {
            return Err(AllowError(format!("`{zones}` would allow {guard} everywhere; name the zones")));
        }
        if zones.split('.').any(|label| label == "*") {
            let meant = zones.replace('*', "**");
            return Err(AllowError(format!("`*` is the wildcard name itself; write `{guard}={meant}`")));
        }
        let wrong = |error: String| AllowError(format!("`{zones}` names no zone: {error}"));
        if !zones.contains('*') {
            Name::parse(zones, Charset::Idna, None).map_err(|error| wrong(error.to_string()))?;
        }
        let zones = Pattern::parse(zones, &Name::root()).map_err(|PatternError(error)| AllowError(error))?;
        Ok(Allow { guard, zones })
    }
}
