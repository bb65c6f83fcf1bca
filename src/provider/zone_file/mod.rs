//! A folder of master files, one a zone, for any server that reads them.

mod after;
mod file_name;
mod lock;
mod pending;
mod read;
mod replace;
mod serial;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use jiff::civil::Date;

use super::{Provider, ReadFailure, Reader, Request, WriteFailure, Writer};
use crate::dns::{Name, RecordType, Ttl};
use crate::plan::{Capabilities, Change, Granularity, Observed, Part};
use crate::provider::disk_error_clause;
use pending::Pending;
pub use serial::SerialRule;

/// What `zonal.toml` says of an instance of kind `zone-file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneFileConfig {
    /// The folder. Relative to the project. It is made on the first push.
    pub path: PathBuf,
    pub serial: SerialRule,
    /// A program and its arguments, run after each zone that was written, in
    /// the folder of the project. `{zone}` in an argument and `ZONAL_ZONE` in
    /// the environment are the zone, without its final dot.
    pub after: Option<Vec<String>>,
    /// Whether a file that zonal has not written may lose its comments,
    /// `$INCLUDE` and `$GENERATE`.
    pub adopt: bool,
}

/// Tells the day, in UTC; it dates the serials.
pub type Today = fn() -> Date;

/// The first line of every file written here.
pub const HEADER: &str = "; written by zonal; edits here are overwritten";

/// What every instance can hold.
pub fn capabilities() -> Capabilities {
    Capabilities {
        kind: "zone-file",
        types: None,
        // BIND loads no zone that holds them.
        without: vec![RecordType::MD, RecordType::MF],
        soa: Part::Required,
        apex_ns: Part::Required,
        generated: Vec::new(),
        generated_at_apex: Vec::new(),
        ttl: Ttl::from_wire(0)..=Ttl::MAX,
        granularity: Granularity::Zone,
        atomic: true,
        creates_zones: true,
        alias: false,
        redirect: false,
        signs: false,
        attributes: Vec::new(),
    }
}

/// An instance of kind `zone-file`.
pub struct ZoneFile {
    capabilities: Capabilities,
    folder: Arc<Folder>,
}

/// What readers and writers share.
struct Folder {
    config: ZoneFileConfig,
    root: PathBuf,
    today: Today,
    /// Writers of this process go one by one; the lock file is for others.
    turn: tokio::sync::Mutex<()>,
}

impl ZoneFile {
    /// Touches nothing on the disk. Relative paths are below `root`.
    pub fn new(config: ZoneFileConfig, root: &Path, today: Today) -> ZoneFile {
        let config = ZoneFileConfig { path: root.join(&config.path), ..config };
        let turn = tokio::sync::Mutex::new(());
        ZoneFile {
            capabilities: capabilities(),
            folder: Arc::new(Folder { config, root: root.to_owned(), today, turn }),
        }
    }

    /// The file of a zone: its name in A-labels without the final dot, `.zone`
    /// behind it. Octets other than letters, digits, `-` and `_` are written
    /// `%2F`; the root zone is `@.zone`.
    pub fn file_of(&self, apex: &Name) -> PathBuf {
        self.folder.file_of(apex)
    }
}

impl Folder {
    fn file_of(&self, apex: &Name) -> PathBuf {
        self.config.path.join(file_name::file_name(apex))
    }
}

impl Provider for ZoneFile {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(FolderReader(self.folder.clone()))
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(FolderWriter(self.folder.clone()))
    }
}

struct FolderReader(Arc<Folder>);

#[async_trait]
impl Reader for FolderReader {
    async fn zones(&self) -> Result<Vec<Name>, ReadFailure> {
        let folder = self.0.clone();
        let list = tokio::task::spawn_blocking(move || read::zones(&folder.config.path));
        list.await.unwrap_or_else(|error| Err(read::interrupted(&self.0.config.path, &error)))
    }

    async fn read(&self, apex: &Name) -> Result<Observed, ReadFailure> {
        let file = self.0.file_of(apex);
        let (path, apex) = (file.clone(), apex.clone());
        let folder = self.0.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut observed = read::observe(&path, &apex)?;
            if let Some(pending) = Pending::of(&folder, &apex) {
                pending.note(&folder, &apex, &mut observed);
            }
            Ok(observed)
        });
        reading.await.unwrap_or_else(|error| Err(read::interrupted(&file, &error)))
    }

    fn requests(&self, observed: &Observed, changes: Vec<Change>) -> Vec<Request> {
        if changes.is_empty() {
            return Vec::new();
        }
        let expected_serial = observed.zone().and_then(super::compare::soa_serial);
        let next_serial = self.0.config.serial.next(expected_serial, (self.0.today)());
        vec![Request { changes, expected_serial, next_serial }]
    }
}

struct FolderWriter(Arc<Folder>);

#[async_trait]
impl Writer for FolderWriter {
    async fn send(&self, apex: &Name, request: &Request) -> Result<(), WriteFailure> {
        let Some((command, pending)) = self.0.config.after.as_deref().zip(Pending::of(&self.0, apex)) else {
            return write::send(&self.0, apex, request).await;
        };
        let was_pending = pending.is_set();
        pending.set().map_err(|error| WriteFailure::Refused {
            message: format!(
                "cannot write beside {}: {}",
                self.0.file_of(apex).display(),
                disk_error_clause(&error)
            ),
            help: None,
        })?;
        let written = write::send(&self.0, apex, request).await;
        if let Err(WriteFailure::Conflict { .. } | WriteFailure::Refused { .. }) = written
            && !was_pending
        {
            pending.clear();
        }
        written?;
        after::run(command, apex, &self.0).await?;
        pending.clear();
        Ok(())
    }
}
