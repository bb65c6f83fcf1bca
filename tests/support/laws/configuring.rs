//! What holds of any octets taken as `zonal.toml` or as a saved plan.

use std::path::Path;

use zonal::plan::Plan;
use zonal::project::Project;
use zonal::text::Sources;

use super::telling;

pub fn holds(octets: &[u8]) {
    let mut sources = Sources::default();
    let (_, problems) = Project::read(Path::new("/p"), octets, &mut sources);
    telling::holds(&problems, &sources);
    let text = String::from_utf8_lossy(octets);
    if let Ok(plan) = Plan::from_json(&text) {
        let again = Plan::from_json(&plan.to_json());
        assert_eq!(again.map(|plan| plan.to_json()), Ok(plan.to_json()), "{text:?}");
    }
}
