use std::fmt;

use super::field::Field;
use super::read::Reader;
use super::strings::text_end;
use super::{RdataError, WireError};

/// The tag of a CAA property: ASCII letters and digits (RFC 8659 section 4.1).
pub(super) struct Tag;

impl Field for Tag {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let text = reader.bare()?;
        if !is_tag(text.as_bytes()) {
            return Err(reader.wrong_with(
                format!("`{text}` is no CAA tag"),
                "a tag is letters and digits, such as `issue`, `issuewild` or `iodef`",
            ));
        }
        let length = u8::try_from(text.len())
            .map_err(|_| reader.wrong(format!("a CAA tag has {} octets, 255 are allowed", text.len())))?;
        reader.wire.push(length);
        reader.wire.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        let end = text_end(data, at)?;
        match is_tag(&data[at + 1..end]) {
            true => Ok(end),
            false => Err(WireError::new(at, "a CAA tag is not letters and digits")),
        }
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        value[1..].iter().try_for_each(|&octet| fmt::Write::write_char(f, octet.into()))
    }
}

fn is_tag(tag: &[u8]) -> bool {
    !tag.is_empty() && tag.iter().all(u8::is_ascii_alphanumeric)
}
