use super::WireError;
use super::layout::layout;
use crate::dns::{Name, RecordType};

/// Appends the canonical form; after an error `canonical` may have grown.
pub(super) fn canonicalize(
    record_type: RecordType,
    data: &[u8],
    canonical: &mut Vec<u8>,
) -> Result<(), WireError> {
    if data.len() > 65535 {
        return Err(WireError::new(65535, "the data is longer than 65535 octets"));
    }
    let Some(fields) = layout(record_type) else {
        canonical.extend_from_slice(data);
        return Ok(());
    };
    let mut at = 0;
    for (_, field) in fields {
        let end = field.end(data, at)?;
        field.canonicalize(&data[at..end], canonical);
        at = end;
    }
    if at == data.len() { Ok(()) } else { Err(WireError::new(at, "there is data behind the last field")) }
}

pub(super) fn names(record_type: RecordType, data: &[u8]) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = 0;
    for (_, field) in layout(record_type).unwrap_or_default() {
        let Ok(end) = field.end(data, at) else { break };
        field.names(&data[at..end], &mut found);
        at = end;
    }
    found
}
