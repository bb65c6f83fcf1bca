use std::fmt;

use data_encoding::BASE64;

use super::piece::Piece;
use super::public_key::{KeyFault, rsa_bits};
use super::remark::{Reading, Remarks};
use super::tag_list::{Form, TagList, UnknownTag};

/// A DKIM key record (RFC 6376 section 3.6.1, RFC 8301, RFC 8463).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dkim {
    /// `k=` as written; absent means `rsa`.
    pub key_type: Option<String>,
    pub key: DkimKey,
    /// `h=`: the hashes allowed; empty means all.
    pub hashes: Vec<String>,
    /// `s=`: the services allowed; empty means all.
    pub services: Vec<String>,
    /// `t=`: `y` while testing, `s` for exactly this domain.
    pub flags: Vec<String>,
    /// `n=`, for people.
    pub notes: Option<String>,
    pub unknown: Vec<UnknownTag>,
}

/// The key of `p=`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DkimKey {
    /// `p=` is empty: whatever this key signed is void.
    Revoked,
    Rsa {
        /// The size of the modulus in bits.
        bits: usize,
        /// DER of a SubjectPublicKeyInfo or an RSAPublicKey.
        der: Vec<u8>,
    },
    Ed25519([u8; 32]),
    /// Of a key type not known here.
    Other(Vec<u8>),
}

/// Keys below are refused by receivers (RFC 8301 section 3.2), in bits.
pub const RSA_LEAST: usize = 1024;
/// Keys should have this many bits (RFC 8301 section 3.2).
pub const RSA_ADVICE: usize = 2048;
/// Receivers need not take longer keys (RFC 8301 section 3.2), in bits.
pub const RSA_MOST: usize = 4096;

const FORM: Form =
    Form { version: "DKIM1", version_required: false, blanks: true, known: &["h", "k", "n", "p", "s", "t"] };

impl Dkim {
    /// Reads the octets of a TXT record.
    pub fn parse(txt: &[u8]) -> Reading<Dkim> {
        let mut remarks = Remarks::default();
        let value = TagList::of_txt(txt, &FORM, &mut remarks).and_then(|tags| {
            let key = tags.peek("p").map(|piece| vec![piece]);
            read(tags, key, &mut remarks)
        });
        remarks.close(value)
    }

    /// Reads the words of a typed line: a tag a word, `v=DKIM1` may be left out. Words without a tag are the
    /// key, in pieces that are joined, behind that of `p=` if there is one.
    pub fn from_words(words: &[&str]) -> Reading<Dkim> {
        let mut remarks = Remarks::default();
        let Some(mut tags) = TagList::of_words(words, &FORM, &mut remarks) else {
            return remarks.close(None);
        };
        let mut key: Vec<Piece> = tags.peek("p").into_iter().collect();
        key.append(&mut tags.bare);
        let key = (!key.is_empty()).then_some(key);
        let value = read(tags, key, &mut remarks);
        remarks.close(value)
    }

    /// Whether receivers are asked to treat its mail as unsigned.
    pub fn is_testing(&self) -> bool {
        self.flags.iter().any(|flag| flag == "y")
    }
}

impl fmt::Display for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v=DKIM1")?;
        if !self.hashes.is_empty() {
            write!(f, "; h={}", self.hashes.join(":"))?;
        }
        if let Some(key_type) = &self.key_type {
            write!(f, "; k={key_type}")?;
        }
        if let Some(notes) = &self.notes {
            write!(f, "; n={notes}")?;
        }
        if !self.services.is_empty() {
            write!(f, "; s={}", self.services.join(":"))?;
        }
        if !self.flags.is_empty() {
            write!(f, "; t={}", self.flags.join(":"))?;
        }
        self.unknown.iter().try_for_each(|tag| write!(f, "; {tag}"))?;
        write!(f, "; p={}", BASE64.encode(self.key.octets()))
    }
}

impl DkimKey {
    /// What `p=` encodes.
    pub fn octets(&self) -> &[u8] {
        match self {
            DkimKey::Revoked => &[],
            DkimKey::Rsa { der, .. } => der,
            DkimKey::Ed25519(key) => key,
            DkimKey::Other(octets) => octets,
        }
    }
}

fn read(mut tags: TagList<'_>, key: Option<Vec<Piece<'_>>>, remarks: &mut Remarks) -> Option<Dkim> {
    tags.take("p");
    let key_type = tags.take("k");
    let hashes = read_list("h", &["sha256", "sha1"], &mut tags, remarks);
    if !hashes.is_empty() && !hashes.iter().any(|hash| hash == "sha256") {
        remarks
            .note("dkim-sha1", tags.whole, "`h=` does not allow SHA-256")
            .help("write `h=sha256` or leave it out: RFC 8301 forbids SHA-1");
    }
    let services = read_list("s", &["*", "email"], &mut tags, remarks);
    let flags = read_list("t", &["y", "s"], &mut tags, remarks);
    if flags.iter().any(|flag| flag == "y") {
        remarks
            .note("dkim-testing", tags.whole, "`t=y`: receivers treat its mail as if it were not signed")
            .help("leave it out once mail is signed well");
    }
    let notes = tags.take("n").map(|value| value.text.to_owned());
    let whole = tags.whole;
    let unknown = tags.rest(remarks);
    let Some(key) = key else {
        remarks
            .error("dkim-no-key", whole, "`p=` is missing")
            .help("give the public key; `p=` alone revokes the selector");
        return None;
    };
    let key = read_key(&key, key_type, remarks)?;
    let key_type = key_type.map(|value| value.text.to_ascii_lowercase());
    Some(Dkim { key_type, key, hashes, services, flags, notes, unknown })
}

fn read_list(
    tag: &'static str,
    known: &[&str],
    tags: &mut TagList<'_>,
    remarks: &mut Remarks,
) -> Vec<String> {
    let Some(value) = tags.take(tag) else { return Vec::new() };
    let mut list = Vec::new();
    for item in value.split(':') {
        let item = item.trim();
        if item.text.is_empty() || item.text.contains([' ', '\t', '\r', '\n']) {
            remarks.error("policy-text-value", item, format!("`{tag}=` wants words with `:` between them"));
            continue;
        }
        if !known.contains(&item.text) {
            let message = format!("receivers ignore `{}` in `{tag}=`", item.text);
            remarks.note("dkim-unknown-word", item, message).help(format!("known are: {}", known.join(", ")));
        }
        list.push(item.text.to_owned());
    }
    list
}

fn read_key(pieces: &[Piece<'_>], key_type: Option<Piece<'_>>, remarks: &mut Remarks) -> Option<DkimKey> {
    let octets = decode(pieces, remarks)?;
    let first = *pieces.first()?;
    if octets.is_empty() {
        remarks.note("dkim-revoked", first, "the key is empty: the selector is revoked");
        return Some(DkimKey::Revoked);
    }
    match key_type.map(|piece| piece.text.to_ascii_lowercase()).as_deref() {
        None | Some("rsa") => read_rsa(octets, first, remarks),
        Some("ed25519") => read_ed25519(&octets, first, remarks),
        Some(other) => {
            let piece = key_type.unwrap_or(first);
            remarks
                .note("dkim-key-type", piece, format!("receivers do not know the key type `{other}`"))
                .help("write `k=rsa` or `k=ed25519`");
            Some(DkimKey::Other(octets))
        }
    }
}

/// Never says what the key's text is: it may be a private one.
fn decode(pieces: &[Piece<'_>], remarks: &mut Remarks) -> Option<Vec<u8>> {
    let mut text = String::new();
    for piece in pieces {
        if piece.text.contains("-----")
            || piece.text.contains("PRIVATE KEY")
            || piece.text.contains("PUBLIC KEY")
        {
            remarks.error("dkim-key", *piece, "the key is in its PEM frame").help(
                "give what stands between the BEGIN and END lines of the public key, never a private key",
            );
            return None;
        }
        let is_legal = |octet: u8| octet.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(&octet);
        if let Some(at) = piece.text.bytes().position(|octet| !is_legal(octet)) {
            let behind = piece.split_at(at).1;
            let width = behind.text.chars().next().map_or(0, char::len_utf8);
            remarks
                .error("dkim-key", behind.split_at(width).0, "this character is not in base64")
                .help("check that the key was copied whole, without quotes or backslashes");
            return None;
        }
        piece.text.split_ascii_whitespace().for_each(|part| text.push_str(part));
    }
    match BASE64.decode(text.as_bytes()) {
        Ok(octets) => Some(octets),
        Err(_) => {
            remarks
                .error("dkim-key", *pieces.first()?, "the key is not whole base64")
                .help("check that the key was copied whole, with the `=` at its end");
            None
        }
    }
}

fn read_ed25519(octets: &[u8], piece: Piece<'_>, remarks: &mut Remarks) -> Option<DkimKey> {
    /// What stands before the key in a SubjectPublicKeyInfo (RFC 8410).
    const FRAME: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    if let Ok(key) = octets.try_into() {
        return Some(DkimKey::Ed25519(key));
    }
    let message = format!("an Ed25519 key has 32 octets, this one {}", octets.len());
    let remark = remarks.error("dkim-key", piece, message);
    match octets.strip_prefix(&FRAME) {
        Some(key) if key.len() == 32 => {
            remark.help(format!("without its frame it is `{}`", BASE64.encode(key)))
        }
        _ if rsa_bits(octets).is_ok() => remark.help("it is an RSA key: write `k=rsa`"),
        _ if rsa_bits(octets) == Err(KeyFault::Private) => remark.help(PRIVATE_HELP),
        _ => remark.help("RFC 8463 wants the plain key, without DER around it"),
    };
    None
}

const PRIVATE_HELP: &str = "it is a private key: make a new pair, and publish the public half only";

fn read_rsa(der: Vec<u8>, piece: Piece<'_>, remarks: &mut Remarks) -> Option<DkimKey> {
    let key = match rsa_bits(&der) {
        Ok(key) => key,
        Err(fault) => {
            let remark = remarks.error("dkim-key", piece, "the key is no RSA public key in DER");
            match fault {
                KeyFault::Private => remark.help(PRIVATE_HELP),
                KeyFault::OtherAlgorithm => remark.help("it is of another algorithm: give the matching `k=`"),
                KeyFault::Malformed if der.len() == 32 => remark.help("for an Ed25519 key write `k=ed25519`"),
                KeyFault::Malformed => remark.help("check that the key was copied whole"),
            };
            return None;
        }
    };
    if !key.framed {
        remarks
            .note("dkim-key-bare", piece, "the key has no SubjectPublicKeyInfo around it")
            .help("most receivers want the form that `openssl rsa -pubout` writes");
    }
    let bits = key.bits;
    if bits < RSA_LEAST {
        remarks
            .error(
                "dkim-key-short",
                piece,
                format!("the RSA key has {bits} bits, receivers refuse less than {RSA_LEAST}"),
            )
            .help(format!("make one of {RSA_ADVICE} bits"));
        return None;
    }
    if bits < RSA_ADVICE {
        remarks
            .note("dkim-key-short", piece, format!("the RSA key has {bits} bits"))
            .help(format!("make one of {RSA_ADVICE} bits"));
    } else if bits > RSA_MOST {
        remarks.note(
            "dkim-key-long",
            piece,
            format!("the RSA key has {bits} bits, receivers need not take more than {RSA_MOST}"),
        );
    }
    Some(DkimKey::Rsa { bits, der })
}
