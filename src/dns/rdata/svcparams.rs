//! The parameters of SVCB and HTTPS records (RFC 9460 section 2.1 and appendix
//! A): `key=value` in any order, by rising key on the wire.

use std::borrow::Cow;
use std::fmt;

use super::domain::CasedName;
use super::field::{Field, end_after};
use super::number::{big_endian, digits};
use super::read::Reader;
use super::strings::append_unescaped;
use super::svcvalue::{ParamKind, kind_of};
use super::{RdataError, Token, WireError};
use crate::dns::Name;

/// The target, which keeps its case and is easily forgotten before the parameters.
pub(super) struct ServiceTarget;

/// Parameters up to the end.
pub(super) struct SvcParams;

/// <https://www.iana.org/assignments/dns-svcb>. Those that are no part of RFC
/// 9460 or RFC 9461 are written back as `keyNNNNN`, which every server reads.
const KEYS: &[(&str, u16)] = &[
    ("mandatory", 0),
    ("alpn", 1),
    ("no-default-alpn", 2),
    ("port", 3),
    ("ipv4hint", 4),
    ("ech", 5),
    ("ipv6hint", 6),
    ("dohpath", 7),
    ("ohttp", 8),
    ("tls-supported-groups", 9),
];

const MANDATORY: u16 = 0;
const ALPN: u16 = 1;
const NO_DEFAULT_ALPN: u16 = 2;
const LAST_SHOWN: u16 = 7;

/// One parameter of a text.
struct Param {
    key: u16,
    token: usize,
    value: Vec<u8>,
}

impl Field for ServiceTarget {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        if let Some(Token { text, quoted: false }) = reader.peek()
            && text.split_once('=').is_some_and(|(key, _)| parse_key(key).is_some())
        {
            reader.next += 1;
            let message = format!("the target is missing in front of `{text}`");
            return Err(reader.wrong_with(message, "write `.` for the owner itself"));
        }
        CasedName.read(reader)
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        CasedName.end(data, at)
    }

    fn names(&self, value: &[u8], found: &mut Vec<Name>) {
        CasedName.names(value, found);
    }

    fn has_text(&self, value: &[u8]) -> bool {
        CasedName.has_text(value) && !begins_with_key(value)
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        CasedName.write(value, f)
    }
}

/// Whether reading would take the name for a parameter.
fn begins_with_key(name: &[u8]) -> bool {
    let mut parts = name.get(1..).unwrap_or_default().splitn(2, |&octet| octet == b'=');
    let key = parts.next().and_then(|key| std::str::from_utf8(key).ok());
    parts.next().is_some() && key.is_some_and(|key| parse_key(key).is_some())
}

impl Field for SvcParams {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let mut params: Vec<Param> = Vec::new();
        while reader.has_more() {
            params.push(read_param(reader)?);
        }
        params.sort_by_key(|param| param.key);
        check_together(reader, &params)?;
        for param in params {
            let length = u16::try_from(param.value.len()).map_err(|_| {
                let octets = param.value.len();
                reader.wrong_at(param.token, format!("the value has {octets} octets, 65535 are allowed"))
            })?;
            reader.wire.extend_from_slice(&param.key.to_be_bytes());
            reader.wire.extend_from_slice(&length.to_be_bytes());
            reader.wire.extend_from_slice(&param.value);
        }
        Ok(())
    }

    fn end(&self, data: &[u8], start: usize) -> Result<usize, WireError> {
        let mut at = start;
        let mut last = None;
        while at < data.len() {
            let head = end_after(data, at, 4)?;
            let (key, length) =
                (big_endian(&data[at..at + 2]) as u16, big_endian(&data[at + 2..head]) as usize);
            if last.is_some_and(|last| key <= last) {
                return Err(WireError::new(at, "the keys of the parameters do not rise"));
            }
            let end = end_after(data, head, length)?;
            kind_of(key)
                .check(&data[head..end])
                .map_err(|why| WireError::new(head, format!("the parameter `{}` {why}", key_name(key))))?;
            (at, last) = (end, Some(key));
        }
        // Both rise, so one walk over the parameters finds all that are mandatory.
        let mut present = params(&data[start..]).map(|param| param.0);
        let missing = mandatory(&data[start..]).find(|&key| !present.any(|other| other == key));
        match missing {
            None => Ok(at),
            Some(key) => {
                Err(WireError::new(start, format!("the mandatory parameter `{}` is missing", key_name(key))))
            }
        }
    }

    fn has_text(&self, value: &[u8]) -> bool {
        value_of(value, NO_DEFAULT_ALPN).is_none() || value_of(value, ALPN).is_some()
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in params(value).enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{}", shown_name(key))?;
            match key {
                0..=LAST_SHOWN => kind_of(key).write(value, f)?,
                _ => ParamKind::Opaque.write(value, f)?,
            }
        }
        Ok(())
    }
}

fn read_param(reader: &mut Reader<'_>) -> Result<Param, RdataError> {
    let text = reader.bare()?;
    let token = reader.next - 1;
    let (name, written) = match text.split_once('=') {
        Some((name, written)) => (name, Some(written)),
        None => (text, None),
    };
    let key = parse_key(name).ok_or_else(|| unknown_key(reader, name))?;
    let kind = kind_of(key);
    if !kind.allows_absence(written) {
        return Err(reader.wrong_with(format!("the parameter `{name}` has no value"), kind.form(name)));
    }
    let mut octets = Vec::new();
    append_unescaped(value_token(reader, written.unwrap_or_default())?, &mut octets)
        .map_err(|(message, help)| reader.wrong_with(message, help))?;
    let numbered = name.starts_with("key");
    let value = if numbered { Ok(octets) } else { kind.parse(&octets) };
    let value = value.and_then(|value| kind.check(&value).map(|()| value).map_err(str::to_owned));
    match value {
        Ok(value) => Ok(Param { key, token, value }),
        Err(why) => Err(reader.wrong_with(format!("the parameter `{name}` {why}"), kind.form(name))),
    }
}

/// The value without its quotes.
fn value_token<'v>(reader: &Reader<'_>, written: &'v str) -> Result<Token<'v>, RdataError> {
    let Some(behind) = written.strip_prefix('"') else {
        return Ok(Token { text: written, quoted: false });
    };
    let inner = behind.strip_suffix('"').filter(|inner| {
        let slashes = inner.bytes().rev().take_while(|&octet| octet == b'\\').count();
        slashes.is_multiple_of(2)
    });
    match inner {
        Some(text) => Ok(Token { text, quoted: true }),
        None => Err(reader.wrong(format!("the quoted value `{written}` does not end in its quote"))),
    }
}

fn unknown_key(reader: &Reader<'_>, name: &str) -> RdataError {
    let message = format!("`{name}` is no parameter of {}", reader.record_type);
    if parse_key(&name.to_ascii_lowercase()).is_some() {
        return reader
            .wrong_with(message, format!("write it in lower case: `{}`", name.to_ascii_lowercase()));
    }
    let names: Vec<&str> = KEYS.iter().map(|row| row.0).collect();
    reader.wrong_with(message, format!("parameters are {}, and `keyNNNNN` for any other", names.join(", ")))
}

/// What must be true of the parameters together, sorted by key.
fn check_together(reader: &Reader<'_>, params: &[Param]) -> Result<(), RdataError> {
    if let Some([_, second]) = params.array_windows().find(|[first, second]| first.key == second.key) {
        let message = format!("the parameter `{}` is there twice", key_name(second.key));
        return Err(reader.wrong_at(second.token, message));
    }
    let has = |key: u16| params.binary_search_by_key(&key, |param| param.key).is_ok();
    for param in params {
        if param.key == NO_DEFAULT_ALPN && !has(ALPN) {
            let message = "`no-default-alpn` leaves no protocol without `alpn`".to_owned();
            return Err(reader.wrong_at(param.token, message));
        }
        if param.key != MANDATORY {
            continue;
        }
        if let Some(key) = keys_in(&param.value).find(|&key| !has(key)) {
            let message = format!("the mandatory parameter `{}` is missing", key_name(key));
            return Err(reader.wrong_at(param.token, message));
        }
    }
    Ok(())
}

/// A mnemonic in lower case, or `keyNNNNN` without leading zeros.
pub(super) fn parse_key(name: &str) -> Option<u16> {
    if let Some(row) = KEYS.iter().find(|row| row.0 == name) {
        return Some(row.1);
    }
    let number = name.strip_prefix("key")?;
    let plain = number == "0" || !number.starts_with('0');
    plain.then(|| digits(number, 65535)).flatten().map(|key| key as u16)
}

/// How a key is called in messages.
fn key_name(key: u16) -> Cow<'static, str> {
    match KEYS.iter().find(|row| row.1 == key) {
        Some(row) => row.0.into(),
        None => format!("key{key}").into(),
    }
}

/// How a key is written.
pub(super) fn shown_name(key: u16) -> Cow<'static, str> {
    if key <= LAST_SHOWN { key_name(key) } else { format!("key{key}").into() }
}

/// The keys in a `mandatory` value.
pub(super) fn keys_in(value: &[u8]) -> impl Iterator<Item = u16> {
    value.chunks_exact(2).map(|key| big_endian(key) as u16)
}

/// The parameters of wire data that has the right extents.
pub(in crate::dns) fn params(mut rest: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (&[a, b, c, d], behind) = rest.split_first_chunk()?;
        let (value, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes([c, d])))?;
        rest = behind;
        Some((u16::from_be_bytes([a, b]), value))
    })
}

fn value_of(data: &[u8], key: u16) -> Option<&[u8]> {
    params(data).find(|param| param.0 == key).map(|param| param.1)
}

fn mandatory(data: &[u8]) -> impl Iterator<Item = u16> {
    keys_in(value_of(data, MANDATORY).unwrap_or_default())
}
