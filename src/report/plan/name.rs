use crate::dns::{Name, RdataRef};
use crate::report::escape;

/// An owner relative to its zone, `@` for the apex; both forms where they
/// differ: `müller (xn--mller-kva)`.
pub(super) fn owner(name: &Name, apex: &Name) -> String {
    let plain = name.relative_to(apex);
    let shown = match name.unicode() {
        Some(unicode) if name != apex => {
            let zone = apex.unicode().unwrap_or_else(|| apex.to_string());
            let below = unicode.strip_suffix(&zone).and_then(|below| below.strip_suffix('.'));
            match below {
                Some(below) if below != plain => format!("{below} ({plain})"),
                _ => plain,
            }
        }
        _ => plain,
    };
    escape(&shown).into_owned()
}

/// RDATA on one line, with the U-label form of the names in it behind.
pub(super) fn value(rdata: RdataRef<'_>) -> String {
    let mut text = rdata.to_string();
    for unicode in rdata.names().iter().filter_map(Name::unicode) {
        text.push_str(&format!(" ({unicode})"));
    }
    escape(&text).into_owned()
}
