//! What holds of any octets taken as a master file: what is read is written so
//! that it reads the same, and an accepted import gives exactly its records.

use std::path::Path;

use zonal::dns::{Name, RecordType, Zone, master};
use zonal::format::format;
use zonal::import::{Checking, Wishes, check, read};
use zonal::model::{Defaults, compile};
use zonal::text::{Files, ReadError, Source, Sources};

use super::master_file::comes_back;

/// Whether the import was accepted.
pub fn holds(octets: &[u8]) -> bool {
    let apex: Name = "example.com".parse().unwrap();
    let path = Path::new("example.com.zone");
    let shown = || String::from_utf8_lossy(octets).into_owned();
    let direct = master::read(&One(octets), path, &apex);
    comes_back(&direct.zone, &shown);
    let defaults = Defaults::default();
    let wishes = |zone, presets| Wishes { zone, provider: Some("files"), presets, defaults: &defaults };
    // The apex may also be found in the file, and presets be recognised.
    let _ = read(&One(octets), path, &wishes(None, true));
    let Ok(draft) = read(&One(octets), path, &wishes(Some(&apex), false)) else { return false };
    // What lies outside of the zone or is the signer's is left out, a text may be cut otherwise: that is noted.
    let is_noted = !draft.notes.is_empty();
    let only_outside = direct.problems.iter().all(|problem| problem.is_outside);
    assert!(only_outside && (direct.problems.is_empty() || is_noted), "{:?}: {:?}", shown(), direct.problems);
    let is_same = draft.wanted == direct.zone;
    assert!(is_same || is_noted, "{:?}\n{:?}\n{:?}", shown(), draft.wanted, direct.zone);
    let Checking { sources, mut zones } = check(&[("a.dns".to_owned(), &draft)], &defaults);
    let checked = zones.remove(0);
    let text = &sources.get(checked.source).text;
    assert_eq!(format(checked.source, text), *text, "{:?}", shown());
    // Of SOA records that differ in their serials, the text gives one, and the others are said to be missing.
    let apex_soa = draft.wanted.get(&apex, RecordType::SOA);
    let has_many = apex_soa.is_some_and(|soa| soa.rdatas().len() > 1);
    let is_only_a_soa = checked.extra.is_empty() && checked.missing.iter().all(|line| line.contains(" SOA "));
    let is_told = checked.problems.has_errors() || (has_many && is_only_a_soa);
    assert!(checked.is_good() || is_told, "{checked:?}\n{:?}\n{text}", shown());
    assert!(checked.refused.iter().all(|line| !line.records.is_empty()), "{checked:?}\n{text}");
    if checked.is_good() {
        let refused = checked.refused.iter().map(|line| line.records.len()).sum();
        gives_the_records(text, &draft.wanted, refused);
    }
    checked.is_good()
}

/// Compiling the text gives each record of `wanted` with its TTL, but so many, and no
/// other. Of the SOA, the serial comes with publishing.
fn gives_the_records(text: &str, wanted: &Zone, refused: usize) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.dns", text));
    let (model, problems) = compile(&mut sources, &[id], &Defaults::default());
    assert!(!problems.has_errors(), "{problems:?}\n{text}");
    let given =
        model.zones.iter().map(|desired| desired.published(1)).find(|zone| zone.apex() == wanted.apex());
    let given = given.unwrap_or_else(|| Zone::empty(wanted.apex().clone()));
    let mut records = 0;
    for rrset in given.iter() {
        let other = wanted.get_by_key(rrset.owner_key(), rrset.record_type());
        let other = other.unwrap_or_else(|| panic!("{} {}\n{text}", rrset.owner(), rrset.record_type()));
        assert_eq!(rrset.ttl(), other.ttl(), "{} {}\n{text}", rrset.owner(), rrset.record_type());
        records += rrset.rdatas().len();
        let is_soa = rrset.record_type() == RecordType::SOA;
        let is_wanted = |wire: &[u8]| is_soa || other.rdatas().any(|other| other.wire == wire);
        assert!(
            rrset.rdatas().all(|rdata| is_wanted(rdata.wire)),
            "{} {}\n{text}",
            rrset.owner(),
            rrset.record_type()
        );
    }
    assert_eq!(records + refused, wanted.record_count(), "{wanted:?}\n{text}");
}

/// One master file, and none beside it.
struct One<'o>(&'o [u8]);

impl Files for One<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        match path.file_name().is_some_and(|name| name == "example.com.zone") {
            true => Ok(self.0.to_owned()),
            false => Err(ReadError { path: path.to_owned(), reason: "it does not exist".to_owned() }),
        }
    }
}
