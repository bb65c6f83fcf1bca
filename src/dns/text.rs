/// The strings of TXT RDATA as one text (RFC 7208 section 3.3, RFC 6376
/// section 3.6.2.2).
pub fn joined_text(mut wire: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(wire.len());
    while let Some((length, rest)) = wire.split_first() {
        let (string, behind) = rest.split_at_checked(usize::from(*length)).unwrap_or((rest, &[]));
        text.extend_from_slice(string);
        wire = behind;
    }
    text
}

/// A text in strings as long as they can be, 255 octets (RFC 1035 section 3.3), at the end of
/// `wire`.
pub fn write_text(text: &[u8], wire: &mut Vec<u8>) {
    if text.is_empty() {
        wire.push(0);
    }
    for string in text.chunks(255) {
        wire.push(string.len() as u8);
        wire.extend_from_slice(string);
    }
}

#[cfg(test)]
mod tests {
    use super::joined_text;

    #[test]
    fn strings_join_without_blanks() {
        assert_eq!(joined_text(b"\x02ab\x00\x03c d"), b"abc d");
        assert_eq!(joined_text(b"\x00"), b"");
        assert_eq!(joined_text(b"\x05cut"), b"cut");
    }
}
