use super::a6::A6;
use super::address::{Ip4, Ip6};
use super::apl::Prefixes;
use super::base64::{Base64, Base64OrDash, KeyUnlessNone};
use super::bitmap::{OldTypeBitmap, TypeBitmap};
use super::caa::Tag;
use super::digest::Digest;
use super::domain::{CasedName, LowerName};
use super::field::Field;
use super::gateway::{IpsecGateway, Relay};
use super::gpos::Decimal;
use super::hex::Hex;
use super::hip::HostIdentity;
use super::identifier::{Eui, Locator64};
use super::key_flags::KeyFlags;
use super::loc::Location;
use super::mnemonic::{
    ALGORITHM, CERTIFICATE_TYPE, DIGEST_TYPE, IP_PROTOCOL, KEY_PROTOCOL, NOTIFY_SCHEME, NSEC3_HASH,
};
use super::naptr::Regexp;
use super::network_address::{AtmAddress, Nsap, X121};
use super::nsec3::{HashedOwner, Salt};
use super::number::{Seconds, U8, U16, U32};
use super::strings::{LongText, OptionalText, Text, Texts};
use super::svcparams::{ServiceTarget, SvcParams};
use super::time::SignatureTime;
use super::type_code::TypeCode;
use super::wks::Ports;
use crate::dns::RecordType;

/// A field and what it is called in messages. `[x]` may be left out, `x...` may
/// be several.
pub(super) type Part = (&'static str, &'static dyn Field);

/// The fields of a type in order; `None` for a type that has only the generic
/// form of RFC 3597.
pub(super) fn layout(record_type: RecordType) -> Option<&'static [Part]> {
    use RecordType as T;
    let fields: &'static [Part] = match record_type {
        T::A => &[("address", &Ip4)],
        T::AAAA => &[("address", &Ip6)],
        T::CNAME | T::DNAME | T::PTR => &[("target", &LowerName)],
        T::NS => &[("name-server", &LowerName)],
        T::MX => &[("preference", &U16), ("exchange", &LowerName)],
        T::TXT | T::SPF | T::AVC | T::NINFO | T::RESINFO | T::WALLET => &[("text...", &Texts)],
        T::SRV => &[("priority", &U16), ("weight", &U16), ("port", &U16), ("target", &LowerName)],
        T::CAA => &[("flags", &U8), ("tag", &Tag), ("value", &LongText { may_be_empty: true })],
        T::SOA => SOA,
        T::SVCB | T::HTTPS => {
            &[("priority", &U16), ("target", &ServiceTarget), ("[parameter...]", &SvcParams)]
        }
        T::NAPTR => NAPTR,
        T::TLSA | T::SMIMEA => {
            &[("usage", &U8), ("selector", &U8), ("matching-type", &U8), ("certificate-data", &Hex)]
        }
        T::SSHFP => &[("algorithm", &U8), ("fingerprint-type", &U8), ("fingerprint", &FINGERPRINT)],
        T::LOC => &[(LOC_FORM, &Location)],
        T::URI => &[("priority", &U16), ("weight", &U16), ("target", &LongText { may_be_empty: false })],
        other => return dnssec(other).or_else(|| rare(other)),
    };
    Some(fields)
}

fn dnssec(record_type: RecordType) -> Option<&'static [Part]> {
    use RecordType as T;
    let fields: &'static [Part] = match record_type {
        T::DS | T::CDS | T::TA | T::DLV => &[
            ("key-tag", &U16),
            ("algorithm", &ALGORITHM),
            ("digest-type", &DIGEST_TYPE),
            ("digest", &DIGEST),
        ],
        T::DNSKEY | T::CDNSKEY | T::RKEY => DNSKEY,
        T::KEY => &[
            ("flags", &KeyFlags),
            ("protocol", &KEY_PROTOCOL),
            ("algorithm", &ALGORITHM),
            ("[key]", &KeyUnlessNone),
        ],
        T::RRSIG | T::SIG => RRSIG,
        T::NSEC => &[("next-name", &CasedName), ("type...", &TypeBitmap { may_be_empty: false })],
        T::NXT => &[("next-name", &LowerName), ("[type...]", &OldTypeBitmap)],
        T::NSEC3 => NSEC3,
        T::NSEC3PARAM => {
            &[("hash-algorithm", &NSEC3_HASH), ("flags", &U8), ("iterations", &U16), ("salt", &Salt)]
        }
        T::CSYNC => &[("serial", &U32), ("flags", &U16), ("[type...]", &TypeBitmap { may_be_empty: true })],
        T::ZONEMD => &[("serial", &U32), ("scheme", &U8), ("hash-algorithm", &U8), ("digest", &ZONE_DIGEST)],
        T::DSYNC => {
            &[("type", &TypeCode), ("scheme", &NOTIFY_SCHEME), ("port", &U16), ("target", &CasedName)]
        }
        T::CERT => CERT,
        T::DHCID | T::OPENPGPKEY | T::HHIT | T::BRID => &[("data", &Base64 { may_be_empty: false })],
        T::IPSECKEY => &[("precedence", &U8), ("gateway-type algorithm gateway [public-key]", &IpsecGateway)],
        _ => return None,
    };
    Some(fields)
}

/// Types that few zones have, or that are obsolete.
fn rare(record_type: RecordType) -> Option<&'static [Part]> {
    use RecordType as T;
    let fields: &'static [Part] = match record_type {
        T::MD | T::MF | T::MB => &[("host", &LowerName)],
        T::MG | T::MR => &[("mailbox", &LowerName)],
        T::MINFO => &[("responsible-mailbox", &LowerName), ("error-mailbox", &LowerName)],
        T::RP => &[("mailbox", &LowerName), ("text-name", &LowerName)],
        T::AFSDB => &[("subtype", &U16), ("host", &LowerName)],
        T::RT => &[("preference", &U16), ("intermediate-host", &LowerName)],
        T::KX => &[("preference", &U16), ("exchanger", &LowerName)],
        T::PX => &[("preference", &U16), ("map822", &LowerName), ("mapx400", &LowerName)],
        T::NSAP_PTR => &[("owner", &CasedName)],
        T::TALINK => &[("previous-name", &CasedName), ("next-name", &CasedName)],
        T::LP => &[("preference", &U16), ("name", &CasedName)],
        T::NID => &[("preference", &U16), ("node-identifier", &Locator64)],
        T::L64 => &[("preference", &U16), ("locator", &Locator64)],
        T::L32 => &[("preference", &U16), ("locator", &Ip4)],
        T::EUI48 => &[("address", &Eui::<6>)],
        T::EUI64 => &[("address", &Eui::<8>)],
        T::HINFO => &[("cpu", &Text), ("operating-system", &Text)],
        T::X25 => &[("address", &X121)],
        T::ISDN => &[("address", &Text), ("[subaddress]", &OptionalText)],
        T::GPOS => GPOS,
        T::NSAP => &[("address", &Nsap)],
        T::ATMA => &[("address", &AtmAddress)],
        T::EID | T::NIMLOC => &[("data", &Hex)],
        T::WKS => &[("address", &Ip4), ("protocol", &IP_PROTOCOL), ("[port...]", &Ports)],
        T::APL => &[("[prefix...]", &Prefixes)],
        T::A6 => &[("prefix-length [address-suffix] [prefix-name]", &A6)],
        T::HIP => &[(HIP_FORM, &HostIdentity)],
        T::AMTRELAY => &[("precedence", &U8), ("discovery-optional relay-type relay", &Relay)],
        T::SINK => &[
            ("meaning", &U8),
            ("coding", &U8),
            ("subcoding", &U8),
            ("[data]", &Base64 { may_be_empty: true }),
        ],
        T::DOA => DOA,
        _ => return None,
    };
    Some(fields)
}

const SOA: &[Part] = &[
    ("mname", &LowerName),
    ("rname", &LowerName),
    ("serial", &U32),
    ("refresh", &Seconds),
    ("retry", &Seconds),
    ("expire", &Seconds),
    ("minimum", &Seconds),
];

const NAPTR: &[Part] = &[
    ("order", &U16),
    ("preference", &U16),
    ("flags", &Text),
    ("services", &Text),
    ("regexp", &Regexp),
    ("replacement", &LowerName),
];

const DNSKEY: &[Part] = &[
    ("flags", &KeyFlags),
    ("protocol", &KEY_PROTOCOL),
    ("algorithm", &ALGORITHM),
    ("key", &Base64 { may_be_empty: false }),
];

const RRSIG: &[Part] = &[
    ("type-covered", &TypeCode),
    ("algorithm", &ALGORITHM),
    ("labels", &U8),
    ("original-ttl", &U32),
    ("expiration", &SignatureTime),
    ("inception", &SignatureTime),
    ("key-tag", &U16),
    ("signer", &LowerName),
    ("signature", &Base64 { may_be_empty: false }),
];

const NSEC3: &[Part] = &[
    ("hash-algorithm", &NSEC3_HASH),
    ("flags", &U8),
    ("iterations", &U16),
    ("salt", &Salt),
    ("next-hashed-owner", &HashedOwner),
    ("[type...]", &TypeBitmap { may_be_empty: true }),
];

const CERT: &[Part] = &[
    ("type", &CERTIFICATE_TYPE),
    ("key-tag", &U16),
    ("algorithm", &ALGORITHM),
    ("certificate", &Base64 { may_be_empty: false }),
];

/// RFC 1712 has the ranges of the first two, and its examples, the other way round: so both are allowed.
const GPOS: &[Part] = &[
    ("longitude", &Decimal { most: Some(180) }),
    ("latitude", &Decimal { most: Some(180) }),
    ("altitude", &Decimal { most: None }),
];

const DOA: &[Part] = &[
    ("enterprise", &U32),
    ("type", &U32),
    ("location", &U8),
    ("media-type", &Text),
    ("data", &Base64OrDash),
];

const LOC_FORM: &str = "degrees [minutes [seconds]] N|S degrees [minutes [seconds]] E|W altitude [size [horizontal \
                        [vertical]]]";

const HIP_FORM: &str = "public-key-algorithm host-identity-tag public-key [rendezvous-server...]";

/// <https://www.iana.org/assignments/ds-rr-types>; the size of others is not checked.
const DIGEST: Digest =
    Digest { sizes: &[(1, 20, "SHA-1"), (2, 32, "SHA-256"), (4, 48, "SHA-384")], least: 1 };

/// RFC 4255 section 3.1.2 and RFC 6594 section 3.1.
const FINGERPRINT: Digest = Digest { sizes: &[(1, 20, "SHA-1"), (2, 32, "SHA-256")], least: 0 };

/// RFC 8976 section 2.2.4.
const ZONE_DIGEST: Digest = Digest { sizes: &[(1, 48, "SHA-384"), (2, 64, "SHA-512")], least: 12 };
