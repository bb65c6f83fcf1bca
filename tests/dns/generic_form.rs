//! RDATA in hexadecimal digits.

pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The generic form of RFC 3597.
pub fn generic(octets: &[u8]) -> String {
    format!("\\# {} {}", octets.len(), hex(octets)).trim_end().to_owned()
}
