use super::form::listed;
use crate::diagnostic::nearest;
use crate::plan::Capabilities;

/// The kinds of providers that `[providers.NAME]` can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A folder of master files.
    ZoneFile,
    /// A server that takes dynamic updates (RFC 2136) and gives transfers.
    Rfc2136,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::ZoneFile, Kind::Rfc2136];

    /// As written in `zonal.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::ZoneFile => "zone-file",
            Kind::Rfc2136 => "rfc2136",
        }
    }

    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == text)
    }

    /// The keys of `[providers.NAME]` besides `kind`.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Kind::ZoneFile => &["path", "serial", "after", "adopt"],
            Kind::Rfc2136 => &["server", "tsig", "zones", "catalog", "timeout"],
        }
    }
}

/// What instances of a kind can hold: known without a connection or a secret.
pub fn capabilities(kind: Kind) -> Capabilities {
    match kind {
        Kind::ZoneFile => crate::provider::zone_file::capabilities(),
        Kind::Rfc2136 => crate::provider::rfc2136::capabilities(),
    }
}

/// What to say about a kind that does not exist.
pub(super) fn help_for(text: &str, kinds: &[&str]) -> String {
    match nearest(text, kinds.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? The kinds are {}", listed(kinds)),
        None if kinds.len() == 1 => format!("the only kind is {}", listed(kinds)),
        None => format!("the kinds are {}", listed(kinds)),
    }
}
