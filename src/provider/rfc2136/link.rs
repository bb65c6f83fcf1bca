//! Asking one server about one zone, signed if there is a key.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};

use super::fault::Fault;
use super::server::Connection;
use super::tsig::{TsigKey, TsigSession};
use crate::dns::message::{IN, Message, MessageWriter, Opcode, Rcode};
use crate::dns::{Name, Rdata, RecordType, Records, ServerAddress, Ttl};

/// A server, and how to talk to it.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub server: ServerAddress,
    pub key: Option<TsigKey>,
    pub timeout: Duration,
}

/// A request on its way: gives the messages of the answer, checked.
pub(super) struct Exchange<'l> {
    connection: Connection,
    id: u16,
    opcode: Opcode,
    question: (Name, RecordType),
    session: Option<(&'l TsigKey, TsigSession<'l>)>,
}

/// Why a request has no answer that can be believed.
pub(super) enum Failure {
    /// Nothing reached the server.
    Unsent(Fault),
    /// The request was on its way.
    Sent(Fault),
}

impl Failure {
    pub(super) fn into_fault(self) -> Fault {
        let (Failure::Unsent(fault) | Failure::Sent(fault)) = self;
        fault
    }
}

/// What a question for the SOA at the apex brought.
pub(super) enum SoaAnswer {
    /// The server speaks for the zone.
    Authoritative(Records),
    /// It answered, but not as a server of this zone.
    Other(Rcode),
}

impl Link {
    /// A message id that cannot be guessed.
    pub(super) fn id() -> Result<u16, Fault> {
        let mut id = [0; 2];
        SystemRandom::new().fill(&mut id).map_err(|_| Fault::new("the system gives no random numbers"))?;
        Ok(u16::from_be_bytes(id))
    }

    /// Opens a connection and sends one request over it.
    pub(super) async fn ask(
        &self,
        opcode: Opcode,
        apex: &Name,
        record_type: RecordType,
        mut message: Vec<u8>,
    ) -> Result<Exchange<'_>, Failure> {
        let mut connection = Connection::open(&self.server, self.timeout).await.map_err(Failure::Unsent)?;
        let id = u16::from_be_bytes([message[0], message[1]]);
        let session = match &self.key {
            Some(key) => {
                let now = now().map_err(Failure::Unsent)?;
                Some((key, key.sign(&mut message, now)))
            }
            None => None,
        };
        connection.send(&message).await.map_err(Failure::Sent)?;
        Ok(Exchange { connection, id, opcode, question: (apex.clone(), record_type), session })
    }

    /// The SOA as the server answers it now.
    pub(super) async fn soa(&self, apex: &Name) -> Result<SoaAnswer, Fault> {
        let writer = MessageWriter::new(Link::id()?, Opcode::Query, apex, RecordType::SOA);
        let asked = self.ask(Opcode::Query, apex, RecordType::SOA, writer.finish()).await;
        let mut exchange = asked.map_err(Failure::into_fault)?;
        let message = exchange.next("before it answered").await?;
        let rcode = message.rcode();
        if rcode == Rcode::NOERROR {
            exchange.finish()?;
        }
        if rcode != Rcode::NOERROR || !message.is_authoritative() {
            return Ok(SoaAnswer::Other(rcode));
        }
        for place in &message.answers {
            let at_apex = place.owner == *apex;
            if at_apex && place.class == IN && place.record_type == RecordType::SOA {
                let rdata =
                    message.rdata(place).and_then(|wire| Rdata::from_wire(RecordType::SOA, &wire).ok());
                let rdata = rdata.ok_or_else(|| Fault::new("the SOA of the answer is unreadable"))?;
                let records = Records::new(Ttl::from_wire(place.ttl), vec![rdata]);
                return Ok(records.map_or(SoaAnswer::Other(rcode), SoaAnswer::Authoritative));
            }
        }
        Ok(SoaAnswer::Other(rcode))
    }
}

impl Exchange<'_> {
    /// The next message of the answer. `what` as in [`Connection::receive`].
    pub(super) async fn next(&mut self, what: &str) -> Result<Message, Fault> {
        let bytes = self.connection.receive(what).await?;
        let message = Message::parse(bytes)
            .map_err(|why| Fault::new(format!("the answer is no DNS message: {why}")))?;
        self.check_header(&message)?;
        if let Some((key, session)) = &mut self.session {
            let unsigned_error = message.tsig().is_none() && message.rcode() != Rcode::NOERROR;
            // Servers leave some errors unsigned (RFC 8945 section 5.3.2).
            if !unsigned_error {
                session.accept(&message, now()?).map_err(|fault| Fault::tsig(&fault, key))?;
            }
        }
        Ok(message)
    }

    /// Whether a signature covers all that came.
    pub(super) fn finish(&self) -> Result<(), Fault> {
        match &self.session {
            Some((key, session)) => session.finish().map_err(|fault| Fault::tsig(&fault, key)),
            None => Ok(()),
        }
    }

    fn check_header(&self, message: &Message) -> Result<(), Fault> {
        if !message.is_response() || message.opcode() != self.opcode {
            return Err(Fault::new("what came is no answer to our request"));
        }
        if message.id() != self.id {
            return Err(Fault::new(format!(
                "the answer has the id {}, the request {}",
                message.id(),
                self.id
            )));
        }
        if message.is_truncated() {
            return Err(Fault::new("the answer is truncated (TC), which cannot be over TCP"));
        }
        match message.questions.first() {
            Some(question) if *question != self.question || message.questions.len() > 1 => {
                Err(Fault::new(format!(
                    "the answer is for {} {}, the request was for {} {}",
                    question.0,
                    shown(question.1),
                    self.question.0,
                    shown(self.question.1)
                )))
            }
            _ => Ok(()),
        }
    }
}

fn shown(record_type: RecordType) -> String {
    if record_type == crate::dns::message::AXFR { "AXFR".to_owned() } else { record_type.to_string() }
}

fn now() -> Result<u64, Fault> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map(|since| since.as_secs()).map_err(|_| Fault::new("our clock stands before 1970"))
}
