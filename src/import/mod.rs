//! Master files to sources of the zone language.
//!
//! [`read`] makes the text of one zone, [`check`] compiles texts in memory and
//! says whether they give exactly the records of their master files. What was
//! left out or written anew is in [`Draft::notes`]; what the language refuses is
//! in [`Checked::refused`].

mod apex;
mod check;
mod comment;
mod draft;
mod lines;
mod name;
mod policy;
mod preset;
mod rdata;
mod reverse;
mod rrsets;
mod soa;
mod source;
mod texts;

use std::path::Path;

pub use check::{Checked, Checking, Refused, check};
pub use draft::Draft;

use crate::dns::{MasterFileError, Name, RecordType};
use crate::model::Defaults;
use crate::text::Files;
use apex::Apex;

/// How master files are to be read and written.
#[derive(Debug)]
pub struct Wishes<'w> {
    /// The apex, where the file does not say it.
    pub zone: Option<&'w Name>,
    /// Becomes the setting of that name.
    pub provider: Option<&'w str>,
    /// Whether presets are recognised.
    pub presets: bool,
    /// What the project says for all zones.
    pub defaults: &'w Defaults,
}

/// Why a master file gives no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Lines that are wrong, or a file that cannot be read.
    Unreadable(Vec<MasterFileError>),
    /// Neither a SOA nor the name of the file says which zone it is.
    NoApex,
    /// The zone has no SOA, and nobody said its name.
    NoSoa,
    /// The file holds another zone than the one wished for.
    OtherZone(Name),
    /// Nothing in the file belongs to the zone wished for.
    Empty,
    /// The zone takes more than 4 GiB.
    TooLarge,
    /// The file is in BIND's raw format, which is no text.
    Raw,
}

/// Reads the master file at `path` and those it includes. The apex is the one
/// wished for, else the owner of the SOA, where the name of the file (`NAME.zone`,
/// `db.NAME`, `NAME` and their like) is the origin as long as no `$ORIGIN` says
/// another.
pub fn read(files: &dyn Files, path: &Path, wishes: &Wishes<'_>) -> Result<Draft, Refusal> {
    if files.read(path).is_ok_and(|octets| octets.starts_with(&BIND_RAW)) {
        return Err(Refusal::Raw);
    }
    let Apex { name: apex, is_guess } = match wishes.zone {
        Some(zone) => Apex { name: zone.clone(), is_guess: false },
        None => apex::find(files, path)?,
    };
    let lines = lines::read(files, path, &apex)?;
    if wishes.zone.is_some() && !lines.records.iter().any(|line| is_soa_of(line, &apex)) {
        match apex::find(files, path) {
            Ok(other) if other.name != apex => return Err(Refusal::OtherZone(other.name)),
            _ if lines.records.is_empty() => return Err(Refusal::Empty),
            _ => {}
        }
    }
    let mut rrsets = rrsets::settle(lines, &apex)?;
    if is_guess {
        rrsets.notes.push(format!(
            "{} does not say which zone it is: the name is that of the file; `--zone NAME` says another",
            path.display()
        ));
    }
    let uses = match wishes.presets {
        true => {
            preset::recognise(&rrsets.zone, &rrsets.lines.records, &rrsets.order, wishes.defaults.edition)
        }
        false => preset::Uses::default(),
    };
    Ok(source::write(rrsets, uses, wishes))
}

/// What a file begins with that BIND writes as `raw`, as by default for its secondary zones.
const BIND_RAW: [u8; 4] = [0, 0, 0, 2];

fn is_soa_of(line: &lines::Line, apex: &Name) -> bool {
    line.rdata.record_type() == RecordType::SOA && line.owner == *apex
}
