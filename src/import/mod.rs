//! Master files to sources of the zone language.
//!
//! [`read`] makes the text of one zone, [`check`] compiles texts in memory and
//! says whether they give exactly the records of their master files. What was
//! left out or written anew is in [`Draft::notes`].

mod apex;
mod check;
mod comment;
mod lines;
mod name;
mod rdata;
mod soa;
mod source;
mod texts;

use std::path::Path;

pub use check::{Checked, check};

use crate::dns::{MasterFileError, Name, Zone};
use crate::text::Files;

/// One master file as a source.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What `zone` declares.
    pub apex: Name,
    /// The source, formatted.
    pub text: String,
    /// The records that the source must give, the SOA with its serial.
    pub wanted: Zone,
    /// What the source says otherwise than the master file, a sentence each
    /// without a full stop.
    pub notes: Vec<String>,
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
    /// The zone takes more than 4 GiB.
    TooLarge,
}

/// Reads the master file at `path` and those it includes. The apex is `zone`,
/// else the owner of the SOA, where the name of the file (`NAME.zone`,
/// `NAME.db`, `db.NAME`, `NAME`) is the origin as long as no `$ORIGIN` says
/// another. `provider` becomes the setting of that name.
pub fn read(
    files: &dyn Files,
    path: &Path,
    zone: Option<&Name>,
    provider: Option<&str>,
) -> Result<Draft, Refusal> {
    let apex = match zone {
        Some(zone) => zone.clone(),
        None => apex::find(files, path)?,
    };
    let lines = lines::read(files, path, &apex)?;
    source::write(apex, lines, provider)
}
