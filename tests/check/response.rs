//! Responses as a test writes them.

use std::path::Path;

use zonal::dns::message::{IN, MessageWriter, Opcode, Section};
use zonal::dns::{Name, RecordType, Zone, master};

/// What the header of a response says beside the question.
#[derive(Clone, Copy)]
pub struct Header {
    pub id: u16,
    pub rcode: u8,
    pub authoritative: bool,
    pub truncated: bool,
}

/// A response with the records of two master files in its sections.
pub fn response(
    header: Header,
    name: &Name,
    record_type: RecordType,
    answer: &str,
    authority: &str,
) -> Vec<u8> {
    let mut writer = MessageWriter::new(header.id, Opcode::Query, name, record_type);
    // They are the answer and the authority section in responses.
    for (section, text) in [(Section::Prerequisite, answer), (Section::Update, authority)] {
        for rrset in records(text).iter() {
            for rdata in rrset.rdatas() {
                let ttl = rrset.ttl().seconds();
                writer.record(section, &rrset.owner(), rrset.record_type(), IN, ttl, rdata.wire);
            }
        }
    }
    let mut bytes = writer.finish();
    bytes[2] |= 0x80 | u8::from(header.authoritative) << 2 | u8::from(header.truncated) << 1;
    bytes[3] = header.rcode;
    bytes
}

fn records(text: &str) -> Zone {
    let file = master::read_text(Path::new("response"), format!("$TTL 300\n{text}\n").into(), &Name::root());
    assert_eq!(file.problems, [], "{text}");
    file.zone
}
