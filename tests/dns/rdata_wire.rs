//! Wire data: its canonical form, the names in it, and why it is refused.

use zonal::dns::{Rdata, RecordType};

use crate::generic_form::{generic, hex};

/// TYPE, octets before the names, number of names, octets behind them, whether
/// the canonical form has the names in lower case (RFC 4034 section 6.2 as
/// updated by RFC 6840 section 5.1).
const WITH_NAMES: &[(&str, &str, usize, &str, bool)] = &[
    ("NS", "", 1, "", true),
    ("MD", "", 1, "", true),
    ("MF", "", 1, "", true),
    ("CNAME", "", 1, "", true),
    ("SOA", "", 2, "4100000000000000000000000000000000000000", true),
    ("MB", "", 1, "", true),
    ("MG", "", 1, "", true),
    ("MR", "", 1, "", true),
    ("PTR", "", 1, "", true),
    ("MINFO", "", 2, "", true),
    ("MX", "4141", 1, "", true),
    ("RP", "", 2, "", true),
    ("AFSDB", "4141", 1, "", true),
    ("RT", "4141", 1, "", true),
    ("SIG", "414141414141414141414141414141414141", 1, "4141", true),
    ("PX", "4141", 2, "", true),
    ("NXT", "", 1, "41", true),
    ("SRV", "414141414141", 1, "", true),
    ("NAPTR", "414141410141014100", 1, "", true),
    ("KX", "4141", 1, "", true),
    ("A6", "7801", 1, "", true),
    ("DNAME", "", 1, "", true),
    ("RRSIG", "414141414141414141414141414141414141", 1, "4141", true),
    ("NSEC", "", 1, "000141", false),
    ("NSAP-PTR", "", 1, "", false),
    ("TALINK", "", 2, "", false),
    ("LP", "4141", 1, "", false),
    ("HIP", "014100014141", 2, "", false),
    ("IPSECKEY", "410341", 1, "4141", false),
    ("AMTRELAY", "4183", 1, "", false),
    ("DSYNC", "4141414141", 1, "", false),
    ("SVCB", "4141", 1, "029a000141", false),
    ("HTTPS", "4141", 1, "", false),
];

#[test]
fn canonical_names() {
    for &(mnemonic, before, count, behind, lowered) in WITH_NAMES {
        let record_type = RecordType::parse(mnemonic).unwrap();
        let given = format!("{before}{}{behind}", "0341622d025a5a00".repeat(count));
        let lower = format!("{before}{}{behind}", "0361622d027a7a00".repeat(count));
        let rdata =
            Rdata::from_wire(record_type, &octets(&given)).unwrap_or_else(|e| panic!("{mnemonic}: {e}"));
        assert_eq!(hex(rdata.wire()), if lowered { lower } else { given }, "{mnemonic}");
        let names: Vec<String> = rdata.as_ref().names().iter().map(|name| name.to_string()).collect();
        assert_eq!(names, vec!["ab-.zz."; count], "{mnemonic}");
        let shown = rdata.to_string();
        assert_eq!(shown == generic(rdata.wire()), !lowered, "{mnemonic} {shown}");
    }
}

#[test]
fn names_where_some_forms_have_none() {
    for (mnemonic, wire, names) in [
        ("A", "c0000201", vec![]),
        ("TXT", "0161", vec![]),
        ("IPSECKEY", "0a000241", vec![]),
        ("IPSECKEY", "0a01020161620041", vec![]),
        ("AMTRELAY", "0a00", vec![]),
        ("AMTRELAY", "0a0101616200", vec![]),
        ("A6", "0000000000000000000000000000000001", vec![]),
        ("A6", "80016100", vec!["a."]),
        ("MX", "000000", vec!["."]),
        ("HIP", "010200014141016100016200", vec!["a.", "b."]),
    ] {
        let record_type = RecordType::parse(mnemonic).unwrap();
        let rdata = Rdata::from_wire(record_type, &octets(wire)).unwrap();
        let found: Vec<String> = rdata.as_ref().names().iter().map(|name| name.to_string()).collect();
        assert_eq!(found, names, "{mnemonic} {wire}");
    }
}

#[test]
fn refused_data() {
    for (mnemonic, wire, message) in [
        ("A", "c00002", "the data ends too early at octet 0"),
        ("A", "c000020100", "there is data behind the last field at octet 4"),
        ("A", "", "the data ends too early at octet 0"),
        ("MX", "000a0161", "there is no uncompressed name at octet 2"),
        ("MX", "000ac00c", "there is no uncompressed name at octet 2"),
        ("CNAME", "", "there is no uncompressed name at octet 0"),
        ("TXT", "", "the data ends too early at octet 0"),
        ("TXT", "01610261", "the data ends too early at octet 2"),
        ("X25", "03313233", "an X.121 address is not at least four decimal digits at octet 0"),
        ("CAA", "00012d", "a CAA tag is not letters and digits at octet 1"),
        ("DS", "00010801aa", "a SHA-1 digest has 20 octets, not 1 at octet 4"),
        ("SSHFP", "0102", "a SHA-256 digest has 32 octets, not 0 at octet 2"),
        ("ZONEMD", "0000000001f0aa", "a digest has at least 12 octets, not 1 at octet 6"),
        ("KEY", "00000308", "the data ends too early at octet 4"),
        ("KEY", "c000030800", "there is data behind the last field at octet 4"),
        ("NSEC", "00", "the data ends too early at octet 1"),
        ("NSEC", "000000", "a window of the type bitmap has not 1 to 32 octets at octet 2"),
        ("NSEC", "00000100", "a window of the type bitmap ends in a zero octet at octet 3"),
        ("NSEC", "00010101000101", "the windows of the type bitmap do not rise at octet 4"),
        ("NSEC", "00000201", "the data ends too early at octet 3"),
        ("NXT", "0080", "the type bitmap has the bit of type 0 at octet 1"),
        ("NXT", "004000", "the type bitmap ends in a zero octet at octet 2"),
        ("NSEC3", "010000000000", "the hashed owner name is empty at octet 5"),
        ("WKS", "010203040600", "the bitmap of ports ends in a zero octet at octet 5"),
        ("LOC", "00a016136cb0270059604e0000989680", "a size of a LOC record is not of two digits at octet 1"),
        ("LOC", "001216136cb026ff59604e0000989680", "an angle is above 90 degrees at octet 4"),
        ("APL", "00012100", "a prefix is longer than 32 bits at octet 2"),
        ("APL", "0001180100", "an address ends in a zero octet at octet 4"),
        ("APL", "000120050102030405", "an address has too many octets at octet 3"),
        ("A6", "81", "the prefix is longer than 128 bits at octet 0"),
        (
            "A6",
            "04ffffffffffffffffffffffffffffffff00",
            "the address suffix has bits of the prefix at octet 1",
        ),
        ("IPSECKEY", "0a010201020304", "the data ends too early at octet 7"),
        ("HIP", "0002000100", "the tag or the key is empty at octet 0"),
        ("ATMA", "0141", "an E.164 address is not decimal digits at octet 1"),
        ("SVCB", "0001000003000101", "the parameter `port` is not two octets at octet 7"),
        (
            "SVCB",
            "00010000090000000300020100",
            "the parameter `tls-supported-groups` is not one or more numbers at octet 7",
        ),
        ("SVCB", "00010000080000000300020100", "the keys of the parameters do not rise at octet 7"),
        ("SVCB", "000100000000020003", "the mandatory parameter `port` is missing at octet 3"),
        ("SVCB", "00010000010003036832", "the parameter `alpn` is not one or more protocols at octet 7"),
    ] {
        let record_type = RecordType::parse(mnemonic).unwrap();
        let error = Rdata::from_wire(record_type, &octets(wire)).unwrap_err();
        assert_eq!(error.to_string(), message, "{mnemonic} {wire}");
    }
}

/// After an error the buffer is as before.
#[test]
fn buffers_stay_as_they_were() {
    let mut wire = vec![1, 2, 3];
    let names: Option<&zonal::dns::Name> = None;
    let tokens = crate::rdata_text::tokens("10 a..b");
    assert!(Rdata::read_into(RecordType::MX, &tokens, &names, &mut wire).is_err());
    assert!(Rdata::canonicalize_into(RecordType::MX, &[0, 1, 1, b'a'], &mut wire).is_err());
    assert_eq!(wire, [1, 2, 3]);
}

fn octets(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
