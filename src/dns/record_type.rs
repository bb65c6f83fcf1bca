use std::fmt;

/// The TYPE of a resource record (RFC 1035 section 3.2.2 and the IANA registry).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordType(pub u16);

macro_rules! record_types {
    ($($constant:ident = $code:literal $mnemonic:literal;)+) => {
        impl RecordType {
            $(pub const $constant: RecordType = RecordType($code);)+

            /// Every data type with a mnemonic, by code.
            pub const KNOWN: &'static [(&'static str, RecordType)] = &[$(($mnemonic, RecordType($code))),+];

            /// The mnemonic, if the type has one.
            pub const fn mnemonic(self) -> Option<&'static str> {
                match self.0 {
                    $($code => Some($mnemonic),)+
                    _ => None,
                }
            }

            fn from_mnemonic(text: &str) -> Option<RecordType> {
                match text {
                    $($mnemonic => Some(RecordType($code)),)+
                    _ => None,
                }
            }
        }
    };
}

record_types! {
    A = 1 "A"; NS = 2 "NS"; MD = 3 "MD"; MF = 4 "MF"; CNAME = 5 "CNAME"; SOA = 6 "SOA"; MB = 7 "MB"; MG = 8 "MG";
    MR = 9 "MR"; NULL = 10 "NULL"; WKS = 11 "WKS"; PTR = 12 "PTR"; HINFO = 13 "HINFO"; MINFO = 14 "MINFO";
    MX = 15 "MX"; TXT = 16 "TXT"; RP = 17 "RP"; AFSDB = 18 "AFSDB"; X25 = 19 "X25"; ISDN = 20 "ISDN"; RT = 21 "RT";
    NSAP = 22 "NSAP"; NSAP_PTR = 23 "NSAP-PTR"; SIG = 24 "SIG"; KEY = 25 "KEY"; PX = 26 "PX"; GPOS = 27 "GPOS";
    AAAA = 28 "AAAA"; LOC = 29 "LOC"; NXT = 30 "NXT"; EID = 31 "EID"; NIMLOC = 32 "NIMLOC"; SRV = 33 "SRV";
    ATMA = 34 "ATMA"; NAPTR = 35 "NAPTR"; KX = 36 "KX"; CERT = 37 "CERT"; A6 = 38 "A6"; DNAME = 39 "DNAME";
    SINK = 40 "SINK"; APL = 42 "APL"; DS = 43 "DS"; SSHFP = 44 "SSHFP"; IPSECKEY = 45 "IPSECKEY"; RRSIG = 46 "RRSIG";
    NSEC = 47 "NSEC"; DNSKEY = 48 "DNSKEY"; DHCID = 49 "DHCID"; NSEC3 = 50 "NSEC3"; NSEC3PARAM = 51 "NSEC3PARAM";
    TLSA = 52 "TLSA"; SMIMEA = 53 "SMIMEA"; HIP = 55 "HIP"; NINFO = 56 "NINFO"; RKEY = 57 "RKEY";
    TALINK = 58 "TALINK"; CDS = 59 "CDS"; CDNSKEY = 60 "CDNSKEY"; OPENPGPKEY = 61 "OPENPGPKEY"; CSYNC = 62 "CSYNC";
    ZONEMD = 63 "ZONEMD"; SVCB = 64 "SVCB"; HTTPS = 65 "HTTPS"; DSYNC = 66 "DSYNC";
    HHIT = 67 "HHIT"; BRID = 68 "BRID"; SPF = 99 "SPF"; UINFO = 100 "UINFO";
    UID = 101 "UID"; GID = 102 "GID"; UNSPEC = 103 "UNSPEC"; NID = 104 "NID"; L32 = 105 "L32"; L64 = 106 "L64";
    LP = 107 "LP"; EUI48 = 108 "EUI48"; EUI64 = 109 "EUI64"; URI = 256 "URI"; CAA = 257 "CAA"; AVC = 258 "AVC";
    DOA = 259 "DOA"; AMTRELAY = 260 "AMTRELAY"; RESINFO = 261 "RESINFO"; WALLET = 262 "WALLET"; TA = 32768 "TA";
    DLV = 32769 "DLV";
}

impl RecordType {
    /// Reads a mnemonic in capitals or `TYPEnnn` (RFC 3597 section 5).
    pub fn parse(text: &str) -> Option<RecordType> {
        RecordType::from_mnemonic(text).or_else(|| {
            let digits = text.strip_prefix("TYPE")?;
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().ok().map(RecordType)).flatten()
        })
    }

    /// A type of a question or of a message only, never of zone data: OPT,
    /// TKEY, TSIG, IXFR, AXFR, MAILB, MAILA, ANY and the reserved 0 and 65535
    /// (RFC 6895 section 3.1).
    pub const fn is_meta(self) -> bool {
        matches!(self.0, 0 | 41 | 128..=255 | 65535)
    }

    /// A type whose data is the address of a host.
    pub const fn is_address(self) -> bool {
        matches!(self, RecordType::A | RecordType::AAAA)
    }

    /// A type that a signing server makes itself and no one should edit by hand.
    pub const fn is_dnssec_generated(self) -> bool {
        matches!(self, RecordType::RRSIG | RecordType::NSEC | RecordType::NSEC3 | RecordType::NSEC3PARAM)
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mnemonic() {
            Some(mnemonic) => f.pad(mnemonic),
            None => f.pad(&format!("TYPE{}", self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordType;

    #[test]
    fn mnemonics_and_numbers() {
        assert_eq!(RecordType::parse("AAAA"), Some(RecordType::AAAA));
        assert_eq!(RecordType::parse("TYPE1"), Some(RecordType::A));
        assert_eq!(RecordType::parse("TYPE65280").unwrap().to_string(), "TYPE65280");
        for wrong in ["a", "TYPE", "TYPE65536", "TYPE-1", "TYPE+1", "IN", ""] {
            assert_eq!(RecordType::parse(wrong), None, "{wrong}");
        }
        for &(mnemonic, code) in RecordType::KNOWN {
            assert_eq!(RecordType::parse(mnemonic), Some(code));
            assert_eq!(code.to_string(), mnemonic);
            assert!(!code.is_meta());
        }
    }
}
