//! Which zone a master file holds.

use std::path::Path;

use super::Refusal;
use crate::dns::master::{Item, visit};
use crate::dns::{Charset, Name, RecordType};
use crate::text::Files;

/// The owner of the SOA. Where no `$ORIGIN` says the origin, it is the name
/// that the file's own name spells.
pub(super) fn find(files: &dyn Files, path: &Path) -> Result<Name, Refusal> {
    let named = path.file_name().and_then(|name| name.to_str()).and_then(of_file_name);
    if let Some(name) = &named
        && soa_owner(files, path, name)?.is_some_and(|owner| owner == *name)
    {
        return Ok(name.clone());
    }
    match (soa_owner(files, path, &Name::root())?, named) {
        (Some(owner), _) if !owner.is_root() => Ok(owner),
        (Some(_), _) => Err(Refusal::NoApex),
        (None, _) => Err(Refusal::NoSoa),
    }
}

/// The owner of the first SOA at or below `origin`, which completes names.
fn soa_owner(files: &dyn Files, path: &Path, origin: &Name) -> Result<Option<Name>, Refusal> {
    let (mut owner, mut items) = (None, 0_usize);
    let problems = visit(files, path, origin, &mut |item| {
        items += 1;
        if let Item::Record(entry) = item
            && entry.rdata.record_type == RecordType::SOA
        {
            owner.get_or_insert_with(|| entry.owner.clone());
        }
    });
    match problems.is_empty() || items > 0 || !origin.is_root() {
        true => Ok(owner),
        false => Err(Refusal::Unreadable(problems)),
    }
}

/// `example.com.zone`, `example.com.db`, `db.example.com`, `example.com`. A bare
/// word is no zone: it is more likely called `master` or `zonefile`.
fn of_file_name(name: &str) -> Option<Name> {
    let marked = [name.strip_suffix(".zone"), name.strip_suffix(".db"), name.strip_prefix("db.")];
    let text = marked.into_iter().flatten().next();
    let parsed = Name::parse(text.unwrap_or(name), Charset::Idna, None).ok()?;
    (text.is_some() || parsed.label_count() > 1).then_some(parsed)
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
