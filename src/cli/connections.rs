use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::project::Project;
use crate::provider::{Provider, Reader};

/// The day in UTC.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// The instances a command talks to, made ready once. A failure is kept for
/// each zone that wanted it: one bad instance hides no other.
pub struct Connections {
    ready: BTreeMap<String, Ready>,
}

type Ready = Result<Arc<dyn Provider>, (String, Option<String>)>;

impl Connections {
    /// Fetches the secrets of the named instances; nothing is sent yet.
    pub fn open(project: &Project, names: &BTreeSet<String>) -> Connections {
        let ready = names.iter().map(|name| {
            let provider = match project.providers.get(name) {
                Some(instance) => instance
                    .connect(&project.root, today)
                    .map(Arc::from)
                    .map_err(|error| (error.message, error.help)),
                None => Err((format!("there is no `[providers.{name}]` in zonal.toml"), None)),
            };
            (name.clone(), provider)
        });
        Connections { ready: ready.collect() }
    }

    /// Only what can read. The errors are sentences.
    pub fn readers(&self) -> BTreeMap<String, Result<Box<dyn Reader>, String>> {
        let reader = |ready: &Ready| match ready {
            Ok(provider) => Ok(provider.reader()),
            Err((message, Some(help))) => Err(format!("{message}\nhelp: {help}")),
            Err((message, None)) => Err(message.clone()),
        };
        self.ready.iter().map(|(name, ready)| (name.clone(), reader(ready))).collect()
    }

    /// The error is a sentence and what to do.
    pub fn get(&self, name: &str) -> Ready {
        let missing = || Err((format!("`{name}` is not connected"), None));
        self.ready.get(name).cloned().unwrap_or_else(missing)
    }
}
