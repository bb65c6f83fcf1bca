//! The records of a zone transfer, message by message (RFC 5936 section 2.2):
//! what is wrong with the transfer is an error, what is wrong with one record
//! is kept beside the zone.

use super::fault::Fault;
use crate::dns::message::{IN, Message, Place};
use crate::dns::{Name, Rdata, RecordType, RrsetKey, Ttl, Zone, ZoneBuilder};
use crate::plan::Irregularity;

/// A transferred zone and what did not fit into it.
pub(super) struct Transfer {
    pub zone: Zone,
    pub irregular: Vec<Irregularity>,
    pub serial: u32,
}

/// What was taken of a transfer so far.
pub(super) struct Intake {
    builder: ZoneBuilder,
    /// Owner and type of each push, for what is said about it.
    keys: Vec<RrsetKey>,
    irregular: Vec<Irregularity>,
    /// The first record's RDATA and serial.
    soa: Option<(Vec<u8>, u32)>,
    pub complete: bool,
    /// How many records came.
    pub taken: usize,
}

impl Intake {
    pub(super) fn new(apex: Name) -> Intake {
        Intake {
            builder: ZoneBuilder::new(apex),
            keys: Vec::new(),
            irregular: Vec::new(),
            soa: None,
            complete: false,
            taken: 0,
        }
    }

    /// Takes the next message of the answer.
    pub(super) fn take(&mut self, message: &Message) -> Result<(), Fault> {
        if message.answers.is_empty() {
            return Err(Fault::new("a message of the transfer holds no records"));
        }
        for place in &message.answers {
            let key = RrsetKey { owner: place.owner.clone(), record_type: place.record_type };
            self.check(&key, place)?;
            if key.record_type == RecordType::SOA {
                self.take_soa(key, place, message)?;
            } else {
                self.take_record(key, place, message)?;
            }
            self.taken += 1;
        }
        Ok(())
    }

    fn check(&self, key: &RrsetKey, place: &Place) -> Result<(), Fault> {
        let RrsetKey { owner, record_type } = key;
        if self.complete {
            return Err(Fault::new(format!("{owner} {record_type} follows the end of the transfer")));
        }
        let apex = self.builder.apex();
        if self.soa.is_none() && (*record_type != RecordType::SOA || owner != apex) {
            return Err(Fault::new(format!(
                "the transfer begins with {owner} {record_type}, not with the SOA of {apex}"
            )));
        }
        if !owner.is_at_or_below(apex) {
            return Err(Fault::new(format!("{owner} {record_type} in the transfer is outside the zone")));
        }
        if place.class != IN || record_type.is_meta() {
            let class = place.class;
            return Err(Fault::new(format!(
                "{owner} {record_type} of class {class} in the transfer is no zone data"
            )));
        }
        Ok(())
    }

    /// The first and the last record.
    fn take_soa(&mut self, key: RrsetKey, place: &Place, message: &Message) -> Result<(), Fault> {
        if key.owner != *self.builder.apex() {
            return Err(Fault::new(format!("{} SOA in the transfer is not at the apex", key.owner)));
        }
        let wire = message.rdata(place).and_then(|wire| Rdata::from_wire(RecordType::SOA, &wire).ok());
        let wire = wire.ok_or_else(|| Fault::new("a SOA of the transfer is unreadable"))?.wire().to_vec();
        let serial = serial_of(&wire).ok_or_else(|| Fault::new("a SOA of the transfer is unreadable"))?;
        match &self.soa {
            None => {
                self.push(key, place.ttl, &wire)?;
                self.soa = Some((wire, serial));
            }
            Some((first, _)) if *first == wire => self.complete = true,
            Some((_, first)) => {
                return Err(Fault::new(format!(
                    "the transfer begins with serial {first} and ends with serial {serial}"
                ))
                .help("the zone changed meanwhile: try again"));
            }
        }
        Ok(())
    }

    fn take_record(&mut self, key: RrsetKey, place: &Place, message: &Message) -> Result<(), Fault> {
        let mut canonical = Vec::with_capacity(place.rdata.len());
        let why = match message.rdata(place) {
            None => "a name in it is none".to_owned(),
            Some(wire) => match Rdata::canonicalize_into(key.record_type, &wire, &mut canonical) {
                Ok(()) => return self.push(key, place.ttl, &canonical),
                Err(error) => error.to_string(),
            },
        };
        let raw = data_encoding::HEXLOWER.encode(message.raw_rdata(place));
        let what = format!("holds RDATA that cannot be understood ({why}): {raw}");
        self.irregular.push(Irregularity { key, what, untouchable: true });
        Ok(())
    }

    fn push(&mut self, key: RrsetKey, ttl: u32, rdata: &[u8]) -> Result<(), Fault> {
        if Ttl::new(ttl).is_none() {
            let what = format!("has the TTL {ttl}, which counts as 0 (RFC 2181 section 8)");
            self.irregular.push(Irregularity { key: key.clone(), what, untouchable: false });
        }
        let ttl = Some(Ttl::from_wire(ttl));
        let pushed = self.builder.push_name(&key.owner, key.record_type, ttl, rdata);
        pushed.map_err(|error| Fault::new(error.to_string()))?;
        self.keys.push(key);
        Ok(())
    }

    /// The zone, once it is complete.
    pub(super) fn finish(mut self) -> Transfer {
        let assembly = self.builder.finish(Ttl::MAX);
        for (first, _) in assembly.ttl_conflicts {
            // `first` is the same for all conflicts of one RRset.
            let key = &self.keys[first as usize];
            // Signatures have the TTLs of what they sign (RFC 4034 section 3).
            let wrong = key.record_type != RecordType::RRSIG;
            if wrong && self.irregular.last().is_none_or(|irregularity| irregularity.key != *key) {
                let what = "has records with different TTLs (RFC 2181 section 5.2)".to_owned();
                self.irregular.push(Irregularity { key: key.clone(), what, untouchable: false });
            }
        }
        self.irregular.sort_by(|a, b| a.key.cmp(&b.key));
        let serial = self.soa.map_or(0, |(_, serial)| serial);
        Transfer { zone: assembly.zone, irregular: self.irregular, serial }
    }
}

/// The serial in the RDATA of a SOA.
pub(super) fn serial_of(soa: &[u8]) -> Option<u32> {
    let at = soa.len().checked_sub(20)?;
    soa.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::super::answering;

    /// A transfer of `x`: SOA, A, MX with a pointer, SOA.
    fn answer() -> Vec<u8> {
        let soa = [&[0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 9, 0, 24, 0xc0, 12, 0xc0, 12][..], &[0; 20]].concat();
        let a = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 1];
        let mx = [0xc0, 12, 0, 15, 0, 1, 0, 0, 0, 9, 0, 6, 0, 5, 1, b'M', 0xc0, 12];
        let header = [0, 7, 0x84, 0, 0, 1, 0, 4, 0, 0, 0, 0, 1, b'x', 0, 0, 252, 0, 1];
        let message = [&header[..], &soa, &a, &mx, &soa].concat();
        [&(message.len() as u16).to_be_bytes()[..], &message].concat()
    }

    #[test]
    fn damaged_answers_are_taken_whole_or_not_at_all() {
        assert_eq!(answering::holds(&answer()), 1);
        let whole = answer();
        let (mut state, mut readable) = (1_u64, 0);
        let mut below = |limit: usize| {
            state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            (state >> 33) as usize % limit
        };
        for _ in 0..20_000 {
            let mut octets = whole.repeat(1 + below(2));
            for _ in 0..1 + below(3) {
                let at = 2 + below(octets.len() - 2);
                match below(6) {
                    0 => octets.truncate(at),
                    1 => octets.insert(at, below(256) as u8),
                    _ => octets[at] = [0, 1, 6, 0x3f, 0x40, 0xc0, 0xff, below(256) as u8][below(8)],
                }
                octets.resize(octets.len().max(3), 0);
            }
            readable += answering::holds(&octets);
        }
        assert!(readable > 5_000, "{readable}");
    }
}
