use crate::dns::RecordType;

/// One field of a record type, as it stands in presentation text and on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// A domain name that the canonical form writes in lower case (RFC 4034 section 6.2).
    Name,
    U16,
    /// A 32-bit number.
    U32,
    /// A 32-bit number of seconds that may be written with units.
    Seconds,
    Ip4,
    Ip6,
    /// One or more character-strings up to the end (RFC 1035 section 3.3.14).
    Strings,
}

/// The fields of a type in order; `None` for a type that has only the generic
/// form of RFC 3597.
pub(super) fn layout(record_type: RecordType) -> Option<&'static [Field]> {
    use Field::*;
    Some(match record_type {
        RecordType::A => &[Ip4],
        RecordType::AAAA => &[Ip6],
        RecordType::NS | RecordType::CNAME | RecordType::PTR | RecordType::DNAME => &[Name],
        RecordType::MX => &[U16, Name],
        RecordType::SRV => &[U16, U16, U16, Name],
        RecordType::TXT => &[Strings],
        RecordType::SOA => &[Name, Name, U32, Seconds, Seconds, Seconds, Seconds],
        _ => return None,
    })
}
