//! Which zone a master file holds.

use std::path::Path;

use super::Refusal;
use crate::dns::master::{Item, visit};
use crate::dns::{Charset, MasterFileError, Name, RecordType};
use crate::text::Files;

/// The apex of a master file.
pub(super) struct Apex {
    pub name: Name,
    /// Whether only the file's own name says it, and that is not the name of a master
    /// file for sure: a copy may be called `example.com.old`.
    pub is_guess: bool,
}

/// The owner of the SOA. Where no `$ORIGIN` says the origin, it is the name
/// that the file's own name spells.
pub(super) fn find(files: &dyn Files, path: &Path) -> Result<Apex, Refusal> {
    let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let soa_below = |origin: &Name| soa_owner(files, path, origin);
    if let Some(name) = of_file_name(file_name)
        && soa_below(&name).0.is_some_and(|owner| owner == name)
    {
        let is_sure =
            marked(file_name).is_some() || soa_below(&Name::root()).0.is_some_and(|owner| owner == name);
        return Ok(Apex { name, is_guess: !is_sure });
    }
    match soa_below(&Name::root()) {
        (Some(name), _) if !name.is_root() => Ok(Apex { name, is_guess: false }),
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

/// `example.com.zone`, `example.com.db`, `db.example.com`, `example.com` and their
/// like. A bare word is no zone: it is more likely called `master` or `zonefile`, and
/// neither is what no zone is called, such as `example.com (1)`.
fn of_file_name(name: &str) -> Option<Name> {
    let parsed = Name::parse(marked(name).unwrap_or(name), Charset::Idna, None).ok()?;
    let is_ordinary = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    let is_zone = parsed.labels().flatten().all(is_ordinary);
    (is_zone && (marked(name).is_some() || parsed.label_count() > 1)).then_some(parsed)
}

/// The zone in a name that only master files have, as servers, signers and panels
/// call them.
fn marked(name: &str) -> Option<&str> {
    let unsigned = without_ending(name, ".signed");
    let plain = unsigned.unwrap_or(name);
    let ending = ENDINGS.iter().find_map(|ending| without_ending(plain, ending));
    ending.or(plain.strip_prefix("db.")).or(unsigned)
}

/// BIND, NSD and Knot; Debian; Windows; exports of Cloudflare and GoDaddy; Webmin.
const ENDINGS: [&str; 5] = [".zone", ".db", ".dns", ".txt", ".hosts"];

fn without_ending<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let (rest, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    end.eq_ignore_ascii_case(ending).then_some(rest)
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
            ("example.com.dns", Some("example.com.")),
            ("example.com.txt", Some("example.com.")),
            ("Example.COM.TXT", Some("example.com.")),
            ("example.com.hosts", Some("example.com.")),
            ("example.com.zone.signed", Some("example.com.")),
            ("db.example.com.signed", Some("example.com.")),
            ("example.com.signed", Some("example.com.")),
            ("example.com (1).txt", None),
            ("\u{e9}.zone", Some("xn--9ca.")),
            ("master", None),
            ("a..b.zone", None),
        ] {
            assert_eq!(of_file_name(name).map(|name| name.to_string()).as_deref(), expected, "{name}");
        }
    }
}
