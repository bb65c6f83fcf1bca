use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::net::IpAddr;
use std::ops::Range;

use super::Network;

/// Which autonomous systems announce which networks (RFC 1930), as a file of `prefix,asn` lines says.
#[derive(Debug, Clone, Default)]
pub struct AsTable {
    systems: HashMap<Network, Vec<u32>>,
    /// Of IPv4 and of IPv6.
    lengths: [BTreeSet<u8>; 2],
}

/// Why a line says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsTableError {
    /// It has not two fields.
    Fields,
    Prefix,
    /// There are bits behind the prefix; the network without them.
    HostBits(Network),
    /// Not from 1 to 4294967295 (RFC 6793).
    Number,
}

impl AsTable {
    /// Reads lines such as `192.0.2.0/24,64500`, the number with or without `AS` in front; blank lines and
    /// those that begin with `#` are passed over. What says nothing is given back with the place of its line.
    pub fn read(text: &str) -> (AsTable, Vec<(Range<usize>, AsTableError)>) {
        let mut table = AsTable::default();
        let mut wrong = Vec::new();
        let mut start = 0;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim();
            let at = start + (whole.len() - whole.trim_start().len());
            start += whole.len();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match entry(line) {
                Ok((network, system)) => table.add(network, system),
                Err(error) => wrong.push((at..at + line.len(), error)),
            }
        }
        (table, wrong)
    }

    /// The systems that announce the smallest network around an address; none if the table has no such network.
    pub fn of(&self, address: IpAddr) -> &[u32] {
        let lengths = self.lengths[usize::from(address.is_ipv6())].iter().rev();
        let mut networks = lengths.filter_map(|length| Network::around(address, *length));
        networks.find_map(|network| self.systems.get(&network)).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, network: Network, system: u32) {
        self.lengths[usize::from(network.first().is_ipv6())].insert(network.length());
        let systems = self.systems.entry(network).or_default();
        if !systems.contains(&system) {
            systems.push(system);
        }
    }
}

fn entry(line: &str) -> Result<(Network, u32), AsTableError> {
    let (prefix, number) = line.split_once(',').ok_or(AsTableError::Fields)?;
    let (prefix, number) = (prefix.trim(), number.trim());
    if number.contains(',') {
        return Err(AsTableError::Fields);
    }
    let (address, network) = Network::written(prefix).ok_or(AsTableError::Prefix)?;
    if network.first() != address {
        return Err(AsTableError::HostBits(network));
    }
    let digits = match number.get(..2) {
        Some(front) if front.eq_ignore_ascii_case("as") => &number[2..],
        _ => number,
    };
    let is_number = digits.bytes().all(|octet| octet.is_ascii_digit());
    match digits.parse() {
        Ok(system) if is_number && system > 0 => Ok((network, system)),
        _ => Err(AsTableError::Number),
    }
}

impl fmt::Display for AsTableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsTableError::Fields => write!(f, "there are not two fields"),
            AsTableError::Prefix => write!(f, "the first field is no network"),
            AsTableError::HostBits(network) => {
                write!(f, "bits are set behind the prefix: the network is `{network}`")
            }
            AsTableError::Number => write!(f, "the second field is no AS number"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_network_decides() {
        let (table, wrong) = AsTable::read(
            "# ours\n\n192.0.0.0/16, AS64500\n192.0.2.0/24,64501\r\n192.0.2.0/24,64502\n192.0.2.0/24,64501\n\
             0.0.0.0/0,1\n2001:db8::/32,as4294967295\n2001:db8:1::/48,7",
        );
        assert_eq!(wrong, []);
        for (address, expected) in [
            ("192.0.1.1", &[64500][..]),
            ("192.0.2.1", &[64501, 64502]),
            ("8.8.8.8", &[1]),
            ("2001:db8::1", &[u32::MAX]),
            ("2001:db8:1::1", &[7]),
            ("2001:db9::1", &[]),
        ] {
            assert_eq!(table.of(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn lines_that_say_nothing() {
        for (line, expected) in [
            ("prefix,asn", AsTableError::Prefix),
            ("192.0.2.0/24", AsTableError::Fields),
            ("192.0.2.0/24,1,name", AsTableError::Fields),
            ("192.0.2.0/33,1", AsTableError::Prefix),
            ("192.0.2.0,1", AsTableError::Prefix),
            ("192.0.2.1/24,1", AsTableError::HostBits(Network::around([192, 0, 2, 0].into(), 24).unwrap())),
            ("192.0.2.0/24,0", AsTableError::Number),
            ("192.0.2.0/24,+1", AsTableError::Number),
            ("192.0.2.0/24,AS", AsTableError::Number),
            ("192.0.2.0/24,4294967296", AsTableError::Number),
            ("192.0.2.0/24,ö", AsTableError::Number),
        ] {
            let text = format!("# x\n  {line}\n");
            assert_eq!(AsTable::read(&text).1, [(6..6 + line.len(), expected)], "{line}");
        }
    }
}
