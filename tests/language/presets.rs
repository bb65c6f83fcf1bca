//! Each preset's example compiles to exactly the records beside it.

use std::fs;
use std::path::Path;

use zonal::model::presets::{NEWEST, presets};
use zonal::model::{Defaults, compile};
use zonal::text::{Source, Sources};

#[test]
fn examples_compile_to_their_records() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("zones/preset").join(NEWEST).join("examples");
    let mut wrong = String::new();
    for preset in presets(NEWEST) {
        let text = fs::read_to_string(folder.join(format!("{}.dns", preset.name))).unwrap();
        let expected = fs::read_to_string(folder.join(format!("{}.zone", preset.name))).unwrap();
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.dns", text));
        let (model, problems) = compile(&mut sources, &[id], &Defaults::default());
        let printed = model.zones.first().map_or(String::new(), |desired| format!("{:?}", desired.zone));
        let records = printed.split_once('\n').map_or("", |(_, records)| records);
        let errors = problems.iter().filter(|one| one.severity == zonal::diagnostic::Severity::Error);
        let errors: Vec<_> = errors.map(|one| &one.headline).collect();
        if !errors.is_empty() || records != expected {
            wrong += &format!("== {} {errors:?}\n{records}", preset.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
