//! What holds of every zone: written as a master file and read again, it is the zone.

use std::path::Path;

use zonal::dns::{Zone, master};

pub fn comes_back(zone: &Zone, shown: &dyn Fn() -> String) {
    for style in [master::Style::Relative, master::Style::Absolute] {
        let written = master::write(zone, style);
        let again = master::read_text(Path::new("zone"), written.clone().into_bytes(), zone.apex());
        assert_eq!(again.problems, [], "of {:?}\n{written}", shown());
        assert!(again.zone == *zone, "of {:?}\n{written}", shown());
    }
}
