use std::fmt;

use super::field::Field;
use super::read::Reader;
use super::strings::{read_text, text_end, write_quoted};
use super::{RdataError, WireError};

/// A number as a character-string, up to `most` either way (RFC 1712 section 3).
pub(super) struct Decimal {
    pub most: Option<u32>,
}

impl Field for Decimal {
    fn read(&self, reader: &mut Reader<'_>) -> Result<(), RdataError> {
        let token = reader.token()?;
        let start = reader.wire.len();
        read_text(reader, token)?;
        if self.allows(&reader.wire[start + 1..]) {
            return Ok(());
        }
        let range = self.most.map_or(String::new(), |most| format!(" from -{most} to {most}"));
        Err(reader.wrong(format!("`{}` is no {}{range}", token.text, reader.label)))
    }

    fn end(&self, data: &[u8], at: usize) -> Result<usize, WireError> {
        text_end(data, at)
    }

    fn has_text(&self, value: &[u8]) -> bool {
        self.allows(&value[1..])
    }

    fn write(&self, value: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(&value[1..], f)
    }
}

impl Decimal {
    fn allows(&self, text: &[u8]) -> bool {
        let unsigned = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
        let plain = unsigned.iter().all(|octet| octet.is_ascii_digit() || *octet == b'.');
        let number = std::str::from_utf8(unsigned).ok().and_then(|text| text.parse::<f64>().ok());
        let most = self.most.map_or(f64::INFINITY, f64::from);
        plain && number.is_some_and(|number| number <= most)
    }
}
