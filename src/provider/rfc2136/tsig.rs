//! TSIG (RFC 8945): a key, signing a request, and checking the answers to it.

use std::fmt;

use ring::hmac;

use crate::dns::Name;
use crate::dns::message::{ANY, Message, TSIG};

/// How far apart the two clocks may be, in seconds (RFC 8945 section 10).
const FUDGE: u16 = 300;
/// Messages that may come unsigned between two signed ones (RFC 8945 section 5.3.1).
const MAX_UNSIGNED: usize = 99;

/// A shared secret with its name and algorithm.
#[derive(Clone)]
pub struct TsigKey {
    name: Name,
    algorithm: TsigAlgorithm,
    key: hmac::Key,
}

/// The HMAC of a key (RFC 8945 section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TsigAlgorithm {
    /// Only for servers that know nothing better.
    HmacSha1,
    HmacSha256,
    HmacSha384,
    HmacSha512,
}

impl TsigKey {
    /// `algorithm` is `hmac-sha256`, `hmac-sha384`, `hmac-sha512` or, for old
    /// servers, `legacy-hmac-sha1`. The errors never hold the secret.
    pub fn new(name: &str, algorithm: &str, base64_secret: &str) -> Result<TsigKey, String> {
        let name: Name = name.parse().map_err(|error| format!("`{name}` is no key name: {error}"))?;
        let algorithm = TsigAlgorithm::parse(algorithm)?;
        let secret: String = base64_secret.chars().filter(|letter| !letter.is_whitespace()).collect();
        let secret = data_encoding::BASE64
            .decode(secret.as_bytes())
            .map_err(|_| format!("the secret of the TSIG key {name} is not base64"))?;
        if secret.is_empty() {
            return Err(format!("the secret of the TSIG key {name} is empty"));
        }
        Ok(TsigKey { name, algorithm, key: hmac::Key::new(algorithm.hmac(), &secret) })
    }

    pub fn name(&self) -> &Name {
        &self.name
    }

    pub fn algorithm(&self) -> TsigAlgorithm {
        self.algorithm
    }

    /// How many octets the TSIG record adds to a request.
    pub(super) fn record_octets(&self) -> usize {
        self.name.wire().len() + 10 + self.algorithm.name().wire().len() + 16 + self.mac_octets()
    }

    fn mac_octets(&self) -> usize {
        self.key.algorithm().digest_algorithm().output_len()
    }

    /// Signs a request made at `now` (seconds since 1970) and appends the record.
    pub(super) fn sign(&self, message: &mut Vec<u8>, now: u64) -> TsigSession<'_> {
        let variables = Variables { time: now, fudge: FUDGE, error: 0, other: &[] };
        let mut digest = message.clone();
        variables.write(self, &mut digest);
        let mac = hmac::sign(&self.key, &digest).as_ref().to_vec();
        let id = [message[0], message[1]];
        let mut rdata = self.algorithm.name().wire().to_vec();
        rdata.extend(&now.to_be_bytes()[2..]);
        rdata.extend(FUDGE.to_be_bytes());
        rdata.extend((mac.len() as u16).to_be_bytes());
        rdata.extend(&mac);
        rdata.extend(id);
        rdata.extend([0; 4]);
        message.extend_from_slice(self.name.wire());
        message.extend(TSIG.0.to_be_bytes());
        message.extend(ANY.to_be_bytes());
        message.extend([0; 4]);
        message.extend((rdata.len() as u16).to_be_bytes());
        message.extend(rdata);
        let count = u16::from_be_bytes([message[10], message[11]]) + 1;
        message[10..12].copy_from_slice(&count.to_be_bytes());
        let (digest, unsigned) = (prefixed(&mac), 0);
        TsigSession { key: self, digest, unsigned, first: true }
    }
}

/// Name and algorithm; never the secret.
impl fmt::Debug for TsigKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TsigKey({} {})", self.name, self.algorithm)
    }
}

impl TsigAlgorithm {
    fn parse(text: &str) -> Result<TsigAlgorithm, String> {
        let plain = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        match plain.as_str() {
            "hmac-sha256" => Ok(TsigAlgorithm::HmacSha256),
            "hmac-sha384" => Ok(TsigAlgorithm::HmacSha384),
            "hmac-sha512" => Ok(TsigAlgorithm::HmacSha512),
            "legacy-hmac-sha1" => Ok(TsigAlgorithm::HmacSha1),
            "hmac-sha1" => Err("`hmac-sha1` is no longer recommended (RFC 8945 section 6): make a key of \
                `hmac-sha256`, or write `legacy-hmac-sha1` for a server that cannot"
                .to_owned()),
            "hmac-md5"
            | "hmac-md5.sig-alg.reg.int"
            | "hmac-sha224"
            | "hmac-sha256-128"
            | "hmac-sha384-192"
            | "hmac-sha512-256"
            | "gss-tsig" => {
                Err(format!("the TSIG algorithm `{plain}` is not supported: make a key of `hmac-sha256`"))
            }
            _ => Err(format!(
                "`{text}` is no TSIG algorithm: `hmac-sha256`, `hmac-sha384` and `hmac-sha512` are"
            )),
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            TsigAlgorithm::HmacSha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            TsigAlgorithm::HmacSha256 => hmac::HMAC_SHA256,
            TsigAlgorithm::HmacSha384 => hmac::HMAC_SHA384,
            TsigAlgorithm::HmacSha512 => hmac::HMAC_SHA512,
        }
    }

    fn name(self) -> Name {
        Name::from_labels([self.mnemonic().as_bytes()]).expect("one short label")
    }

    fn mnemonic(self) -> &'static str {
        match self {
            TsigAlgorithm::HmacSha1 => "hmac-sha1",
            TsigAlgorithm::HmacSha256 => "hmac-sha256",
            TsigAlgorithm::HmacSha384 => "hmac-sha384",
            TsigAlgorithm::HmacSha512 => "hmac-sha512",
        }
    }
}

impl fmt::Display for TsigAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.mnemonic())
    }
}

/// Why an answer is not believed, or why the server did not believe us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TsigFault {
    /// It has no signature, or the last of several has none.
    Unsigned,
    /// More than 99 messages in a row have no signature.
    LongUnsigned,
    /// Its TSIG record cannot be read.
    Unreadable,
    /// It is signed with another key or algorithm.
    OtherKey(Name),
    /// Its signature does not fit our secret.
    WrongMac,
    /// It was signed at another time: seconds the server is ahead of us.
    Clock(i64),
    /// The server does not know the key or does not let it do this (BADKEY).
    BadKey,
    /// The server has another secret under this name (BADSIG).
    BadSig,
    /// The server's clock and ours differ (BADTIME): seconds it is ahead.
    BadTime(Option<i64>),
    /// Another error of RFC 8945 section 5.2.
    Other(u16),
}

/// The signatures of one exchange: what the next one covers.
pub(super) struct TsigSession<'k> {
    key: &'k TsigKey,
    /// The last signature and the unsigned messages since.
    digest: Vec<u8>,
    unsigned: usize,
    first: bool,
}

impl TsigSession<'_> {
    /// Takes the next message of the answer. An unsigned one is believed only
    /// once a signature that covers it has come: see [`TsigSession::finish`].
    pub(super) fn accept(&mut self, message: &Message, now: u64) -> Result<(), TsigFault> {
        let Some(place) = message.tsig() else {
            if self.first {
                return Err(TsigFault::Unsigned);
            }
            self.unsigned += 1;
            if self.unsigned > MAX_UNSIGNED {
                return Err(TsigFault::LongUnsigned);
            }
            self.digest.extend_from_slice(message.bytes());
            return Ok(());
        };
        let record = Record::parse(message.raw_rdata(place)).ok_or(TsigFault::Unreadable)?;
        match record.variables.error {
            17 => return Err(TsigFault::BadKey),
            16 => return Err(TsigFault::BadSig),
            // Its time is ours; the server's own stands in the other data.
            18 => return Err(TsigFault::BadTime(record.server_time().map(|time| skew(time, now)))),
            0 => {}
            error => return Err(TsigFault::Other(error)),
        }
        if place.owner != self.key.name || record.algorithm != self.key.algorithm.name() {
            return Err(TsigFault::OtherKey(place.owner.clone()));
        }
        self.cover(message, place.start, &record);
        hmac::verify(&self.key.key, &self.digest, record.mac).map_err(|_| TsigFault::WrongMac)?;
        let skew = skew(record.variables.time, now);
        if skew.unsigned_abs() > u64::from(record.variables.fudge) {
            return Err(TsigFault::Clock(skew));
        }
        self.digest = prefixed(record.mac);
        self.unsigned = 0;
        self.first = false;
        Ok(())
    }

    /// Whether everything that came is covered by a signature.
    pub(super) fn finish(&self) -> Result<(), TsigFault> {
        if self.unsigned > 0 || self.first { Err(TsigFault::Unsigned) } else { Ok(()) }
    }

    /// The message as it was before it was signed, and the variables
    /// (RFC 8945 sections 4.3 and 5.3.1).
    fn cover(&mut self, message: &Message, end: usize, record: &Record<'_>) {
        let start = self.digest.len();
        self.digest.extend_from_slice(&message.bytes()[..end]);
        self.digest[start..start + 2].copy_from_slice(&record.original_id);
        let count = u16::from_be_bytes([self.digest[start + 10], self.digest[start + 11]]);
        self.digest[start + 10..start + 12].copy_from_slice(&count.saturating_sub(1).to_be_bytes());
        if self.first {
            record.variables.write(self.key, &mut self.digest);
        } else {
            record.variables.write_timers(&mut self.digest);
        }
    }
}

fn skew(theirs: u64, ours: u64) -> i64 {
    theirs as i64 - ours as i64
}

fn prefixed(mac: &[u8]) -> Vec<u8> {
    let mut digest = (mac.len() as u16).to_be_bytes().to_vec();
    digest.extend_from_slice(mac);
    digest
}

/// RFC 8945 section 4.3.3.
struct Variables<'o> {
    time: u64,
    fudge: u16,
    error: u16,
    other: &'o [u8],
}

impl Variables<'_> {
    fn write(&self, key: &TsigKey, digest: &mut Vec<u8>) {
        digest.extend_from_slice(key.name.wire());
        digest.extend(ANY.to_be_bytes());
        digest.extend([0; 4]);
        digest.extend_from_slice(key.algorithm.name().wire());
        self.write_timers(digest);
        digest.extend(self.error.to_be_bytes());
        digest.extend((self.other.len() as u16).to_be_bytes());
        digest.extend_from_slice(self.other);
    }

    fn write_timers(&self, digest: &mut Vec<u8>) {
        digest.extend(&self.time.to_be_bytes()[2..]);
        digest.extend(self.fudge.to_be_bytes());
    }
}

/// RFC 8945 section 4.2.
struct Record<'r> {
    algorithm: Name,
    variables: Variables<'r>,
    mac: &'r [u8],
    original_id: [u8; 2],
}

impl<'r> Record<'r> {
    fn parse(rdata: &'r [u8]) -> Option<Record<'r>> {
        let (algorithm, rest) = Name::split_from_wire(rdata)?;
        let (time, rest) = rest.split_first_chunk::<6>()?;
        let (fudge, rest) = rest.split_first_chunk()?;
        let (mac_octets, rest) = rest.split_first_chunk()?;
        let (mac, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*mac_octets)))?;
        let (original_id, rest) = rest.split_first_chunk()?;
        let (error, rest) = rest.split_first_chunk()?;
        let (other_octets, other) = rest.split_first_chunk()?;
        if other.len() != usize::from(u16::from_be_bytes(*other_octets)) {
            return None;
        }
        let variables = Variables {
            time: number48(time),
            fudge: u16::from_be_bytes(*fudge),
            error: u16::from_be_bytes(*error),
            other,
        };
        Some(Record { algorithm, variables, mac, original_id: *original_id })
    }

    fn server_time(&self) -> Option<u64> {
        self.variables.other.first_chunk().map(number48)
    }
}

fn number48(octets: &[u8; 6]) -> u64 {
    octets.iter().fold(0, |number, &octet| number << 8 | u64::from(octet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::RecordType;
    use crate::dns::message::{MessageWriter, Opcode};

    const SECRET: &str = "c2VjcmV0IG9mIGZvcnR5IG9jdGV0cywgbm8gbGVzcyE=";

    #[test]
    fn hickory_believes_our_signature() {
        use hickory_proto::rr::rdata::tsig::TsigAlgorithm as Theirs;
        for (text, theirs) in [
            ("hmac-sha256", Theirs::HmacSha256),
            ("HMAC-SHA384.", Theirs::HmacSha384),
            ("hmac-sha512", Theirs::HmacSha512),
        ] {
            let key = TsigKey::new("Key.example.", text, SECRET).unwrap();
            let writer = MessageWriter::new(9, Opcode::Query, &"x".parse().unwrap(), RecordType::SOA);
            let mut message = writer.finish();
            let unsigned = message.len();
            key.sign(&mut message, 1_700_000_000);
            assert_eq!(message.len() - unsigned, key.record_octets());
            let name = hickory_proto::rr::Name::from_ascii("key.example.").unwrap();
            let secret = data_encoding::BASE64.decode(SECRET.as_bytes()).unwrap();
            let signer = hickory_proto::rr::TSigner::new(secret, theirs, name, 300).unwrap();
            let (_, time, _) = signer.verify_message_byte(&message, None, true).unwrap();
            assert_eq!(time, 1_700_000_000);
        }
    }

    #[test]
    fn keys_say_what_is_wrong_and_keep_the_secret() {
        for (name, algorithm, secret, error) in [
            (
                "a..b",
                "hmac-sha256",
                SECRET,
                "`a..b` is no key name: a label is empty: two dots in a row, or a dot in front",
            ),
            ("k.", "hmac-sha256", "s3cret!", "the secret of the TSIG key k. is not base64"),
            ("k.", "hmac-sha256", " ", "the secret of the TSIG key k. is empty"),
            (
                "k.",
                "hmac-md5",
                SECRET,
                "the TSIG algorithm `hmac-md5` is not supported: make a key of `hmac-sha256`",
            ),
            (
                "k.",
                "sha256",
                SECRET,
                "`sha256` is no TSIG algorithm: `hmac-sha256`, `hmac-sha384` and `hmac-sha512` are",
            ),
            (
                "k.",
                "hmac-sha1",
                SECRET,
                "`hmac-sha1` is no longer recommended (RFC 8945 section 6): make a key of `hmac-sha256`, or write `legacy-hmac-sha1` for a server that cannot",
            ),
        ] {
            assert_eq!(TsigKey::new(name, algorithm, secret).err().as_deref(), Some(error));
        }
        let key = TsigKey::new("k.", "legacy-hmac-sha1", SECRET).unwrap();
        assert_eq!(format!("{key:?}"), "TsigKey(k. hmac-sha1)");
    }
}
