//! What holds of any octets taken as a master file: what is read is written so
//! that it reads the same, and an accepted import gives exactly its records.

use std::path::Path;

use zonal::dns::{Name, master};
use zonal::import::{check, read};
use zonal::text::{Files, ReadError, Source, Sources};

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
    // The apex may also be found in the file.
    let _ = read(&One(octets), path, None, None);
    let Ok(draft) = read(&One(octets), path, Some(&apex), Some("files")) else { return false };
    assert!(direct.problems.is_empty(), "{:?}: {:?}", shown(), direct.problems);
    assert!(draft.wanted == direct.zone, "{:?}\n{:?}\n{:?}", shown(), draft.wanted, direct.zone);
    let formatted = zonal::format::format(zonal::text::SourceId(0), &draft.text);
    assert_eq!(formatted, draft.text, "{:?}", shown());
    let mut sources = Sources::default();
    let id = sources.add(Source::new("a.dns", draft.text.clone()));
    let checked = check(&[(id, &draft)], &mut sources).remove(0);
    let good = checked.is_good();
    assert!(good || checked.problems.has_errors(), "{checked:?}\n{:?}\n{}", shown(), draft.text);
    good
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
