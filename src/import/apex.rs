//! Which zone a master file holds.

use std::path::Path;

use super::Refusal;
use crate::dns::master::{Item, visit};
use crate::dns::{Charset, MasterFileError, Name, RecordType};
use crate::text::Files;

/// The owner of the SOA. Where no `$ORIGIN` says the origin, it is the name
/// that the file's own name spells.
pub(super) fn find(files: &dyn Files, path: &Path) -> Result<Name, Refusal> {
    let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if let Some(name) = of_file_name(file_name)
        && soa_owner(files, path, &name).0.is_some_and(|owner| owner == name)
    {
        return Ok(name);
    }
    match soa_owner(files, path, &Name::root()) {
        (Some(owner), _) if !owner.is_root() => Ok(owner),
        (Some(_), _) => Err(Refusal::NoApex),
        (None, problems) if !problems.is_empty() && (marked(file_name).is_some() || is_lost(files, path)) => {
            Err(Refusal::Unreadable(problems))
        }
        (None, _) => Err(Refusal::NoSoa),
    }
}

fn is_lost(files: &dyn Files, path: &Path) -> bool {
    files.read(path).is_err()
}

/// The owner of the first SOA at or below `origin`, which completes names, and
/// what is wrong with the file.
fn soa_owner(files: &dyn Files, path: &Path, origin: &Name) -> (Option<Name>, Vec<MasterFileError>) {
    let mut owner = None;
    let problems = visit(files, path, origin, &mut |item| {
        if let Item::Record(entry) = item
            && entry.rdata.record_type == RecordType::SOA
        {
            owner.get_or_insert_with(|| entry.owner.clone());
        }
    });
    (owner, problems)
}

/// `example.com.zone`, `example.com.db`, `db.example.com`, `example.com`. A bare
/// word is no zone: it is more likely called `master` or `zonefile`.
fn of_file_name(name: &str) -> Option<Name> {
    let parsed = Name::parse(marked(name).unwrap_or(name), Charset::Idna, None).ok()?;
    (marked(name).is_some() || parsed.label_count() > 1).then_some(parsed)
}

/// The zone in a name that only master files have.
fn marked(name: &str) -> Option<&str> {
    name.strip_suffix(".zone").or(name.strip_suffix(".db")).or(name.strip_prefix("db."))
}

#[cfg(test)]
mod tests {
    use super::of_file_name;

    #[test]
    fn file_names() {
        for (name, expected) in [
            ("example.com.zone", Some("example.com.")),
            ("db.example.com", Some("example.com.")),
            ("example.com.db", Some("example.com.")),
            ("example.com", Some("example.com.")),
            ("example.zone", Some("example.")),
            ("db.local", Some("local.")),
            ("master", None),
            ("a..b.zone", None),
        ] {
            assert_eq!(of_file_name(name).map(|name| name.to_string()).as_deref(), expected, "{name}");
        }
    }
}
