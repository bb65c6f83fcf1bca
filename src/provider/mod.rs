//! Read and write zones elsewhere. Reading and writing are separate
//! capabilities: `preview` is given a [`Reader`] and therefore cannot write.

mod compare;
mod disk_files;
mod error;
pub mod memory;
pub mod rfc2136;
mod secret;
pub mod zone_file;

use async_trait::async_trait;

use crate::dns::Name;
use crate::plan::{Capabilities, Change, Observed};
pub(crate) use disk_files::error_clause as disk_error_clause;
pub use disk_files::{DiskFiles, LARGEST_FILE};
pub use error::{ReadFailure, WriteFailure};
pub use secret::{Secret, SecretError, SecretValue};

/// One instance of `zonal.toml`, configured and ready.
pub trait Provider: Send + Sync {
    fn capabilities(&self) -> &Capabilities;

    /// Reading only.
    fn reader(&self) -> Box<dyn Reader>;

    /// Reading and writing.
    fn writer(&self) -> Box<dyn Writer>;
}

/// Reads zones.
#[async_trait]
pub trait Reader: Send + Sync {
    /// The zones that are served, in canonical order.
    async fn zones(&self) -> Result<Vec<Name>, ReadFailure>;

    /// The whole zone, or an error: never a part of it.
    async fn read(&self, apex: &Name) -> Result<Observed, ReadFailure>;

    /// Cuts ordered changes into the requests that [`Writer::send`] takes one by
    /// one, in this order. Each change is in exactly one request.
    fn requests(&self, observed: &Observed, changes: Vec<Change>) -> Vec<Request>;
}

/// Writes zones.
#[async_trait]
pub trait Writer: Send + Sync {
    /// Sends one request: all of its changes or none. Where the protocol can, it
    /// is refused unless each RRset stands as the change's old side says
    /// (compare-and-set), else the zone is read again just before.
    async fn send(&self, apex: &Name, request: &Request) -> Result<(), WriteFailure>;
}

/// Some changes that go out together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub changes: Vec<Change>,
    /// The SOA serial that must stand at the provider, where it can be tested.
    pub expected_serial: Option<u32>,
    /// The SOA serial that stands there afterwards, where the request sets it.
    pub next_serial: Option<u32>,
}
