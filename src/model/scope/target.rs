use std::fmt;
use std::net::IpAddr;

use super::pattern::{Pattern, PatternError};
use crate::dns::{Network, RdataRef};

/// What a record must point at, to be covered by an `ignore ... to` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One of the names in its RDATA matches.
    Name(Pattern),
    /// It is an A or AAAA record with one of these addresses.
    Network(Network),
}

impl Target {
    /// Whether a record points at it.
    pub(in crate::model) fn covers(&self, record: RdataRef<'_>) -> bool {
        match self {
            Target::Name(pattern) => record.names().iter().any(|name| pattern.matches(name)),
            Target::Network(network) => record.address().is_some_and(|address| network.holds(address)),
        }
    }
}

/// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; `None` for anything
/// that is no address in front of the slash.
pub(super) fn network(text: &str) -> Option<Result<Network, PatternError>> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = bits(address);
    let length = length.map_or(Ok(most), str::parse).ok();
    let network = length.and_then(|length| Network::around(address, length));
    let wrong = |what: &str| Err(PatternError(format!("`{text}` is no network: {what}")));
    Some(match network {
        None => wrong(&format!("its prefix has 0 to {most} bits")),
        Some(network) if network.first() != address => wrong("bits are set behind its prefix"),
        Some(network) => Ok(network),
    })
}

/// How many bits an address of this family has.
fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Name(pattern) => pattern.fmt(f),
            Target::Network(network) if network.length() == bits(network.first()) => network.first().fmt(f),
            Target::Network(network) => network.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn networks_are_read_or_refused() {
        for (text, error) in [
            ("192.0.2.1/24", "`192.0.2.1/24` is no network: bits are set behind its prefix"),
            ("2001:db8::1/127", "`2001:db8::1/127` is no network: bits are set behind its prefix"),
            ("192.0.2.0/33", "`192.0.2.0/33` is no network: its prefix has 0 to 32 bits"),
            ("::/x", "`::/x` is no network: its prefix has 0 to 128 bits"),
        ] {
            assert_eq!(network(text).unwrap().unwrap_err().0, error);
        }
        assert_eq!(network("0/25.2.0.192.in-addr.arpa."), None);
    }
}
