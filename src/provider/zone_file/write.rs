use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::replace::{NotReplaced, replace};
use super::{Folder, HEADER, lock, read};
use crate::dns::master::{self, Item, Style};
use crate::dns::{Name, RecordType, Records, RrsetKey, Zone};
use crate::model::Soa;
use crate::plan::Observed;
use crate::provider::compare::{refuse_if_changed, soa_serial};
use crate::provider::{ReadFailure, Request, WriteFailure, disk_error_clause};

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
        Err(WriteFailure::Unknown { message, help: None })
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
            Err(NotReplaced::NotFlushed(error)) => Err(WriteFailure::Incomplete {
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
        let empty = Zone::empty(self.apex.clone());
        let stands = stands.unwrap_or(&empty);
        self.refuse_nonsense()?;
        refuse_if_changed(stands, &self.request)?;
        self.refuse_other_serial(stands)?;
        let (soa, key) = (self.next_soa(stands)?, self.soa_key());
        let changes = self.request.changes.iter().map(|change| (&change.key, change.edit.after()));
        Ok(stands.with_edits(changes.chain([(&key, Some(&soa))])))
    }

    fn soa_key(&self) -> RrsetKey {
        RrsetKey { owner: self.apex.clone(), record_type: RecordType::SOA }
    }

    fn refuse_other_serial(&self, stands: &Zone) -> Result<(), WriteFailure> {
        let (serial, expected) = (soa_serial(stands), self.request.expected_serial);
        if expected.is_none() || serial == expected {
            return Ok(());
        }
        let shown = |serial: Option<u32>| serial.map_or("gone".to_owned(), |serial| serial.to_string());
        let message = format!("the serial of {} was {} and is {}", self.apex, shown(expected), shown(serial));
        Err(WriteFailure::Conflict { message })
    }

    /// The SOA of the request or the one that stands, with its next serial.
    fn next_soa(&self, stands: &Zone) -> Result<Records, WriteFailure> {
        let key = self.soa_key();
        let soa = match self.request.changes.iter().find(|change| change.key == key) {
            Some(change) => change.edit.after().cloned(),
            None => stands.get(&self.apex, RecordType::SOA).map(|soa| soa.to_records()),
        };
        let Some(soa) = soa else {
            return Err(WriteFailure::Refused {
                message: format!("{} has no SOA, so no server would load its file", self.apex),
                help: Some("say `soa` for the zone".to_owned()),
            });
        };
        if soa.data().len() > 1 {
            let message = format!("{} has {} SOA records, one is allowed", self.apex, soa.data().len());
            return Err(WriteFailure::Refused { message, help: None });
        }
        let today = (self.folder.today)();
        let rule = self.folder.config.serial;
        let next = self.request.next_serial.or_else(|| rule.next(soa_serial(stands), today));
        let alone = Zone::from_rrsets(self.apex.clone(), [(key, soa.clone())]);
        Ok(match (next, alone.nth(0).and_then(Soa::of)) {
            (Some(next), Some((fields, _))) => fields.records(next),
            _ => soa,
        })
    }

    /// Changes that no plan for this zone can hold.
    fn refuse_nonsense(&self) -> Result<(), WriteFailure> {
        let wrong = self.request.changes.iter().find(|change| {
            let other_type = |records: &crate::dns::Records| records.record_type() != change.key.record_type;
            !change.key.owner.is_at_or_below(&self.apex) || change.edit.after().is_some_and(other_type)
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
    for start in line_starts(content) {
        for name in ["$INCLUDE", "$GENERATE"] {
            let word = content.get(start..start + name.len());
            if word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes())) {
                return Some(format!("`{name}` in line {}", line_starts(&content[..=start]).count()));
            }
        }
    }
    let mut comment = None;
    // What is wrong in the file is found when it is read for its records.
    let _ = master::visit_text(path, content.to_vec(), apex, &mut |item| {
        if let Item::Comment(found) = item
            && comment.is_none()
            && !found.text().trim_ascii().is_empty()
        {
            comment = Some(found.place().start.line);
        }
    });
    comment.map(|line| format!("a comment in line {line}"))
}

/// Where each line starts. A line ends with LF, CR or both.
fn line_starts(content: &[u8]) -> impl Iterator<Item = usize> {
    let first = if content.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let ends = memchr::memchr2_iter(b'\n', b'\r', content);
    let ends = ends.filter(|&end| content[end] == b'\n' || content.get(end + 1) != Some(&b'\n'));
    std::iter::once(first).chain(ends.map(|end| end + 1).filter(|&start| start < content.len()))
}
