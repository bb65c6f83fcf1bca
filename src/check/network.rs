//! Questions over real sockets: UDP first, then TCP.

use std::io::{Error, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use async_trait::async_trait;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout_at};

use super::exchange::{Exchange, Failure, Question};
use crate::dns::Name;
use crate::dns::message::{Message, MessageWriter, OPT, Opcode, Rcode, Section};

/// The largest answer that we take over UDP: it is not fragmented on the way
/// (RFC 9715 section 3.1).
const UDP_OCTETS: u16 = 1232;

/// How often a question is sent over UDP. Each time a fifth of the whole timeout
/// is waited; the rest is for TCP.
const UDP_ATTEMPTS: u32 = 2;
const UDP_SHARE: u32 = 5;

/// The network itself. An answer that is truncated or does not come over UDP is
/// asked for over TCP (RFC 7766 section 5), one that does not like EDNS without
/// it (RFC 6891 section 7).
#[derive(Debug, Clone)]
pub struct Network {
    /// How long a question may take with all attempts.
    pub timeout: Duration,
}

#[async_trait]
impl Exchange for Network {
    async fn ask(&self, server: SocketAddr, question: &Question) -> Result<Message, Failure> {
        let start = Instant::now();
        let answer = self.attempt(server, &Request::new(question, true)?, start).await?;
        let dislikes_edns = matches!(answer.rcode(), Rcode::FORMERR | Rcode::NOTIMP)
            && !answer.additionals.iter().any(|place| place.record_type == OPT);
        match dislikes_edns {
            true => self.attempt(server, &Request::new(question, false)?, start).await,
            false => Ok(answer),
        }
    }
}

impl Network {
    async fn attempt(
        &self,
        server: SocketAddr,
        request: &Request,
        start: Instant,
    ) -> Result<Message, Failure> {
        let udp = match self.over_udp(server, request).await {
            Ok(answer) if !answer.is_truncated() => return Ok(answer),
            Ok(_) => heard("the answer is truncated"),
            Err(failure) => failure,
        };
        let over_tcp = over_tcp(server, request, start + self.timeout).await;
        over_tcp.map_err(|tcp| {
            let clause = match udp.clause == tcp.clause {
                true => format!("over UDP and TCP {}", udp.clause),
                false => format!("over UDP {}, over TCP {}", udp.clause, tcp.clause),
            };
            Failure { clause, heard: udp.heard || tcp.heard }
        })
    }

    /// Waits past what is no answer, which anybody could have sent.
    async fn over_udp(&self, server: SocketAddr, request: &Request) -> Result<Message, Failure> {
        let socket = connected(server).await.map_err(|error| unheard(&error))?;
        let mut last = Failure { clause: "no answer came".to_owned(), heard: false };
        let mut datagram = vec![0; usize::from(u16::MAX)];
        for _ in 0..UDP_ATTEMPTS {
            socket.send(&request.bytes).await.map_err(|error| unheard(&error))?;
            let until = Instant::now() + self.timeout / UDP_SHARE;
            while let Ok(received) = timeout_at(until, socket.recv(&mut datagram)).await {
                let octets = received.map_err(|error| unheard(&error))?;
                match request.read(datagram[..octets].to_vec()) {
                    Ok(answer) => return Ok(answer),
                    Err(failure) => last = failure,
                }
            }
        }
        Err(last)
    }
}

/// A socket that takes datagrams from the server only, on a port of its own.
async fn connected(server: SocketAddr) -> Result<UdpSocket, Error> {
    let own: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(own).await?;
    socket.connect(server).await?;
    Ok(socket)
}

async fn over_tcp(server: SocketAddr, request: &Request, deadline: Instant) -> Result<Message, Failure> {
    let silence = |what: &str| Failure { clause: what.to_owned(), heard: false };
    let connecting = timeout_at(deadline, TcpStream::connect(server)).await;
    let stream =
        connecting.map_err(|_| silence("no connection came about"))?.map_err(|error| unheard(&error))?;
    match timeout_at(deadline, converse(stream, request)).await {
        Ok(answer) => answer,
        Err(_) => Err(silence("no answer came")),
    }
}

async fn converse(mut stream: TcpStream, request: &Request) -> Result<Message, Failure> {
    let closed = |when: &str| Failure { clause: format!("the connection was cut {when}"), heard: false };
    // A question has less than 64 KiB.
    let framed = [&(request.bytes.len() as u16).to_be_bytes()[..], &request.bytes].concat();
    stream.write_all(&framed).await.map_err(|_| closed("while we asked"))?;
    let mut octets = [0; 2];
    stream.read_exact(&mut octets).await.map_err(|_| closed("before an answer came"))?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(octets))];
    let read = stream.read_exact(&mut message).await;
    read.map_err(|_| heard("the connection was cut in the middle of the answer"))?;
    let answer = request.read(message)?;
    match answer.is_truncated() {
        true => Err(heard("the answer is truncated")),
        false => Ok(answer),
    }
}

/// A question on the wire.
struct Request {
    bytes: Vec<u8>,
    question: Question,
}

impl Request {
    /// With an id that cannot be guessed.
    fn new(question: &Question, edns: bool) -> Result<Request, Failure> {
        let mut id = [0; 2];
        let unsafe_id = |_| Failure { clause: "the system gives no random numbers".to_owned(), heard: false };
        SystemRandom::new().fill(&mut id).map_err(unsafe_id)?;
        let id = u16::from_be_bytes(id);
        let mut writer = MessageWriter::new(id, Opcode::Query, &question.name, question.record_type);
        if edns {
            // The class of an OPT record is the size (RFC 6891 section 6.1.2).
            writer.record(Section::Additional, &Name::root(), OPT, UDP_OCTETS, 0, &[]);
        }
        Ok(Request { bytes: writer.finish(), question: question.clone() })
    }

    /// Takes what came, if it is a response to this question.
    fn read(&self, bytes: Vec<u8>) -> Result<Message, Failure> {
        let message = Message::parse(bytes)
            .map_err(|why| heard(&format!("something came that is no DNS message: {why}")))?;
        if message.id().to_be_bytes() != self.bytes[..2] {
            return Err(heard("an answer came with another id than the question"));
        }
        if !message.is_response() || message.opcode() != Opcode::Query {
            return Err(heard("a message came that is no answer"));
        }
        if message.questions.is_empty() && !matches!(message.rcode(), Rcode::NOERROR | Rcode::NXDOMAIN) {
            return Ok(message);
        }
        if self.is_repeated_in(&message) {
            return Ok(message);
        }
        let other = match message.questions.first() {
            Some((name, record_type)) => format!("an answer came to another question: {name} {record_type}"),
            None => "an answer came without its question".to_owned(),
        };
        Err(heard(&other))
    }

    /// Whether the question, class included, is the only one of a message.
    fn is_repeated_in(&self, message: &Message) -> bool {
        let name_end = 12 + self.question.name.wire().len();
        let theirs = message.bytes();
        message.questions.len() == 1
            && message.questions[0] == (self.question.name.clone(), self.question.record_type)
            && theirs.get(name_end..name_end + 4) == self.bytes.get(name_end..name_end + 4)
    }
}

fn heard(clause: &str) -> Failure {
    Failure { clause: clause.to_owned(), heard: true }
}

fn unheard(error: &Error) -> Failure {
    let clause = match error.kind() {
        ErrorKind::ConnectionRefused => "nothing listens".to_owned(),
        _ => format!("the system says: {error}"),
    };
    Failure { clause, heard: false }
}
