//! Messages on the wire (RFC 1035 section 4), read record by record: one
//! record whose RDATA cannot be decoded does not cost the others.

use std::ops::Range;

pub use hickory_proto::op::OpCode as Opcode;
use hickory_proto::op::{Header, HeaderCounts, MessageType, Metadata};
use hickory_proto::rr::Name as WireName;
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, BinEncodable, EncodedSize};

use super::{Name, RecordType};

/// The class of the Internet.
pub const IN: u16 = 1;
/// Class NONE of RFC 2136 section 1.3.
pub const NONE: u16 = 254;
/// Class ANY of RFC 2136 section 1.3.
pub const ANY: u16 = 255;
pub const AXFR: RecordType = RecordType(252);
pub const TSIG: RecordType = RecordType(250);
pub const OPT: RecordType = RecordType(41);

/// The RCODE of the header (RFC 1035 section 4.1.1, RFC 2136 section 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rcode(pub u16);

impl Rcode {
    pub const NOERROR: Rcode = Rcode(0);
    pub const FORMERR: Rcode = Rcode(1);
    pub const SERVFAIL: Rcode = Rcode(2);
    pub const NXDOMAIN: Rcode = Rcode(3);
    pub const NOTIMP: Rcode = Rcode(4);
    pub const REFUSED: Rcode = Rcode(5);
    pub const YXDOMAIN: Rcode = Rcode(6);
    pub const YXRRSET: Rcode = Rcode(7);
    pub const NXRRSET: Rcode = Rcode(8);
    pub const NOTAUTH: Rcode = Rcode(9);
    pub const NOTZONE: Rcode = Rcode(10);
}

impl std::fmt::Display for Rcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = [
            "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
            "NXRRSET", "NOTAUTH", "NOTZONE",
        ];
        match names.get(usize::from(self.0)) {
            Some(name) => f.write_str(name),
            None => write!(f, "RCODE {}", self.0),
        }
    }
}

/// A message as it came, cut into its records.
pub struct Message {
    bytes: Vec<u8>,
    header: Metadata,
    pub questions: Vec<(Name, RecordType)>,
    pub answers: Vec<Place>,
    pub authorities: Vec<Place>,
    pub additionals: Vec<Place>,
}

/// Where one record stands in a message.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where it begins: at its owner.
    pub start: usize,
    pub owner: Name,
    pub record_type: RecordType,
    pub class: u16,
    pub ttl: u32,
    pub rdata: Range<usize>,
}

impl Message {
    /// The error is a clause: "record 3 runs past its end".
    pub fn parse(bytes: Vec<u8>) -> Result<Message, String> {
        let mut decoder = BinDecoder::new(&bytes);
        let header = Header::read(&mut decoder);
        let Header { metadata: header, counts } = header
            .map_err(|_| format!("it has {} octets, a header alone has {}", bytes.len(), Header::LEN))?;
        let mut questions = Vec::new();
        for _ in 0..counts.queries {
            questions.push(read_question(&mut decoder).ok_or("its question is unreadable")?);
        }
        let mut records = Vec::new();
        let (answers, authorities) = (usize::from(counts.answers), usize::from(counts.authorities));
        let total = answers + authorities + usize::from(counts.additionals);
        for number in 1..=total {
            let place = read_place(&mut decoder);
            records.push(
                place.ok_or_else(|| {
                    format!("record {number} of {total} is cut off or its owner is no name")
                })?,
            );
        }
        if !decoder.is_empty() {
            return Err(format!("{} octets follow its last record", decoder.len()));
        }
        let additionals = records.split_off(answers + authorities);
        let authorities = records.split_off(answers);
        Ok(Message { header, questions, answers: records, authorities, additionals, bytes })
    }

    /// As it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn id(&self) -> u16 {
        self.header.id
    }

    pub fn is_response(&self) -> bool {
        self.header.message_type == MessageType::Response
    }

    pub fn opcode(&self) -> Opcode {
        self.header.op_code
    }

    pub fn is_authoritative(&self) -> bool {
        self.header.authoritative
    }

    pub fn is_truncated(&self) -> bool {
        self.header.truncation
    }

    pub fn rcode(&self) -> Rcode {
        Rcode(self.header.response_code.into())
    }

    /// The TSIG record: the last one of the additional section (RFC 8945 section 5.1).
    pub fn tsig(&self) -> Option<&Place> {
        self.additionals.last().filter(|place| place.record_type == TSIG)
    }

    /// The RDATA as it came, names perhaps compressed.
    pub fn raw_rdata(&self, place: &Place) -> &[u8] {
        &self.bytes[place.rdata.clone()]
    }

    /// The RDATA with its names uncompressed; `None` if one of them is no name.
    pub fn rdata(&self, place: &Place) -> Option<Vec<u8>> {
        let rdata = self.raw_rdata(place);
        let (lead, names) = match place.record_type {
            _ if rdata.is_empty() => (0, 0),
            RecordType::NAPTR => (naptr_replacement(rdata)?, 1),
            other => compressible(other),
        };
        let mut wire = rdata.get(..lead)?.to_vec();
        // Its names may point to anything in front of them.
        let mut decoder = decoder_at(&self.bytes[..place.rdata.end], place.rdata.start + lead)?;
        for _ in 0..names {
            wire.extend_from_slice(read_name(&mut decoder)?.wire());
        }
        wire.extend_from_slice(&self.bytes[decoder.index()..place.rdata.end]);
        Some(wire)
    }
}

/// Octets in front of the names, and how many names there are, for the types
/// whose names may come compressed (RFC 3597 section 4).
fn compressible(record_type: RecordType) -> (usize, usize) {
    match record_type {
        RecordType::NS | RecordType::MD | RecordType::MF | RecordType::CNAME => (0, 1),
        RecordType::MB | RecordType::MG | RecordType::MR | RecordType::PTR => (0, 1),
        RecordType::SOA | RecordType::MINFO | RecordType::RP => (0, 2),
        RecordType::MX | RecordType::AFSDB | RecordType::RT | RecordType::KX => (2, 1),
        RecordType::PX => (2, 2),
        RecordType::SRV => (6, 1),
        RecordType::SIG => (18, 1),
        RecordType::NXT | RecordType::DNAME => (0, 1),
        _ => (0, 0),
    }
}

/// Behind two numbers and three character-strings (RFC 3403 section 4.1).
fn naptr_replacement(rdata: &[u8]) -> Option<usize> {
    (0..3).try_fold(4, |at, _| Some(at + 1 + usize::from(*rdata.get(at)?)))
}

fn read_question(decoder: &mut BinDecoder<'_>) -> Option<(Name, RecordType)> {
    let name = read_name(decoder)?;
    let record_type = RecordType(read_u16(decoder)?);
    let _class = read_u16(decoder)?;
    Some((name, record_type))
}

fn read_place(decoder: &mut BinDecoder<'_>) -> Option<Place> {
    let start = decoder.index();
    let owner = read_name(decoder)?;
    let record_type = RecordType(read_u16(decoder)?);
    let class = read_u16(decoder)?;
    let ttl = decoder.read_u32().ok()?.unverified();
    let length = usize::from(read_u16(decoder)?);
    let rdata = decoder.index()..decoder.index() + length;
    decoder.read_slice(length).ok()?;
    Some(Place { start, owner, record_type, class, ttl, rdata })
}

fn read_u16(decoder: &mut BinDecoder<'_>) -> Option<u16> {
    Some(decoder.read_u16().ok()?.unverified())
}

/// The name here, its pointers followed (RFC 1035 section 4.1.4).
fn read_name(decoder: &mut BinDecoder<'_>) -> Option<Name> {
    let name = WireName::read(decoder).ok()?;
    let mut wire = Vec::with_capacity(name.len());
    for label in name.iter() {
        // A label has at most 63 octets.
        wire.push(label.len() as u8);
        wire.extend_from_slice(label);
    }
    wire.push(0);
    Name::from_wire(&wire)
}

fn decoder_at(bytes: &[u8], at: usize) -> Option<BinDecoder<'_>> {
    let at = u16::try_from(at).ok().filter(|at| usize::from(*at) <= bytes.len())?;
    Some(BinDecoder::new(bytes).clone(at))
}

/// Writes a request about one zone. Owners inside the zone point to its name in
/// the question; RDATA is never compressed.
pub struct MessageWriter {
    header: Header,
    /// What follows the header.
    body: Vec<u8>,
    apex: Name,
}

/// The sections that a request fills (RFC 2136 section 2).
#[derive(Debug, Clone, Copy)]
pub enum Section {
    /// The answer section of other messages.
    Prerequisite,
    /// The authority section of other messages.
    Update,
    Additional,
}

impl MessageWriter {
    /// A request with `apex` and `record_type` in its question or zone section.
    pub fn new(id: u16, opcode: Opcode, apex: &Name, record_type: RecordType) -> MessageWriter {
        let metadata = Metadata::new(id, MessageType::Query, opcode);
        let counts = HeaderCounts { queries: 1, ..HeaderCounts::default() };
        let mut body = apex.wire().to_vec();
        body.extend(record_type.0.to_be_bytes());
        body.extend(IN.to_be_bytes());
        MessageWriter { header: Header { metadata, counts }, body, apex: apex.clone() }
    }

    /// Appends a record; sections must be filled in their order.
    pub fn record(
        &mut self,
        section: Section,
        owner: &Name,
        record_type: RecordType,
        class: u16,
        ttl: u32,
        rdata: &[u8],
    ) {
        self.owner(owner);
        self.body.extend(record_type.0.to_be_bytes());
        self.body.extend(class.to_be_bytes());
        self.body.extend(ttl.to_be_bytes());
        // RDATA of a zone has at most 65535 octets, so the length fits.
        self.body.extend((rdata.len() as u16).to_be_bytes());
        self.body.extend_from_slice(rdata);
        let count = match section {
            Section::Prerequisite => &mut self.header.counts.answers,
            Section::Update => &mut self.header.counts.authorities,
            Section::Additional => &mut self.header.counts.additionals,
        };
        *count = count.wrapping_add(1);
    }

    /// How many octets there are so far, at least those of the header.
    pub fn octets(&self) -> usize {
        Header::LEN + self.body.len()
    }

    /// The message.
    pub fn finish(self) -> Vec<u8> {
        // Twelve octets are never too many.
        let mut bytes = self.header.to_bytes().unwrap_or_default();
        bytes.extend(self.body);
        bytes
    }

    fn owner(&mut self, owner: &Name) {
        let wire = owner.wire();
        if owner.is_at_or_below(&self.apex) && !self.apex.is_root() {
            self.body.extend_from_slice(&wire[..wire.len() - self.apex.wire().len()]);
            self.body.extend([0xc0, 12]);
        } else {
            self.body.extend_from_slice(wire);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    /// A response with one question `x.` and the given answer octets.
    fn response(answers: u16, records: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x84, 0, 0, 1];
        bytes.extend(answers.to_be_bytes());
        bytes.extend([0, 0, 0, 0, 1, b'x', 0, 0, 252, 0, 1]);
        bytes.extend(records);
        bytes
    }

    #[test]
    fn names_in_rdata_are_uncompressed_where_that_is_allowed() {
        let mx = [0xc0, 12, 0, 15, 0, 1, 0, 0, 0, 9, 0, 6, 0, 5, 1, b'M', 0xc0, 12];
        let txt = [0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 9, 0, 3, 2, 0xc0, 12];
        let apl = [0xc0, 12, 0, 42, 0, 1, 0, 0, 0, 9, 0, 0];
        let message = Message::parse(response(3, &[&mx[..], &txt, &apl].concat())).unwrap();
        let rdata: Vec<_> = message.answers.iter().map(|place| message.rdata(place).unwrap()).collect();
        assert_eq!(rdata, [&[0, 5, 1, b'm', 1, b'x', 0][..], &[2, 0xc0, 12], &[]]);
        assert_eq!(message.answers[0].owner, name("x"));
        assert_eq!(message.questions, [(name("x"), AXFR)]);
    }

    #[test]
    fn a_bad_name_in_rdata_costs_only_its_record() {
        // The target points at itself; the next record is whole.
        let looping = [0xc0, 12, 0, 2, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 31];
        let good = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1];
        let message = Message::parse(response(2, &[&looping[..], &good].concat())).unwrap();
        assert_eq!(message.rdata(&message.answers[0]), None);
        assert_eq!(message.rdata(&message.answers[1]), Some(vec![192, 0, 2, 1]));
    }

    #[test]
    fn cut_messages_are_errors() {
        let a = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1];
        let whole = response(1, &a);
        assert!(Message::parse(whole.clone()).is_ok());
        for length in 0..whole.len() {
            assert!(Message::parse(whole[..length].to_vec()).is_err(), "{length}");
        }
        assert_eq!(
            Message::parse([whole, vec![0]].concat()).err().as_deref(),
            Some("1 octets follow its last record")
        );
    }

    #[test]
    fn requests_are_what_hickory_reads() {
        use hickory_proto::op::{Message as Theirs, OpCode};
        let mut writer = MessageWriter::new(258, Opcode::Update, &name("example.com"), RecordType::SOA);
        let www = name("www.example.com");
        writer.record(Section::Prerequisite, &www, RecordType::A, NONE, 0, &[]);
        writer.record(Section::Update, &www, RecordType::A, IN, 300, &[192, 0, 2, 1]);
        let message = Theirs::from_vec(&writer.finish()).unwrap();
        assert_eq!((message.metadata.id, message.metadata.op_code), (258, OpCode::Update));
        assert_eq!(message.answers.len(), 1);
        assert_eq!(message.authorities[0].to_string(), "www.example.com. 300 IN A 192.0.2.1");
    }
}
