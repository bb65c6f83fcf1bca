use jiff::civil::Date;

/// How the SOA serial moves when a zone is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SerialRule {
    /// `YYYYMMDDnn`, or one more where that would not be newer.
    Date,
    /// One more.
    Counter,
    /// As it is: something else keeps it, a server that signs for instance.
    Keep,
}

impl SerialRule {
    /// The serial after `current` on a day; `current` is `None` for a new
    /// zone. `None` if the rule leaves the serial as it is written. Never zero,
    /// and newer than `current` in the arithmetic of RFC 1982.
    pub(super) fn next(self, current: Option<u32>, today: Date) -> Option<u32> {
        let one_more = current.map_or(1, |current| current.wrapping_add(1).max(1));
        match self {
            SerialRule::Keep => None,
            SerialRule::Counter => Some(one_more),
            SerialRule::Date => {
                let first = first_of(today);
                let newer = current.is_none_or(|current| is_newer(first, current));
                Some(if newer { first } else { one_more })
            }
        }
    }
}

/// `YYYYMMDD00`.
fn first_of(day: Date) -> u32 {
    let number = |part: i8| u32::from(part.unsigned_abs());
    let year = u32::from(day.year().unsigned_abs()) % 10_000;
    ((year * 100 + number(day.month())) * 100 + number(day.day())).wrapping_mul(100)
}

/// RFC 1982 section 3.2.
fn is_newer(one: u32, other: u32) -> bool {
    (1..1 << 31).contains(&one.wrapping_sub(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_move_forward() {
        let next = |rule: SerialRule, current: Option<u32>, (year, month, day)| {
            rule.next(current, Date::new(year, month, day).unwrap())
        };
        let day = (2015, 1, 8);
        for (current, serial) in [
            (None, 2015010800),
            (Some(0), 2015010800),
            (Some(1), 2015010800),
            (Some(123), 2015010800),
            (Some(2015010799), 2015010800),
            (Some(2015010800), 2015010801),
            (Some(2015010899), 2015010900),
            (Some(2015010900), 2015010901),
            (Some(2016010100), 2016010101),
            // Newer than the date in RFC 1982's arithmetic, which ends with the wrap.
            (Some(4000000000), 4000000001),
            (Some(2015010800_u32.wrapping_sub(1 << 31)), 2015010800_u32.wrapping_sub(1 << 31) + 1),
            (Some(2015010801_u32.wrapping_sub(1 << 31)), 2015010800),
            (Some(u32::MAX), 2015010800),
        ] {
            assert_eq!(next(SerialRule::Date, current, day), Some(serial), "{current:?}");
        }
        for (current, serial) in [(None, 1), (Some(0), 1), (Some(41), 42), (Some(u32::MAX), 1)] {
            assert_eq!(next(SerialRule::Counter, current, day), Some(serial), "{current:?}");
            assert_eq!(next(SerialRule::Keep, current, day), None);
        }
        assert_eq!(next(SerialRule::Date, Some(2026112499), (2026, 11, 24)), Some(2026112500));
    }
}
