use super::error::Fault;

/// What the directives of a file may make of a few bytes, so that reading ends
/// in time.
pub(super) struct Budget {
    includes: usize,
    included_octets: usize,
    generated_records: usize,
    generated_octets: usize,
}

const INCLUDES: usize = 1_000;
const INCLUDED_OCTETS: usize = 1 << 30;
const GENERATED_RECORDS: usize = 1_000_000;
const GENERATED_OCTETS: usize = 128 << 20;

impl Budget {
    pub fn new() -> Budget {
        Budget {
            includes: INCLUDES,
            included_octets: INCLUDED_OCTETS,
            generated_records: GENERATED_RECORDS,
            generated_octets: GENERATED_OCTETS,
        }
    }

    pub fn take_include(&mut self) -> Result<(), Fault> {
        take(&mut self.includes, 1)
            .ok_or_else(|| Fault::new(format!("the zone has more than {INCLUDES} includes")))
    }

    pub fn take_included_octets(&mut self, octets: usize) -> Result<(), Fault> {
        take(&mut self.included_octets, octets)
            .ok_or_else(|| Fault::new(format!("the included files have more than {INCLUDED_OCTETS} octets")))
    }

    pub fn check_generated_records(&self, records: u64) -> Result<(), Fault> {
        match records <= self.generated_records as u64 {
            true => Ok(()),
            false => {
                Err(Fault::new(format!("$GENERATE makes more than {GENERATED_RECORDS} records of this zone")))
            }
        }
    }

    pub fn take_generated(&mut self, octets: usize) -> Result<(), Fault> {
        take(&mut self.generated_records, 1)
            .and_then(|()| take(&mut self.generated_octets, octets))
            .ok_or_else(|| Fault::new(format!("$GENERATE makes more than {GENERATED_OCTETS} octets of text")))
    }
}

fn take(left: &mut usize, amount: usize) -> Option<()> {
    *left = left.checked_sub(amount)?;
    Some(())
}
