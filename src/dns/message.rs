//! Messages on the wire (RFC 1035 section 4), read record by record: one
//! record whose RDATA cannot be decoded does not cost the others.

use std::ops::Range;

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

/// The OPCODE (RFC 1035 section 4.1.1, RFC 2136 section 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opcode {
    Query = 0,
    Update = 5,
}

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
    pub record_type: RecordType,
    pub class: u16,
    pub ttl: u32,
    pub rdata: Range<usize>,
}

impl Message {
    /// The error is a clause: "record 3 runs past its end".
    pub fn parse(bytes: Vec<u8>) -> Result<Message, String> {
        if bytes.len() < 12 {
            return Err(format!("it has {} octets, a header alone has 12", bytes.len()));
        }
        let count = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let mut at = 12;
        let mut questions = Vec::new();
        for _ in 0..count(4) {
            let (question, behind) = read_question(&bytes, at).ok_or("its question is unreadable")?;
            questions.push(question);
            at = behind;
        }
        let mut records = Vec::new();
        let (answers, authorities, additionals) = (count(6), count(8), count(10));
        let total = usize::from(answers) + usize::from(authorities) + usize::from(additionals);
        for number in 1..=total {
            let place = read_place(&bytes, at)
                .ok_or_else(|| format!("record {number} of {total} is cut off or its owner is no name"))?;
            at = place.rdata.end;
            records.push(place);
        }
        if at != bytes.len() {
            return Err(format!("{} octets follow its last record", bytes.len() - at));
        }
        let additionals = records.split_off(usize::from(answers) + usize::from(authorities));
        let authorities = records.split_off(usize::from(answers));
        Ok(Message { bytes, questions, answers: records, authorities, additionals })
    }

    /// As it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn id(&self) -> u16 {
        u16::from_be_bytes([self.bytes[0], self.bytes[1]])
    }

    pub fn is_response(&self) -> bool {
        self.bytes[2] & 0x80 != 0
    }

    pub fn opcode(&self) -> u8 {
        self.bytes[2] >> 3 & 0x0f
    }

    pub fn is_authoritative(&self) -> bool {
        self.bytes[2] & 0x04 != 0
    }

    pub fn is_truncated(&self) -> bool {
        self.bytes[2] & 0x02 != 0
    }

    pub fn rcode(&self) -> Rcode {
        Rcode(u16::from(self.bytes[3] & 0x0f))
    }

    /// The TSIG record: the last one of the additional section (RFC 8945 section 5.1).
    pub fn tsig(&self) -> Option<&Place> {
        self.additionals.last().filter(|place| place.record_type == TSIG)
    }

    /// The owner of a record; `None` if it is no name.
    pub fn owner(&self, place: &Place) -> Option<Name> {
        read_name(&self.bytes, place.start).map(|(name, _)| name)
    }

    /// The RDATA as it came, names perhaps compressed.
    pub fn raw_rdata(&self, place: &Place) -> &[u8] {
        &self.bytes[place.rdata.clone()]
    }

    /// The RDATA with its names uncompressed; `None` if one of them is no name.
    pub fn rdata(&self, place: &Place) -> Option<Vec<u8>> {
        let mut wire = Vec::with_capacity(place.rdata.len());
        let mut at = place.rdata.start;
        let end = place.rdata.end;
        if let Some((lead, names)) = compressible(place.record_type).filter(|_| at < end) {
            wire.extend_from_slice(self.bytes[..end].get(at..at + lead)?);
            at += lead;
            for _ in 0..names {
                let (name, behind) = read_name(&self.bytes[..end], at)?;
                wire.extend_from_slice(name.wire());
                at = behind;
            }
        } else if place.record_type == RecordType::NAPTR && at < end {
            at = naptr_replacement(&self.bytes[..end], at)?;
            wire.extend_from_slice(&self.bytes[place.rdata.start..at]);
            let (name, behind) = read_name(&self.bytes[..end], at)?;
            wire.extend_from_slice(name.wire());
            at = behind;
        }
        wire.extend_from_slice(&self.bytes[at..end]);
        Some(wire)
    }
}

/// Octets in front of the names, and how many names there are, for the types
/// whose names may come compressed (RFC 3597 section 4).
fn compressible(record_type: RecordType) -> Option<(usize, usize)> {
    Some(match record_type {
        RecordType::NS | RecordType::MD | RecordType::MF | RecordType::CNAME => (0, 1),
        RecordType::MB | RecordType::MG | RecordType::MR | RecordType::PTR => (0, 1),
        RecordType::SOA | RecordType::MINFO | RecordType::RP => (0, 2),
        RecordType::MX | RecordType::AFSDB | RecordType::RT | RecordType::KX => (2, 1),
        RecordType::PX => (2, 2),
        RecordType::SRV => (6, 1),
        RecordType::SIG => (18, 1),
        RecordType::NXT | RecordType::DNAME => (0, 1),
        _ => return None,
    })
}

/// Behind two numbers and three character-strings (RFC 3403 section 4.1).
fn naptr_replacement(bytes: &[u8], at: usize) -> Option<usize> {
    (0..3).try_fold(at + 4, |at, _| Some(at + 1 + usize::from(*bytes.get(at)?)))
}

fn read_question(bytes: &[u8], at: usize) -> Option<((Name, RecordType), usize)> {
    let (name, at) = read_name(bytes, at)?;
    let fixed = bytes.get(at..at + 4)?;
    Some(((name, RecordType(u16::from_be_bytes([fixed[0], fixed[1]]))), at + 4))
}

fn read_place(bytes: &[u8], start: usize) -> Option<Place> {
    let at = name_end(bytes, start)?;
    let fixed = bytes.get(at..at + 10)?;
    let number = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
    let rdata = at + 10..at + 10 + usize::from(number(8));
    (rdata.end <= bytes.len()).then(|| Place {
        start,
        record_type: RecordType(number(0)),
        class: number(2),
        ttl: u32::from(number(4)) << 16 | u32::from(number(6)),
        rdata,
    })
}

/// Behind the name at `at`, without following a pointer.
fn name_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length @ 1..=63 => at += usize::from(length) + 1,
            0xc0.. => return bytes.get(at + 1).map(|_| at + 2),
            _ => return None,
        }
    }
}

/// The name at `at` and the place behind it. A pointer must lead further to the
/// front than all before it, so that there is no loop (RFC 1035 section 4.1.4).
fn read_name(bytes: &[u8], at: usize) -> Option<(Name, usize)> {
    let behind = name_end(bytes, at)?;
    let mut wire = Vec::with_capacity(64);
    let (mut at, mut limit) = (at, at);
    loop {
        let length = *bytes.get(at)?;
        match length {
            0 => break,
            1..=63 => {
                let end = at + 1 + usize::from(length);
                wire.extend_from_slice(bytes.get(at..end)?);
                at = end;
            }
            0xc0.. => {
                at = usize::from(u16::from_be_bytes([length & 0x3f, *bytes.get(at + 1)?]));
                if at >= limit {
                    return None;
                }
                limit = at;
            }
            _ => return None,
        }
        if wire.len() > 254 {
            return None;
        }
    }
    wire.push(0);
    Some((Name::from_wire(&wire)?, behind))
}

/// Writes a request about one zone. Owners inside the zone point to its name in
/// the question; RDATA is never compressed.
pub struct MessageWriter {
    bytes: Vec<u8>,
    apex: Name,
}

/// The sections that a request fills (RFC 2136 section 2).
#[derive(Debug, Clone, Copy)]
pub enum Section {
    /// The answer section of other messages.
    Prerequisite = 6,
    /// The authority section of other messages.
    Update = 8,
    Additional = 10,
}

impl MessageWriter {
    /// A request with `apex` and `record_type` in its question or zone section.
    pub fn new(id: u16, opcode: Opcode, apex: &Name, record_type: RecordType) -> MessageWriter {
        let mut bytes = id.to_be_bytes().to_vec();
        bytes.extend([(opcode as u8) << 3, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(apex.wire());
        bytes.extend(record_type.0.to_be_bytes());
        bytes.extend(IN.to_be_bytes());
        MessageWriter { bytes, apex: apex.clone() }
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
        self.bytes.extend(record_type.0.to_be_bytes());
        self.bytes.extend(class.to_be_bytes());
        self.bytes.extend(ttl.to_be_bytes());
        // RDATA of a zone has at most 65535 octets, so the length fits.
        self.bytes.extend((rdata.len() as u16).to_be_bytes());
        self.bytes.extend_from_slice(rdata);
        let at = section as usize;
        let count = u16::from_be_bytes([self.bytes[at], self.bytes[at + 1]]).wrapping_add(1);
        self.bytes[at..at + 2].copy_from_slice(&count.to_be_bytes());
    }

    /// How many octets there are so far, at least those of the header.
    pub fn octets(&self) -> usize {
        self.bytes.len()
    }

    /// The message.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn owner(&mut self, owner: &Name) {
        let wire = owner.wire();
        if owner.is_at_or_below(&self.apex) && !self.apex.is_root() {
            self.bytes.extend_from_slice(&wire[..wire.len() - self.apex.wire().len()]);
            self.bytes.extend([0xc0, 12]);
        } else {
            self.bytes.extend_from_slice(wire);
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
        assert_eq!(message.owner(&message.answers[0]), Some(name("x")));
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
