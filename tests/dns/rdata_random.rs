//! Whatever comes in, nothing panics, and what is accepted is written so that
//! it reads back the same.

use zonal::dns::{Rdata, RdataRef, RecordType};

use crate::generic_form::generic;
use crate::rdata_text::{case, lines, read};

/// Splitmix64: the same numbers on each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn pick<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }

    /// Octets of which many are small, as lengths and labels want them.
    fn octets(&mut self) -> Vec<u8> {
        let length = self.below(48);
        let octet = |random: &mut Random| match random.below(3) {
            0 => random.below(4) as u8,
            1 => *random.pick(b"aZ09,\"\\ @.;{"),
            _ => random.next() as u8,
        };
        (0..length).map(|_| octet(self)).collect()
    }
}

fn types() -> impl Iterator<Item = RecordType> {
    RecordType::KNOWN.iter().map(|row| row.1).chain([RecordType(65280), RecordType(0), RecordType(41)])
}

fn valid() -> Vec<Rdata> {
    let cases = lines(include_str!("rdata.txt")).map(|line| case(&line));
    cases.map(|case| read(case.record_type, &case.text).unwrap()).collect()
}

/// `true` if the wire data is accepted.
fn check(record_type: RecordType, wire: &[u8]) -> bool {
    let raw = RdataRef { record_type, wire };
    let _ = (raw.to_string(), raw.names());
    let Ok(rdata) = Rdata::from_wire(record_type, wire) else { return false };
    let shown = rdata.to_string();
    let context = format!("{record_type} {} written {shown}", generic(wire));
    assert_eq!(Rdata::from_wire(record_type, rdata.wire()).as_ref(), Ok(&rdata), "{context}");
    assert_eq!(read(record_type, &shown).as_ref(), Ok(&rdata), "{context}");
    assert!(!shown.contains('\n'), "{context}");
    true
}

#[test]
fn random_octets() {
    let mut random = Random(1);
    for record_type in types() {
        for _ in 0..2000 {
            check(record_type, &random.octets());
        }
    }
}

#[test]
fn damaged_values() {
    let mut random = Random(2);
    let mut accepted = 0;
    for rdata in valid().iter().filter(|rdata| !rdata.wire().is_empty()) {
        for _ in 0..300 {
            let mut wire = rdata.wire().to_vec();
            for _ in 0..1 + random.below(3) {
                let at = random.below(wire.len());
                match random.below(4) {
                    0 => wire[at] = random.next() as u8,
                    1 => wire[at] ^= 1 << random.below(8),
                    2 if wire.len() > 1 => wire.truncate(at.max(1)),
                    _ => wire.insert(at, random.below(5) as u8),
                }
            }
            accepted += usize::from(check(rdata.record_type(), &wire));
        }
    }
    assert!(accepted > 10_000, "{accepted}");
}

#[test]
fn random_tokens() {
    const TOKENS: &[&str] = &[
        "0",
        "1",
        "2",
        "3",
        "8",
        "255",
        "256",
        "65536",
        "99999999999999999999",
        "-1",
        "+1",
        "1.5m",
        "-0.01",
        "90",
        "N",
        "s",
        "E",
        "W",
        "@",
        ".",
        "a.b.",
        "a..b",
        "\\",
        "\\9",
        "\\256",
        "\\000",
        "\"",
        "\"a b\"",
        "\"\\\"\"",
        "1.2.3.4",
        "::1",
        "1:2:3:4",
        "1:1.2.3.4/8",
        "!2:::/0",
        "01-02-03-04-05-06",
        "0x47",
        "+123",
        "ab",
        "abc",
        "AAAA",
        "AA==",
        "-",
        "A",
        "TYPE1",
        "TYPE99999",
        "20240101000000",
        "20240230000000",
        "alpn=h2",
        "alpn=\"h2",
        "alpn=\\",
        "mandatory=alpn",
        "port=1",
        "no-default-alpn",
        "key65535=\"a\"",
        "key9=\\000\\001",
        "ech=A",
        "=",
        "dohpath=/{?dns}",
        "ipv4hint=",
        "ipv6hint=::1,",
        "\\#",
        "4",
        "01020304",
        "tcp",
        "issue",
        "\"!a!b!\"",
        "ö",
        "\u{0}",
        "1h",
        "4294967295",
        "4294967296",
        "NOKEY",
        "ZONE|KSK",
        "SIG16",
        "ö=ö",
        "keyö",
        "\"\"",
        "*",
    ];
    let mut random = Random(3);
    let known: Vec<String> = lines(include_str!("rdata.txt")).collect();
    for record_type in types() {
        for _ in 0..2000 {
            let count = random.below(9);
            let tokens: Vec<&str> = (0..count).map(|_| *random.pick(TOKENS)).collect();
            read_and_check(record_type, &tokens.join(" "));
        }
    }
    for line in &known {
        let case = case(line);
        for _ in 0..100 {
            let mut tokens: Vec<&str> = case.text.split(' ').collect();
            let at = random.below(tokens.len());
            tokens[at] = *random.pick(TOKENS);
            read_and_check(case.record_type, &tokens.join(" "));
        }
    }
}

fn read_and_check(record_type: RecordType, text: &str) {
    match read(record_type, text) {
        Ok(rdata) => assert!(check(record_type, rdata.wire()), "{record_type} {text}"),
        Err(error) => {
            let count = crate::rdata_text::tokens(text).len();
            assert!(error.token.is_none_or(|token| token < count), "{record_type} {text}: {error:?}");
            assert!(!error.message.is_empty() && !error.message.ends_with('.'), "{error:?}");
        }
    }
}
