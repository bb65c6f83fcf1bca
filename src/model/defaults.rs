use std::collections::{BTreeMap, BTreeSet};

use super::desired::SoaSetting;
use crate::dns::{Name, Ttl};

/// What the project file gives to compiling.
#[derive(Debug, Clone, Default)]
pub struct Defaults {
    pub zones: ZoneDefaults,
    /// The provider instances and their kinds; `None`: names are not checked.
    pub instances: Option<BTreeMap<String, String>>,
    /// The registrar instances; `None`: names are not checked.
    pub registrars: Option<BTreeSet<String>>,
    /// The edition of the preset library; `None`: the newest.
    pub edition: Option<&'static str>,
    pub budget: Budget,
}

/// What zones get that do not say it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneDefaults {
    /// For records and zones that say none; an hour if this says none either.
    pub ttl: Option<Ttl>,
    /// For the NS records of the apex.
    pub ns_ttl: Option<Ttl>,
    /// Names of provider instances.
    pub providers: Vec<String>,
    /// Names of provider instances that are not in the NS set.
    pub mirrors: Vec<String>,
    /// The name of a registrar instance.
    pub registrar: Option<String>,
    pub nameservers: Vec<Name>,
    /// For zones without a `soa` setting.
    pub soa: Option<SoaSetting>,
    pub dnssec: Option<bool>,
    /// Who answers for the zones, in words.
    pub owner: Option<String>,
}

/// How far templates and loops may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Records made by templates and loops.
    pub records: u64,
    /// Templates and loops inside each other.
    pub depth: u32,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { records: 1_000_000, depth: 32 }
    }
}
