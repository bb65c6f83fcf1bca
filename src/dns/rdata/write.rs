use std::fmt;

use super::generic;
use super::layout::{Part, layout};
use crate::dns::RecordType;

/// Writes presentation text; the generic form where the type, or a value of
/// it, has no other that reads back to the same octets.
pub(super) fn write(record_type: RecordType, data: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match layout(record_type) {
        Some(fields) if has_text(fields, data) => write_fields(fields, data, f),
        _ => generic::write(data, f),
    }
}

fn has_text(fields: &[Part], data: &[u8]) -> bool {
    let mut at = 0;
    for (_, field) in fields {
        match field.end(data, at) {
            Ok(end) if field.has_text(&data[at..end]) => at = end,
            _ => return false,
        }
    }
    at == data.len()
}

fn write_fields(fields: &[Part], data: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut at = 0;
    for (index, (_, field)) in fields.iter().enumerate() {
        let end = field.end(data, at).map_err(|_| fmt::Error)?;
        let value = &data[at..end];
        if !field.is_blank(value) {
            if index > 0 {
                f.write_str(" ")?;
            }
            field.write(value, f)?;
        }
        at = end;
    }
    Ok(())
}
