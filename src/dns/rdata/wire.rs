use super::WireError;
use super::layout::{Field, layout};
use crate::dns::{Name, RecordType};

pub(super) fn canonicalize(
    record_type: RecordType,
    wire: &[u8],
    canonical: &mut Vec<u8>,
) -> Result<(), WireError> {
    let Some(fields) = layout(record_type) else {
        canonical.extend_from_slice(wire);
        return Ok(());
    };
    let mut rest = wire;
    for field in fields {
        let at = wire.len() - rest.len();
        let short = || WireError { at, message: "the data ends too early".to_owned() };
        let length = match field {
            Field::Name => {
                let (name, behind) = Name::split_from_wire(rest)
                    .ok_or(WireError { at, message: "no uncompressed name".to_owned() })?;
                canonical.extend_from_slice(name.wire());
                rest = behind;
                continue;
            }
            Field::U16 => 2,
            Field::U32 | Field::Seconds | Field::Ip4 => 4,
            Field::Ip6 => 16,
            Field::Strings => {
                let mut end = 0;
                while end == 0 || end < rest.len() {
                    end += *rest.get(end).ok_or_else(short)? as usize + 1;
                }
                end
            }
        };
        let (value, behind) = rest.split_at_checked(length).ok_or_else(short)?;
        canonical.extend_from_slice(value);
        rest = behind;
    }
    match rest {
        [] => Ok(()),
        _ => Err(WireError {
            at: wire.len() - rest.len(),
            message: "there is data behind the last field".to_owned(),
        }),
    }
}

pub(super) fn names(record_type: RecordType, wire: &[u8]) -> Vec<Name> {
    let mut found = Vec::new();
    let mut rest = wire;
    for field in layout(record_type).unwrap_or_default() {
        rest = match field {
            Field::Name => match Name::split_from_wire(rest) {
                Some((name, behind)) => {
                    found.push(name);
                    behind
                }
                None => break,
            },
            Field::U16 => rest.get(2..).unwrap_or_default(),
            Field::U32 | Field::Seconds | Field::Ip4 => rest.get(4..).unwrap_or_default(),
            Field::Ip6 => rest.get(16..).unwrap_or_default(),
            Field::Strings => break,
        };
    }
    found
}
