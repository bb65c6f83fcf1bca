//! Questions to a real server over one TCP connection, and what it replies.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use zonal::dns::{Name, Rdata, RecordType};

pub struct Connection {
    stream: TcpStream,
    id: u16,
}

/// The parts of a reply that the tests look at.
#[derive(Debug)]
pub struct Reply {
    pub rcode: u8,
    pub authoritative: bool,
    pub answer: Vec<ReplyRecord>,
    pub authority: Vec<ReplyRecord>,
    pub additional: Vec<ReplyRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplyRecord {
    pub owner: Name,
    pub ttl: u32,
    pub rdata: Rdata,
}

impl Connection {
    pub fn open(server: SocketAddr) -> Connection {
        let stream = TcpStream::connect(server).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Connection { stream, id: 0 }
    }

    pub fn ask(&mut self, name: &Name, record_type: RecordType) -> Reply {
        self.id = self.id.wrapping_add(1);
        let mut message = [self.id, 0, 1, 0, 0, 0].map(u16::to_be_bytes).concat();
        message.extend(name.wire());
        message.extend([record_type.0, 1].map(u16::to_be_bytes).concat());
        let framed = [&(message.len() as u16).to_be_bytes()[..], &message].concat();
        self.stream.write_all(&framed).unwrap();
        let mut length = [0; 2];
        self.stream.read_exact(&mut length).unwrap();
        let mut reply = vec![0; usize::from(u16::from_be_bytes(length))];
        self.stream.read_exact(&mut reply).unwrap();
        assert_eq!(reply[..2], message[..2], "the reply is to another question");
        read(&reply)
    }
}

fn read(message: &[u8]) -> Reply {
    let count = |at: usize| u16::from_be_bytes([message[at], message[at + 1]]);
    let mut at = 12;
    for _ in 0..count(4) {
        read_name(message, &mut at);
        at += 4;
    }
    let mut section = |records: u16| (0..records).filter_map(|_| read_record(message, &mut at)).collect();
    Reply {
        rcode: message[3] & 0x0f,
        authoritative: message[2] & 0x04 != 0,
        answer: section(count(6)),
        authority: section(count(8)),
        additional: section(count(10)),
    }
}

/// `None` for an OPT record.
fn read_record(message: &[u8], at: &mut usize) -> Option<ReplyRecord> {
    let owner = read_name(message, at);
    let number = |at: usize| u16::from_be_bytes([message[at], message[at + 1]]);
    let record_type = RecordType(number(*at));
    let ttl = u32::from(number(*at + 4)) << 16 | u32::from(number(*at + 6));
    let start = *at + 10;
    let end = start + usize::from(number(*at + 8));
    *at = end;
    if record_type.0 == 41 {
        return None;
    }
    let wire = read_rdata(message, record_type, start, end);
    Some(ReplyRecord { owner, ttl, rdata: Rdata::from_wire(record_type, &wire).unwrap() })
}

/// Without compression, which RFC 3597 section 4 leaves to these types.
fn read_rdata(message: &[u8], record_type: RecordType, start: usize, end: usize) -> Vec<u8> {
    let (fixed, names) = match record_type {
        RecordType::NS | RecordType::CNAME | RecordType::DNAME | RecordType::PTR => (0, 1),
        RecordType::MX => (2, 1),
        RecordType::SOA => (0, 2),
        _ => (0, 0),
    };
    let mut at = start + fixed;
    let mut wire = message[start..at].to_vec();
    for _ in 0..names {
        wire.extend(read_name(message, &mut at).wire());
    }
    wire.extend(&message[at..end]);
    wire
}

fn read_name(message: &[u8], at: &mut usize) -> Name {
    let mut labels = Vec::new();
    let (mut here, mut jumped) = (*at, false);
    loop {
        let length = usize::from(message[here]);
        let next = match length {
            0 => here + 1,
            0xc0.. => here + 2,
            _ => here + 1 + length,
        };
        if !jumped {
            *at = next;
        }
        match length {
            0 => return Name::from_labels(labels).unwrap(),
            0xc0.. => {
                here = usize::from(u16::from_be_bytes([message[here] & 0x3f, message[here + 1]]));
                jumped = true;
            }
            _ => {
                labels.push(&message[here + 1..next]);
                here = next;
            }
        }
    }
}
