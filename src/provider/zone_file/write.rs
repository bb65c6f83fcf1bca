use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::replace::{NotReplaced, replace};
use super::{Folder, HEADER, lock, read};
use crate::dns::master::{self, Item, Style};
use crate::dns::{Name, RecordType, RrsetKey, Zone};
use crate::model::Soa;
use crate::plan::Observed;
use crate::provider::compare::{edited, refuse_if_changed, soa_serial};
use crate::provider::{DiskFiles, ReadFailure, Request, WriteFailure, disk_error_clause};

/// Writes the zone with the request's changes, if it stands as they expect.
pub(super) async fn send(folder: &Arc<Folder>, apex: &Name, request: &Request) -> Result<(), WriteFailure> {
    let path = real_file(&folder.file_of(apex))?;
    let holder = path.parent().unwrap_or(Path::new(".")).to_owned();
    let _turn = folder.turn.lock().await;
    if let Err(error) = std::fs::create_dir_all(&holder) {
        return Err(refused(&holder, "cannot make the folder", &disk_error_clause(&error)));
    }
    let lock = lock::lock(&holder).await?;
    let job =
        Job { folder: folder.clone(), path: path.clone(), apex: apex.clone(), request: request.clone() };
    let working = tokio::task::spawn_blocking(move || {
        let done = job.run();
        drop(lock);
        done
    });
    working.await.unwrap_or_else(|error| {
        let message = format!("writing {} was interrupted: {error}", path.display());
        Err(WriteFailure::Unknown { message })
    })
}

/// Where a symbolic link leads, so that the link stays one.
fn real_file(path: &Path) -> Result<PathBuf, WriteFailure> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => path
            .canonicalize()
            .map_err(|error| refused(path, "cannot follow the link", &disk_error_clause(&error))),
        _ => Ok(path.to_owned()),
    }
}

struct Job {
    folder: Arc<Folder>,
    path: PathBuf,
    apex: Name,
    request: Request,
}

impl Job {
    fn run(&self) -> Result<(), WriteFailure> {
        let content = read::content(&self.path).map_err(unreadable)?;
        if let Some(content) = &content {
            self.refuse_to_lose(content)?;
        }
        let observed = match content {
            Some(content) => read::parse(&self.path, content, &self.apex).map_err(unreadable)?,
            None => Observed::Absent,
        };
        let zone = self.next_zone(observed.zone())?;
        let written = replace(&self.path, |out| {
            writeln!(out, "{HEADER}")?;
            master::write_into(&zone, Style::Relative, out)
        });
        match written {
            Ok(()) => Ok(()),
            Err(NotReplaced::Untouched(error)) => {
                Err(refused(&self.path, "cannot write", &disk_error_clause(&error)))
            }
            Err(NotReplaced::NotFlushed(error)) => Err(WriteFailure::Unknown {
                message: format!(
                    "{} is written, but may not survive a loss of power: {}",
                    self.path.display(),
                    disk_error_clause(&error)
                ),
            }),
        }
    }

    /// A file that someone wrote by hand keeps what a zone cannot hold.
    fn refuse_to_lose(&self, content: &[u8]) -> Result<(), WriteFailure> {
        if self.folder.config.adopt || is_ours(content) {
            return Ok(());
        }
        let Some(loss) = first_loss(&self.path, content, &self.apex) else { return Ok(()) };
        Err(WriteFailure::Refused {
            message: format!(
                "{} was not written by zonal and holds {loss}, which writing it would lose",
                self.path.display()
            ),
            help: Some("say `adopt = true` for this provider to let it be lost".to_owned()),
        })
    }

    /// The zone to write.
    fn next_zone(&self, stands: Option<&Zone>) -> Result<Zone, WriteFailure> {
        self.refuse_nonsense()?;
        let empty = Zone::empty(self.apex.clone());
        let stands = stands.unwrap_or(&empty);
        refuse_if_changed(stands, &self.request)?;
        let serial = soa_serial(stands);
        if let Some(expected) = self.request.expected_serial
            && serial != Some(expected)
        {
            let now = serial.map_or("gone".to_owned(), |serial| serial.to_string());
            let message = format!("the serial of {} was {expected} and is {now}", self.apex);
            return Err(WriteFailure::Conflict { message });
        }
        let zone = edited(stands, &self.request.changes);
        let Some(soa) = zone.get(&self.apex, RecordType::SOA) else {
            return Err(WriteFailure::Refused {
                message: format!("{} has no SOA, so no server would load its file", self.apex),
                help: Some("say `soa` for the zone".to_owned()),
            });
        };
        if soa.rdatas().len() > 1 {
            let message = format!("{} has {} SOA records, one is allowed", self.apex, soa.rdatas().len());
            return Err(WriteFailure::Refused { message, help: None });
        }
        let today = (self.folder.today)();
        let next = self.request.next_serial.or_else(|| self.folder.config.serial.next(serial, today));
        let (Some(next), Some((fields, _))) = (next, Soa::of(soa)) else { return Ok(zone) };
        let key = RrsetKey { owner: self.apex.clone(), record_type: RecordType::SOA };
        Ok(zone.with_edits([(&key, Some(&fields.records(next)))]))
    }

    /// Changes that no plan for this zone can hold.
    fn refuse_nonsense(&self) -> Result<(), WriteFailure> {
        let wrong = self.request.changes.iter().find(|change| {
            let other_type = |records: &crate::dns::Records| records.record_type() != change.key.record_type;
            !change.key.owner.is_at_or_below(&self.apex) || change.edit.new().is_some_and(other_type)
        });
        wrong.map_or(Ok(()), |change| {
            let key = &change.key;
            let message = format!("{} {} is no RRset of {}", key.owner, key.record_type, self.apex);
            Err(WriteFailure::Refused { message, help: None })
        })
    }
}

fn unreadable(failure: ReadFailure) -> WriteFailure {
    WriteFailure::Refused { message: failure.message, help: failure.help }
}

fn refused(path: &Path, what: &str, why: &str) -> WriteFailure {
    WriteFailure::Refused { message: format!("{what} {}: {why}", path.display()), help: None }
}

fn is_ours(content: &[u8]) -> bool {
    content.split(|&byte| byte == b'\n').next() == Some(HEADER.as_bytes())
}

/// The first thing in the file that a zone cannot hold, with its line.
fn first_loss(path: &Path, content: &[u8], apex: &Name) -> Option<String> {
    let lines = content.split(|&byte| byte == b'\n').zip(1..);
    let directive = |line: &[u8], name: &str| {
        line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    };
    for (line, number) in lines {
        for name in ["$INCLUDE", "$GENERATE"] {
            if directive(line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line), name) {
                return Some(format!("`{name}` in line {number}"));
            }
        }
    }
    let mut comment = None;
    // What is wrong in the file is found when it is read for its records.
    let _ = master::visit(&DiskFiles::new(""), path, apex, &mut |item| {
        if let Item::Comment(found) = item
            && comment.is_none()
            && !found.text().trim_ascii().is_empty()
        {
            comment = Some(found.place().start.line);
        }
    });
    comment.map(|line| format!("a comment in line {line}"))
}
