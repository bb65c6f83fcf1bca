//! A name server on loopback that answers as a test tells it to, well or badly.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ring::hmac;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const SOA: u16 = 6;
pub const AXFR: u16 = 252;

/// A request as it came.
pub struct Request {
    bytes: Vec<u8>,
    /// Behind the name in its question.
    fixed: usize,
}

/// What the server does next on the connection, which is closed at the end.
pub enum Step {
    /// A message with its length in front.
    Message(Vec<u8>),
    /// Octets as they are.
    Octets(Vec<u8>),
    Pause(Duration),
    /// Nothing more, but the connection stays open.
    Silence,
}

/// A record of an answer: owner, type, class, TTL and RDATA.
#[derive(Clone)]
pub struct Record(pub &'static str, pub u16, pub u16, pub u32, pub Vec<u8>);

impl Request {
    pub fn opcode(&self) -> u8 {
        self.bytes[2] >> 3
    }

    pub fn record_type(&self) -> u16 {
        u16::from_be_bytes([self.bytes[self.fixed], self.bytes[self.fixed + 1]])
    }

    /// How many records the third section has: the updates of an update.
    pub fn updates(&self) -> u16 {
        u16::from_be_bytes([self.bytes[8], self.bytes[9]])
    }

    /// An authoritative answer with these records and the request's question.
    pub fn answer(&self, rcode: u8, records: &[Record]) -> Vec<u8> {
        let mut message = self.bytes[..12].to_vec();
        message[2] = 0x84 | self.bytes[2] & 0x78;
        message[3] = rcode;
        message[6..8].copy_from_slice(&(records.len() as u16).to_be_bytes());
        message[8..12].fill(0);
        message.extend_from_slice(&self.bytes[12..self.fixed + 4]);
        for Record(owner, record_type, class, ttl, rdata) in records {
            message.extend(wire(owner));
            message.extend(record_type.to_be_bytes());
            message.extend(class.to_be_bytes());
            message.extend(ttl.to_be_bytes());
            message.extend((rdata.len() as u16).to_be_bytes());
            message.extend(rdata);
        }
        message
    }

    /// The signature of the request: what stands in front of id, error and other length.
    pub fn mac(&self, octets: usize) -> Vec<u8> {
        let end = self.bytes.len() - 6;
        self.bytes[end - octets..end].to_vec()
    }
}

/// The wire form of a name, without a final dot in the text.
pub fn wire(name: &str) -> Vec<u8> {
    let mut wire = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        wire.push(label.len() as u8);
        wire.extend(label.bytes());
    }
    wire.push(0);
    wire
}

/// Signs answers with hmac-sha256 as RFC 8945 says, apart from the library.
pub struct Signer {
    name: Vec<u8>,
    key: hmac::Key,
    covered: Vec<u8>,
    first: bool,
}

/// The fields of a TSIG record that tests set.
pub struct Stamp {
    pub time: u64,
    pub error: u16,
    pub other: Vec<u8>,
}

impl Signer {
    pub fn new(name: &str, secret: &[u8], request: &Request) -> Signer {
        let mac = request.mac(32);
        let covered = [&[0, 32], &mac[..]].concat();
        Signer { name: wire(name), key: hmac::Key::new(hmac::HMAC_SHA256, secret), covered, first: true }
    }

    /// Leaves a message unsigned; the next signature covers it.
    pub fn skip(&mut self, message: Vec<u8>) -> Vec<u8> {
        self.covered.extend(&message);
        message
    }

    pub fn sign(&mut self, mut message: Vec<u8>, stamp: &Stamp) -> Vec<u8> {
        let algorithm = wire("hmac-sha256");
        let timers = [&stamp.time.to_be_bytes()[2..], &300_u16.to_be_bytes()].concat();
        let trailer =
            [&stamp.error.to_be_bytes()[..], &(stamp.other.len() as u16).to_be_bytes(), &stamp.other]
                .concat();
        self.covered.extend(&message);
        if self.first {
            self.covered.extend(&self.name);
            self.covered.extend([0, 255, 0, 0, 0, 0]);
            self.covered.extend(&algorithm);
            self.covered.extend(&timers);
            self.covered.extend(&trailer);
        } else {
            self.covered.extend(&timers);
        }
        let mac = hmac::sign(&self.key, &self.covered);
        let id = [message[0], message[1]];
        let rdata = [&algorithm[..], &timers, &[0, 32], mac.as_ref(), &id, &trailer].concat();
        message.extend(&self.name);
        message.extend([0, 250, 0, 255, 0, 0, 0, 0]);
        message.extend((rdata.len() as u16).to_be_bytes());
        message.extend(rdata);
        message[11] += 1;
        self.covered = [&[0, 32], mac.as_ref()].concat();
        self.first = false;
        message
    }
}

/// Answers each request, one a connection, as `script` says.
pub async fn serve(script: impl Fn(&Request) -> Vec<Step> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let script = Arc::new(script);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let script = script.clone();
            tokio::spawn(async move {
                // The peer may be gone at any time; the test sees what it made of it.
                let _ = answer(stream, &*script).await;
            });
        }
    });
    address
}

async fn answer(
    mut stream: TcpStream,
    script: &(impl Fn(&Request) -> Vec<Step> + ?Sized),
) -> std::io::Result<()> {
    let mut octets = [0; 2];
    stream.read_exact(&mut octets).await?;
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(octets))];
    stream.read_exact(&mut bytes).await?;
    let fixed = 13 + bytes[12..].iter().position(|&octet| octet == 0).unwrap();
    for step in script(&Request { bytes, fixed }) {
        match step {
            Step::Message(message) => {
                stream.write_all(&(message.len() as u16).to_be_bytes()).await?;
                stream.write_all(&message).await?;
            }
            Step::Octets(octets) => stream.write_all(&octets).await?,
            Step::Pause(duration) => tokio::time::sleep(duration).await,
            Step::Silence => {
                stream.read_to_end(&mut Vec::new()).await?;
            }
        }
    }
    Ok(())
}
