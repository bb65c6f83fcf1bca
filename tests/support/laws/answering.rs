//! What holds of any octets taken as the answers of a server: messages are cut
//! inside their bounds, and a transfer is the whole zone or an error.

use std::path::Path;

use super::intake::Intake;
use super::tsig::TsigKey;
use crate::dns::message::{Message, MessageWriter, Opcode, Section};
use crate::dns::{Name, RecordType, master};

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
        comes_back(&message);
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
        let written = master::write(&transfer.zone, master::Style::Relative);
        let again = master::read_text(Path::new("zone"), written.clone().into_bytes(), &apex);
        assert!(again.problems.is_empty() && again.zone == transfer.zone, "{octets:?}\n{written}");
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

/// The records of a message, written into a request, are read from it again.
fn comes_back(message: &Message) {
    let apex = message.answers.first().map_or_else(Name::root, |place| place.owner.clone());
    let mut writer = MessageWriter::new(message.id(), message.opcode(), &apex, RecordType::SOA);
    let sections = |message: &Message| {
        let sections = [
            (Section::Prerequisite, &message.answers),
            (Section::Update, &message.authorities),
            (Section::Additional, &message.additionals),
        ];
        let records = sections.map(|(section, places)| {
            let decoded = places.iter().filter_map(|place| Some((place.clone(), message.rdata(place)?)));
            decoded.map(|(place, rdata)| (section, place, rdata)).collect::<Vec<_>>()
        });
        records.concat()
    };
    let written = sections(message);
    for (section, place, rdata) in &written {
        writer.record(*section, &place.owner, place.record_type, place.class, place.ttl, rdata);
    }
    let again = Message::parse(writer.finish()).expect("a message that we wrote");
    let read = sections(&again);
    assert_eq!((again.id(), again.opcode(), read.len()), (message.id(), message.opcode(), written.len()));
    for ((_, place, rdata), (_, other, again)) in written.iter().zip(&read) {
        assert_eq!(
            (&place.owner, place.record_type, place.class, place.ttl),
            (&other.owner, other.record_type, other.class, other.ttl)
        );
        assert_eq!(rdata, again);
    }
}
