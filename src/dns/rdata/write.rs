use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::layout::{Field, layout};
use crate::dns::{Name, RecordType};

pub(super) fn write(record_type: RecordType, wire: &[u8]) -> String {
    layout(record_type).and_then(|fields| write_fields(fields, wire)).unwrap_or_else(|| generic(wire))
}

fn write_fields(fields: &[Field], mut rest: &[u8]) -> Option<String> {
    let mut text = String::new();
    for field in fields {
        if !text.is_empty() {
            text.push(' ');
        }
        match field {
            Field::Name => {
                let (name, behind) = Name::split_from_wire(rest)?;
                let _ = write!(text, "{name}");
                rest = behind;
            }
            Field::U16 => {
                let (value, behind) = rest.split_first_chunk()?;
                let _ = write!(text, "{}", u16::from_be_bytes(*value));
                rest = behind;
            }
            Field::U32 | Field::Seconds => {
                let (value, behind) = rest.split_first_chunk()?;
                let _ = write!(text, "{}", u32::from_be_bytes(*value));
                rest = behind;
            }
            Field::Ip4 => {
                let (value, behind) = rest.split_first_chunk::<4>()?;
                let _ = write!(text, "{}", Ipv4Addr::from(*value));
                rest = behind;
            }
            Field::Ip6 => {
                let (value, behind) = rest.split_first_chunk::<16>()?;
                let _ = write!(text, "{}", Ipv6Addr::from(*value));
                rest = behind;
            }
            Field::Strings => {
                while let Some((&length, behind)) = rest.split_first() {
                    let (value, behind) = behind.split_at_checked(length as usize)?;
                    if !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    quote(value, &mut text);
                    rest = behind;
                }
            }
        }
    }
    rest.is_empty().then_some(text)
}

fn quote(value: &[u8], text: &mut String) {
    text.push('"');
    for &octet in value {
        match octet {
            b'"' | b'\\' => {
                text.push('\\');
                text.push(octet as char);
            }
            0x20..=0x7e => text.push(octet as char),
            octet => {
                let _ = write!(text, "\\{octet:03}");
            }
        }
    }
    text.push('"');
}

fn generic(wire: &[u8]) -> String {
    match wire.len() {
        0 => "\\# 0".to_owned(),
        length => format!("\\# {length} {}", data_encoding::HEXLOWER.encode(wire)),
    }
}
