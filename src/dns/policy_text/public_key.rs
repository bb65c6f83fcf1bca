/// What was found in the DER of an RSA public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RsaKey {
    /// The size of the modulus.
    pub(super) bits: usize,
    /// Whether it stands in a SubjectPublicKeyInfo (RFC 5280 section 4.1).
    pub(super) framed: bool,
}

/// Why octets are no RSA public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyFault {
    Malformed,
    OtherAlgorithm,
    Private,
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
const RSA_ENCRYPTION: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// Walks a SubjectPublicKeyInfo or a bare RSAPublicKey (RFC 8017 appendix A.1.1).
pub(super) fn rsa_bits(der: &[u8]) -> Result<RsaKey, KeyFault> {
    let body = whole(der, SEQUENCE)?;
    let (tag, first, rest) = element(body).ok_or(KeyFault::Malformed)?;
    match tag {
        INTEGER if first == [0] => Err(KeyFault::Private),
        INTEGER => Ok(RsaKey { bits: modulus_bits(body)?, framed: false }),
        SEQUENCE => {
            let (tag, algorithm, _) = element(first).ok_or(KeyFault::Malformed)?;
            if tag != OBJECT_IDENTIFIER {
                return Err(KeyFault::Malformed);
            }
            if algorithm != RSA_ENCRYPTION {
                return Err(KeyFault::OtherAlgorithm);
            }
            let key = whole(rest, BIT_STRING)?.strip_prefix(&[0]).ok_or(KeyFault::Malformed)?;
            Ok(RsaKey { bits: modulus_bits(whole(key, SEQUENCE)?)?, framed: true })
        }
        _ => Err(KeyFault::Malformed),
    }
}

/// The bits of the first of exactly two positive integers.
fn modulus_bits(body: &[u8]) -> Result<usize, KeyFault> {
    let (tag, modulus, rest) = element(body).ok_or(KeyFault::Malformed)?;
    let exponent = whole(rest, INTEGER)?;
    let negative = |integer: &[u8]| integer.first().is_none_or(|octet| *octet >= 0x80);
    if tag != INTEGER || negative(modulus) || negative(exponent) {
        return Err(KeyFault::Malformed);
    }
    let significant = modulus.iter().position(|octet| *octet != 0).ok_or(KeyFault::Malformed)?;
    let octets = &modulus[significant..];
    Ok(octets.len() * 8 - octets[0].leading_zeros() as usize)
}

/// The content of the one element that `der` is.
fn whole(der: &[u8], wanted: u8) -> Result<&[u8], KeyFault> {
    match element(der) {
        Some((tag, content, [])) if tag == wanted => Ok(content),
        _ => Err(KeyFault::Malformed),
    }
}

/// Tag, content and what follows (X.690 section 8.1).
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}
