use std::net::{Ipv4Addr, Ipv6Addr};

use super::RdataError;
use super::layout::{Field, layout};
use crate::dns::name::read_escape;
use crate::dns::{Charset, Name, NameError, RecordType, Ttl};

/// One token of RDATA text: escapes still in place, the surrounding quotes
/// taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub text: &'t str,
    pub quoted: bool,
}

/// How a name inside RDATA is understood where it stands: what `@` is and what
/// a missing final dot means. Master files and the zone language differ.
pub trait Names {
    /// Appends the uncompressed, lower-case wire form of the name `text`.
    /// The error is a clause without a full stop, with an optional help.
    fn read_name(&self, text: &str, wire: &mut Vec<u8>) -> Result<(), (String, Option<String>)>;
}

/// Names as in a master file (RFC 1035 section 5.1): relative ones are
/// completed with the origin, `@` is the origin. Without an origin every name
/// is taken as absolute.
impl Names for Option<&Name> {
    fn read_name(&self, text: &str, wire: &mut Vec<u8>) -> Result<(), (String, Option<String>)> {
        let start = wire.len();
        let origin: &[u8] = self.map_or(&[0], Name::wire);
        if text == "@" {
            wire.extend_from_slice(origin);
            return Ok(());
        }
        let say = |error: NameError| (format!("`{text}` is no name: {error}"), None);
        match Name::read_labels(text.as_bytes(), Charset::Octets, wire).map_err(say)? {
            true => wire.push(0),
            false => wire.extend_from_slice(origin),
        }
        let octets = wire.len() - start;
        if octets > 255 { Err(say(NameError::TooLong { octets })) } else { Ok(()) }
    }
}

pub(super) fn read(
    record_type: RecordType,
    tokens: &[Token<'_>],
    names: &dyn Names,
    wire: &mut Vec<u8>,
) -> Result<(), RdataError> {
    let Some(fields) = layout(record_type) else {
        return Err(RdataError {
            token: None,
            message: format!("{record_type} wants `\\# length hex`"),
            help: None,
        });
    };
    let mut at = 0;
    for field in fields {
        if *field == Field::Strings {
            if at == tokens.len() {
                return Err(missing("a text"));
            }
            for (index, token) in tokens.iter().enumerate().skip(at) {
                read_string(token.text, wire).map_err(|message| blame(index, message))?;
            }
            at = tokens.len();
            continue;
        }
        let Some(token) = tokens.get(at) else { return Err(missing("a value")) };
        read_field(*field, token.text, names, wire).map_err(|(message, help)| RdataError {
            token: Some(at),
            message,
            help,
        })?;
        at += 1;
    }
    match tokens.get(at) {
        None => Ok(()),
        Some(extra) => Err(blame(at, format!("`{}` is one value too many for {record_type}", extra.text))),
    }
}

fn missing(what: &str) -> RdataError {
    RdataError { token: None, message: format!("{what} is missing"), help: None }
}

fn blame(token: usize, message: String) -> RdataError {
    RdataError { token: Some(token), message, help: None }
}

fn read_field(
    field: Field,
    text: &str,
    names: &dyn Names,
    wire: &mut Vec<u8>,
) -> Result<(), (String, Option<String>)> {
    let wrong = |what: &str| (format!("`{text}` is no {what}"), None);
    match field {
        Field::Name => names.read_name(text, wire)?,
        Field::U16 => {
            wire.extend(text.parse::<u16>().map_err(|_| wrong("number from 0 to 65535"))?.to_be_bytes())
        }
        Field::U32 => {
            wire.extend(text.parse::<u32>().map_err(|_| wrong("number from 0 to 4294967295"))?.to_be_bytes())
        }
        Field::Seconds => {
            wire.extend(Ttl::parse(text).ok_or_else(|| wrong("duration"))?.seconds().to_be_bytes());
        }
        Field::Ip4 => wire.extend(text.parse::<Ipv4Addr>().map_err(|_| wrong("IPv4 address"))?.octets()),
        Field::Ip6 => wire.extend(text.parse::<Ipv6Addr>().map_err(|_| wrong("IPv6 address"))?.octets()),
        Field::Strings => unreachable!("taken by read"),
    }
    Ok(())
}

fn read_string(text: &str, wire: &mut Vec<u8>) -> Result<(), String> {
    let length_at = wire.len();
    wire.push(0);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            let (octet, width) =
                read_escape(&bytes[at + 1..]).ok_or("`\\` wants three digits or a character")?;
            wire.push(octet);
            at += 1 + width;
        } else {
            wire.push(bytes[at]);
            at += 1;
        }
    }
    let octets = wire.len() - length_at - 1;
    wire[length_at] = u8::try_from(octets)
        .map_err(|_| format!("a character-string has {octets} octets, 255 are allowed"))?;
    Ok(())
}
