use std::fmt::Write;

use super::error::{Fault, quoted};

/// A text of `$GENERATE` with places for the number.
pub(super) struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Number { offset: i64, width: usize, base: Base },
}

#[derive(Clone, Copy)]
enum Base {
    Decimal,
    Octal,
    LowerHex,
    UpperHex,
    /// Hexadecimal digits as labels, the lowest first.
    LowerNibbles,
    UpperNibbles,
}

impl Template {
    /// `$` is the number, `${offset[,width[,base]]}` the number in another
    /// form; `$$` and `\$` are a dollar sign.
    pub fn parse(text: &str) -> Result<Template, Fault> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['$', '\\']) {
            plain.push_str(&rest[..at]);
            let behind = &rest[at + 1..];
            if rest[at..].starts_with('\\') {
                let width = behind.chars().next().map_or(0, char::len_utf8);
                plain.push_str(&rest[at..at + 1 + width]);
                rest = &behind[width..];
            } else if let Some(behind) = behind.strip_prefix('$') {
                plain.push('$');
                rest = behind;
            } else {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                let (piece, behind) = read_number(behind)?;
                pieces.push(piece);
                rest = behind;
            }
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Ok(Template { pieces })
    }

    /// Appends the text for one number.
    pub fn write(&self, number: u32, text: &mut String) -> Result<(), Fault> {
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Number { offset, width, base } => {
                    let value = i32::try_from(i64::from(number) + offset).map_err(|_| {
                        Fault::new(format!("{number} with the offset {offset} is above 2147483647"))
                    })?;
                    write_number(value, *width, *base, text);
                }
            }
        }
        Ok(())
    }
}

fn read_number(behind: &str) -> Result<(Piece, &str), Fault> {
    let Some(inner) = behind.strip_prefix('{') else {
        return Ok((Piece::Number { offset: 0, width: 0, base: Base::Decimal }, behind));
    };
    let Some((inner, behind)) = inner.split_once('}') else {
        return Err(Fault::new("`${` has no `}`"));
    };
    let wrong = || {
        Fault::new(format!("{} is no form of the number", quoted(&format!("${{{inner}}}"))))
            .help("write `${offset,width,base}` with a base of d, o, x, X, n or N and a width up to 255")
    };
    let mut fields = inner.split(',');
    let offset: i32 = fields.next().and_then(|field| field.parse().ok()).ok_or_else(wrong)?;
    let width = fields.next().map_or(Some(0), |field| field.parse::<u8>().ok()).ok_or_else(wrong)?;
    let base = match fields.next() {
        None | Some("d") => Base::Decimal,
        Some("o") => Base::Octal,
        Some("x") => Base::LowerHex,
        Some("X") => Base::UpperHex,
        Some("n") => Base::LowerNibbles,
        Some("N") => Base::UpperNibbles,
        Some(_) => return Err(wrong()),
    };
    if fields.next().is_some() {
        return Err(wrong());
    }
    Ok((Piece::Number { offset: offset.into(), width: width.into(), base }, behind))
}

/// A number below zero has a sign in decimal and stands for its 32 bits else, as in BIND.
fn write_number(value: i32, width: usize, base: Base, text: &mut String) {
    let bits = value.cast_unsigned();
    let _ = match base {
        Base::Decimal => write!(text, "{value:0width$}"),
        Base::Octal => write!(text, "{bits:0width$o}"),
        Base::LowerHex => write!(text, "{bits:0width$x}"),
        Base::UpperHex => write!(text, "{bits:0width$X}"),
        Base::LowerNibbles => return write_nibbles(bits, width, b"0123456789abcdef", text),
        Base::UpperNibbles => return write_nibbles(bits, width, b"0123456789ABCDEF", text),
    };
}

/// The width counts digits and dots, as in BIND.
fn write_nibbles(mut value: u32, width: usize, digits: &[u8; 16], text: &mut String) {
    let mut left = width;
    loop {
        text.push(digits[(value & 15) as usize] as char);
        value >>= 4;
        left = left.saturating_sub(1);
        if left > 0 || value > 0 {
            text.push('.');
            left = left.saturating_sub(1);
        }
        if left == 0 && value == 0 {
            return;
        }
    }
}
