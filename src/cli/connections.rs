use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::project::Project;
use crate::provider::Provider;

/// The instances a command talks to, made ready once. A failure is kept for
/// each zone that wanted it: one bad instance hides no other.
pub struct Connections {
    ready: BTreeMap<String, Result<Arc<dyn Provider>, (String, Option<String>)>>,
}

impl Connections {
    /// Fetches the secrets of the named instances; nothing is sent yet.
    pub fn open(project: &Project, names: &BTreeSet<String>) -> Connections {
        let today = jiff::Zoned::now().date();
        let ready = names.iter().map(|name| {
            let provider = match project.providers.get(name) {
                Some(instance) => instance
                    .connect(&project.root, Box::new(move || today))
                    .map(Arc::from)
                    .map_err(|error| (error.message, error.help)),
                None => Err((format!("there is no `[providers.{name}]` in zonal.toml"), None)),
            };
            (name.clone(), provider)
        });
        Connections { ready: ready.collect() }
    }

    /// The error is a sentence and what to do.
    pub fn get(&self, name: &str) -> Result<Arc<dyn Provider>, (String, Option<String>)> {
        let missing = || Err((format!("`{name}` is not connected"), None));
        self.ready.get(name).cloned().unwrap_or_else(missing)
    }
}
