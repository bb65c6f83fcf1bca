use super::ProviderAttribute;
use crate::dns::{RecordType, Ttl};

/// What a provider can hold and how it wants changes. Data, so that
/// everything can be checked offline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// The kind, as in `zonal.toml`: `zone-file`, `rfc2136`.
    pub kind: &'static str,
    /// `None` means every type.
    pub types: Option<Vec<RecordType>>,
    /// Types that it cannot hold, whatever `types` says.
    pub without: Vec<RecordType>,
    /// The SOA without its serial.
    pub soa: Part,
    /// The NS RRset at the apex.
    pub apex_ns: Part,
    /// Types that the provider makes itself and that are left alone.
    pub generated: Vec<RecordType>,
    /// Types that a signing provider makes at the apex: left alone there unless
    /// the project declares them.
    pub generated_at_apex: Vec<RecordType>,
    pub ttl: std::ops::RangeInclusive<Ttl>,
    /// The unit in which the API takes changes.
    pub granularity: Granularity,
    /// Whether all changes of a zone are applied together or not at all.
    pub atomic: bool,
    /// Whether a zone that is absent can be created by writing it.
    pub creates_zones: bool,
    /// Whether a name can have the addresses of another one (ALIAS).
    pub alias: bool,
    /// Whether web pages of a name can be redirected (REDIRECT).
    pub redirect: bool,
    /// Whether zones can be signed by order of the project (`dnssec on`).
    pub signs: bool,
    /// What may be said about records beside their data.
    pub attributes: Vec<ProviderAttribute>,
}

/// Who says a part of the zone that some providers keep to themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The project must say it; without it the zone does not work.
    Required,
    /// The project may say it; what it does not say is left as it is.
    Optional,
    /// Only the provider; saying it is an error.
    Theirs,
}

/// The unit of one change in an API; the plan shows the same text for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granularity {
    Record,
    Rrset,
    Owner,
    Zone,
}
