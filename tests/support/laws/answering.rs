//! What holds of any octets taken as the answers of a server: messages are cut
//! inside their bounds, and a transfer is the whole zone or an error.

use super::intake::Intake;
use super::tsig::TsigKey;
use crate::dns::message::{Message, MessageWriter, Opcode};
use crate::dns::{Name, RecordType};

/// `octets` are messages as over TCP, each behind its length in two octets; gives
/// the number of those that could be read.
pub fn holds(octets: &[u8]) -> usize {
    let apex: Name = "x".parse().unwrap();
    let mut intake = Some(Intake::new(apex.clone()));
    let key = TsigKey::new("k.", "hmac-sha256", "c2VjcmV0").unwrap();
    let mut request = MessageWriter::new(7, Opcode::Query, &apex, RecordType::SOA).finish();
    let mut session = key.sign(&mut request, 0);
    let mut count = 0;
    for message in messages(octets).filter_map(|octets| Message::parse(octets.to_owned()).ok()) {
        count += 1;
        each_record_is_inside(&message);
        let _ = session.accept(&message, 0);
        intake = intake
            .filter(|intake| !intake.complete)
            .and_then(|mut intake| intake.take(&message).is_ok().then_some(intake));
    }
    // Nobody who lacks the secret makes a signature.
    assert!(session.finish().is_err());
    if let Some(intake) = intake.filter(|intake| intake.complete) {
        let (taken, transfer) = (intake.taken, intake.finish());
        let soa = transfer.zone.get(&apex, RecordType::SOA).expect("a transfer has its SOA");
        assert_eq!(soa.rdatas().len(), 1);
        assert!(transfer.zone.record_count() + transfer.irregular.len() >= 1);
        assert!(transfer.zone.record_count() < taken, "the SOA comes twice");
    }
    count
}

fn messages(mut octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = octets.split_first_chunk()?;
        let (message, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)).min(rest.len()));
        octets = rest;
        Some(message)
    })
}

fn each_record_is_inside(message: &Message) {
    for place in &message.answers {
        assert!(place.start < place.rdata.start && place.rdata.end <= message.bytes().len());
        assert_eq!(message.raw_rdata(place).len(), place.rdata.len());
        let rdata = message.rdata(place);
        assert!(place.owner.wire().len() <= 255);
        // A name in RDATA is at most 255 octets and takes at least one.
        assert!(rdata.is_none_or(|rdata| rdata.len() <= place.rdata.len() + 2 * 255));
    }
    let _ = (message.tsig(), message.rcode().to_string());
}
