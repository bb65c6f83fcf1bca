use std::fmt;
use std::net::IpAddr;

use super::pattern::{Pattern, PatternError};
use crate::dns::{RdataRef, RecordType};

/// What a record must point at, to be covered by an `ignore ... to` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One of the names in its RDATA matches.
    Name(Pattern),
    /// It is an A or AAAA record with one of these addresses.
    Network(Network),
}

/// The addresses that share their first bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Target {
    /// Whether a record points at it.
    pub(in crate::model) fn covers(&self, record: RdataRef<'_>) -> bool {
        match self {
            Target::Name(pattern) => record.names().iter().any(|name| pattern.matches(name)),
            Target::Network(network) => match record.record_type {
                RecordType::A | RecordType::AAAA => network.contains(record.wire),
                _ => false,
            },
        }
    }
}

impl Network {
    /// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; `None` for anything
    /// that is no address in front of the slash.
    pub fn parse(text: &str) -> Option<Result<Network, PatternError>> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = length.map_or(Ok(most), str::parse).ok().filter(|bits| *bits <= most);
        let network = bits.map(|bits| Network { address, bits });
        let wrong = |what: &str| Err(PatternError(format!("`{text}` is no network: {what}")));
        Some(match network {
            None => wrong(&format!("its prefix has 0 to {most} bits")),
            Some(network) if network.has_bits_behind() => wrong("bits are set behind its prefix"),
            Some(network) => Ok(network),
        })
    }

    fn has_bits_behind(self) -> bool {
        let (bits, width) = self.number();
        self.bits < width && bits << (128 - u32::from(width)) << self.bits != 0
    }

    /// The address as a number, and how many bits of it count.
    fn number(self) -> (u128, u8) {
        match self.address {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
            IpAddr::V6(v6) => (v6.to_bits(), 128),
        }
    }

    /// Whether an address of its family, in network order, is one of them.
    fn contains(self, octets: &[u8]) -> bool {
        let (bits, width) = self.number();
        let other = octets.iter().fold(0_u128, |number, octet| number << 8 | u128::from(*octet));
        let apart = (bits ^ other).checked_shr(u32::from(width - self.bits)).unwrap_or(0);
        octets.len() * 8 == usize::from(width) && apart == 0
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Name(pattern) => pattern.fmt(f),
            Target::Network(Network { address, bits: 32 }) if address.is_ipv4() => address.fmt(f),
            Target::Network(Network { address, bits: 128 }) => address.fmt(f),
            Target::Network(Network { address, bits }) => write!(f, "{address}/{bits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn networks_hold_addresses_of_their_family() {
        let octets = |text: &str| match text.parse().unwrap() {
            std::net::IpAddr::V4(v4) => v4.octets().to_vec(),
            std::net::IpAddr::V6(v6) => v6.octets().to_vec(),
        };
        for (network, address, expected) in [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.0/25", "192.0.2.127", true),
            ("192.0.2.0/25", "192.0.2.128", false),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "::", false),
            ("::/0", "ffff::", true),
            ("::/0", "1.2.3.4", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::1", "2001:db8::1", true),
        ] {
            let parsed = Network::parse(network).unwrap().unwrap();
            assert_eq!(parsed.contains(&octets(address)), expected, "{network} {address}");
        }
        for (text, error) in [
            ("192.0.2.1/24", "`192.0.2.1/24` is no network: bits are set behind its prefix"),
            ("2001:db8::1/127", "`2001:db8::1/127` is no network: bits are set behind its prefix"),
            ("192.0.2.0/33", "`192.0.2.0/33` is no network: its prefix has 0 to 32 bits"),
            ("::/x", "`::/x` is no network: its prefix has 0 to 128 bits"),
        ] {
            assert_eq!(Network::parse(text).unwrap().unwrap_err().0, error);
        }
        assert_eq!(Network::parse("0/25.2.0.192.in-addr.arpa."), None);
    }
}
