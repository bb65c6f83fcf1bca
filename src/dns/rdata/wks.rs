use std::fmt;

use super::bitmap::set_bits;
use super::field::Field;
use super::number::digits;
use super::read::Reader;
use super::{RdataError, WireError};

/// The ports of a WKS record, as a bit each up to the end (RFC 1035 section 3.4.2).
pub(super) struct Ports;

/// The mnemonics of RFC 1010 still in use; other ports are numbers.
const SERVICES: &[(&str, u16)] = &[
    ("echo", 7),
    ("discard", 9),
    ("systat", 11),
    ("daytime", 13),
    ("netstat", 15),
    ("chargen", 19),
    ("ftp-data", 20),
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("time", 37),
    ("whois", 43),
    ("domain", 53),
    ("tftp", 69),
    ("gopher", 70),
    ("finger", 79),
    ("http", 80),
    ("kerberos", 88),
    ("pop3", 110),
    ("sunrpc", 111),
    ("nntp", 119),
    ("ntp", 123),
    ("imap2", 143),
    ("snmp", 161),
    ("https", 443),
];

impl Field for Ports {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let start = reader.wire.len();
        while reader.has_more() {
            let text = reader.bare()?;
            let service = || SERVICES.iter().find(|row| row.0.eq_ignore_ascii_case(text));
            let port = digits(text, 65535).or_else(|| service().map(|row| row.1.into())).ok_or_else(|| {
                reader.wrong_with(
                    format!("`{text}` is no port"),
                    "write a number from 0 to 65535, or a service such as `smtp`",
                )
            })? as usize;
            let octet = start + port / 8;
            if octet >= reader.wire.len() {
                reader.wire.resize(octet + 1, 0);
            }
            reader.wire[octet] |= 0x80 >> (port % 8);
        }
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        match &data[at..] {
            [.., 0] => Err(WireError::new(data.len() - 1, "the bitmap of ports ends in a zero octet")),
            bits if bits.len() > 8192 => Err(WireError::new(at + 8192, "the bitmap of ports is too long")),
            _ => Ok(data.len()),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, port) in set_bits(value).enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{port}")?;
        }
        Ok(())
    }
}
