use std::fmt;

/// A time to live in seconds, at most 2^31 - 1 (RFC 2181 section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ttl(u32);

impl Ttl {
    pub const MAX: Ttl = Ttl(i32::MAX as u32);

    /// `None` above [`Ttl::MAX`].
    pub const fn new(seconds: u32) -> Option<Ttl> {
        if seconds <= Ttl::MAX.0 { Some(Ttl(seconds)) } else { None }
    }

    /// As received in a message: a value with the top bit set means zero
    /// (RFC 2181 section 8).
    pub const fn from_wire(seconds: u32) -> Ttl {
        if seconds <= Ttl::MAX.0 { Ttl(seconds) } else { Ttl(0) }
    }

    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Reads seconds (`300`) or BIND's units (`1h30m`, `2D`, `1w`), each unit at
    /// most once and falling. `None` for anything else and above [`Ttl::MAX`].
    pub fn parse(text: &str) -> Option<Ttl> {
        let bytes = text.as_bytes();
        let mut total: u64 = 0;
        let mut last_unit = u64::MAX;
        let mut at = 0;
        while at < bytes.len() {
            let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 || digits > 10 {
                return None;
            }
            let number: u64 = text[at..at + digits].parse().ok()?;
            at += digits;
            let unit = match bytes.get(at) {
                None if last_unit == u64::MAX => return Ttl::new(u32::try_from(number).ok()?),
                letter => u64::from(unit(*letter?)?),
            };
            at += 1;
            if unit >= last_unit {
                return None;
            }
            last_unit = unit;
            total += number * unit;
        }
        if last_unit == u64::MAX { None } else { Ttl::new(u32::try_from(total).ok()?) }
    }

    /// Reads what master files hold: seconds, or units in any order, each as often as
    /// it stands there, as BIND does. `None` for anything else and above 32 bits.
    pub fn parse_seconds(text: &str) -> Option<u32> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok();
        }
        let (mut total, mut rest) = (0u32, text);
        while !rest.is_empty() {
            let digits = rest.find(|character: char| !character.is_ascii_digit())?;
            let seconds = unit(rest.as_bytes()[digits])?;
            total = total.checked_add(rest[..digits].parse::<u32>().ok()?.checked_mul(seconds)?)?;
            rest = &rest[digits + 1..];
        }
        (!text.is_empty()).then_some(total)
    }
}

/// The seconds of one of BIND's units.
fn unit(letter: u8) -> Option<u32> {
    match letter.to_ascii_lowercase() {
        b'w' => Some(604_800),
        b'd' => Some(86_400),
        b'h' => Some(3_600),
        b'm' => Some(60),
        b's' => Some(1),
        _ => None,
    }
}

/// In units, as the language writes it: `1h30m`, `5m`, `0s`.
impl fmt::Display for Ttl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        let mut rest = self.0;
        let mut text = String::new();
        for (unit, seconds) in [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)] {
            if rest >= seconds {
                let _ = write!(text, "{}{unit}", rest / seconds);
                rest %= seconds;
            }
        }
        f.pad(if text.is_empty() { "0s" } else { &text })
    }
}

#[cfg(test)]
mod tests {
    use super::Ttl;

    #[test]
    fn reads_what_master_files_hold() {
        for (text, seconds) in [
            ("0001", Some(1)),
            ("1d1w", Some(691_200)),
            ("1h1h", Some(7200)),
            ("30M1h", Some(5400)),
            ("4294967295", Some(u32::MAX)),
            ("4294967296", None),
            ("3551w", Some(2_147_644_800)),
            ("7200w", None),
            ("1h30", None),
            ("h", None),
            ("1\u{e9}", None),
            ("", None),
        ] {
            assert_eq!(Ttl::parse_seconds(text), seconds, "{text}");
        }
    }

    #[test]
    fn reads_and_writes_units() {
        for (text, seconds, shown) in [
            ("300", Some(300), "5m"),
            ("1h30m", Some(5400), "1h30m"),
            ("2D", Some(172_800), "2d"),
            ("0", Some(0), "0s"),
            ("1w1s", Some(604_801), "1w1s"),
            ("2147483647", Some(2_147_483_647), "3550w5d3h14m7s"),
            ("2147483648", None, ""),
            ("99999999999", None, ""),
            ("1h30", None, ""),
            ("30m1h", None, ""),
            ("1h1h", None, ""),
            ("h", None, ""),
            ("", None, ""),
            ("1y", None, ""),
        ] {
            assert_eq!(Ttl::parse(text).map(Ttl::seconds), seconds, "{text}");
            if let Some(ttl) = Ttl::parse(text) {
                assert_eq!(ttl.to_string(), shown);
                assert_eq!(Ttl::parse(shown), Some(ttl));
            }
        }
    }
}
