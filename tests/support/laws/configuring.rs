//! What holds of any octets taken as `zonal.toml` or as a saved plan.

use std::path::Path;

use zonal::plan::Plan;
use zonal::project::Project;
use zonal::text::Sources;

pub fn holds(octets: &[u8]) {
    let mut sources = Sources::default();
    let (_, problems) = Project::read(Path::new("/p"), octets, &mut sources);
    for problem in &problems {
        let others = problem.others.iter().map(|other| other.span);
        for span in problem.span.into_iter().chain(others) {
            let text = &sources.get(span.source).text;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{problem:?} of {text:?}");
        }
    }
    let text = String::from_utf8_lossy(octets);
    if let Ok(plan) = Plan::from_json(&text) {
        let again = Plan::from_json(&plan.to_json());
        assert_eq!(again.map(|plan| plan.to_json()), Ok(plan.to_json()), "{text:?}");
    }
}
