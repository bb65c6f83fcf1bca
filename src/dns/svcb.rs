use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::rdata::service_params;
use super::{Name, RdataRef, RecordType};

/// The data of an SVCB or HTTPS record (RFC 9460 section 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svcb<'d> {
    /// Zero is AliasMode.
    pub priority: u16,
    /// The root stands for the owner in ServiceMode and for no service in AliasMode.
    pub target: Name,
    params: &'d [u8],
}

const PORT: u16 = 3;
const IPV4_HINT: u16 = 4;
const IPV6_HINT: u16 = 6;

impl<'d> Svcb<'d> {
    /// `None` for other types.
    pub fn read(rdata: RdataRef<'d>) -> Option<Svcb<'d>> {
        if !matches!(rdata.record_type, RecordType::SVCB | RecordType::HTTPS) {
            return None;
        }
        let (priority, rest) = rdata.wire.split_first_chunk()?;
        let (target, params) = Name::split_from_wire(rest)?;
        Some(Svcb { priority: u16::from_be_bytes(*priority), target, params })
    }

    /// Whether it is in AliasMode (RFC 9460 section 2.4.2).
    pub fn is_alias(&self) -> bool {
        self.priority == 0
    }

    pub fn has_parameters(&self) -> bool {
        !self.params.is_empty()
    }

    /// The name that it leads to from its owner; `None` where it says that there is no service
    /// (RFC 9460 section 2.5).
    pub fn host(&self, owner: &Name) -> Option<Name> {
        match (self.target.is_root(), self.is_alias()) {
            (false, _) => Some(self.target.clone()),
            (true, false) => Some(owner.clone()),
            (true, true) => None,
        }
    }

    /// RFC 9460 section 7.2.
    pub fn port(&self) -> Option<u16> {
        let (_, value) = service_params(self.params).find(|(key, _)| *key == PORT)?;
        Some(u16::from_be_bytes(value.try_into().ok()?))
    }

    /// The addresses of `ipv4hint` and `ipv6hint` (RFC 9460 section 7.3).
    pub fn hints(&self) -> Vec<IpAddr> {
        let mut hints = Vec::new();
        for (key, value) in service_params(self.params) {
            match key {
                IPV4_HINT => {
                    hints.extend(
                        value.as_chunks::<4>().0.iter().map(|octets| IpAddr::V4(Ipv4Addr::from(*octets))),
                    );
                }
                IPV6_HINT => {
                    hints.extend(
                        value.as_chunks::<16>().0.iter().map(|octets| IpAddr::V6(Ipv6Addr::from(*octets))),
                    );
                }
                _ => {}
            }
        }
        hints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_hosts_and_hints() {
        let owner: Name = "a.example".parse().unwrap();
        let read =
            |wire: &'static [u8]| Svcb::read(RdataRef { record_type: RecordType::HTTPS, wire }).unwrap();
        let none = read(b"\0\0\0");
        assert_eq!((none.is_alias(), none.has_parameters(), none.host(&owner)), (true, false, None));
        let alias = read(b"\0\0\x01b\0");
        assert_eq!((alias.is_alias(), alias.host(&owner)), (true, Some("b".parse().unwrap())));
        let service = read(b"\0\x01\0\0\x01\0\x03\x02h2\0\x04\0\x08\x01\x02\x03\x04\x05\x06\x07\x08");
        assert_eq!((service.is_alias(), service.has_parameters()), (false, true));
        assert_eq!(service.host(&owner), Some(owner));
        assert_eq!(service.hints(), ["1.2.3.4", "5.6.7.8"].map(|text| text.parse::<IpAddr>().unwrap()));
        assert_eq!(service.port(), None);
        assert_eq!(read(b"\0\x01\0\0\x03\0\x02\x20\xfb").port(), Some(8443));
        assert_eq!(Svcb::read(RdataRef { record_type: RecordType::MX, wire: b"\0\0\0" }), None);
    }
}
