//! What holds of any octets taken as a master file: what is read is written so
//! that it reads the same, and an accepted import gives exactly its records.

use std::path::Path;

use zonal::dns::{Name, master};
use zonal::format::format;
use zonal::import::{Checking, Wishes, check, read};
use zonal::model::Defaults;
use zonal::text::{Files, ReadError};

/// Whether the import was accepted.
pub fn holds(octets: &[u8]) -> bool {
    let apex: Name = "example.com".parse().unwrap();
    let path = Path::new("example.com.zone");
    let shown = || String::from_utf8_lossy(octets).into_owned();
    let direct = master::read(&One(octets), path, &apex);
    if direct.problems.is_empty() {
        let written = master::write(&direct.zone, master::Style::Relative);
        let again = master::read_text(path, written.clone().into_bytes(), &apex);
        assert_eq!(again.problems, [], "{:?}\n{written}", shown());
        assert!(again.zone == direct.zone, "{:?}\n{written}", shown());
    }
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
    assert!(checked.is_good() || checked.problems.has_errors(), "{checked:?}\n{:?}\n{text}", shown());
    assert!(checked.refused.iter().all(|line| !line.records.is_empty()), "{checked:?}\n{text}");
    checked.is_good()
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
