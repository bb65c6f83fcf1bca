use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::provider::WriteFailure;
use crate::provider::disk_error_clause;

/// Stands in the folder of the zones and stays there.
const LOCK_FILE: &str = ".zonal.lock";

/// Another push holds the lock only while it writes one zone.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

const PAUSE: Duration = Duration::from_millis(25);

/// Waits until no other process writes in the folder. The lock ends when the
/// file is dropped, also by the death of the process.
pub(super) async fn lock(folder: &Path) -> Result<File, WriteFailure> {
    let path = folder.join(LOCK_FILE);
    let refuse = |why: &str| WriteFailure::Refused {
        message: format!("cannot lock {}: {why}", path.display()),
        help: None,
    };
    // Opening a pipe to write would wait for its reader.
    if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(refuse("it is no regular file"));
    }
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| refuse(&disk_error_clause(&error)))?;
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if waited < LONGEST_WAIT => {
                tokio::time::sleep(PAUSE).await;
                waited += PAUSE;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(refuse("another push has held it for a minute"));
            }
            Err(TryLockError::Error(error)) => return Err(refuse(&disk_error_clause(&error))),
        }
    }
}
