//! The providers that the table is run on, each with an empty zone a group.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use zonal::dns::{Name, Zone, master};
use zonal::plan::Observed;
use zonal::provider::Provider;
use zonal::provider::memory::{Calls, Memory};
use zonal::provider::rfc2136::{Rfc2136, Rfc2136Config, TsigKey};
use zonal::provider::zone_file::{SerialRule, ZoneFile, ZoneFileConfig};

use crate::group::Group;
use crate::name_server::{KEYS, NameServer, ServedZone};
use crate::{bind, knot};

/// One provider under test.
pub struct Subject {
    pub name: &'static str,
    pub provider: Arc<dyn Provider>,
    memory: Option<Memory>,
    folder: Option<tempfile::TempDir>,
    /// Stopped when it is dropped.
    _server: Option<NameServer>,
}

/// The zone that every group begins with, as a server has it.
const EMPTY: &str =
    "$TTL 300\n@ SOA ns1.frame.test. host.frame.test. 1 3600 600 86400 60\n@ NS ns1.frame.test.\n";

pub fn apex(group: &Group) -> String {
    format!("{}.example", group.name)
}

pub fn memory(groups: &[Group]) -> Subject {
    let memory = Memory::new();
    for group in groups {
        let apex = apex(group).parse().unwrap();
        memory.put(master::read_text(Path::new("empty"), EMPTY.into(), &apex).zone);
    }
    let provider = Arc::new(memory.clone());
    Subject { name: "memory", provider, memory: Some(memory), folder: None, _server: None }
}

pub fn zone_file() -> Subject {
    let folder = tempfile::tempdir().unwrap();
    let config = ZoneFileConfig { path: "out".into(), serial: SerialRule::Date, after: None, adopt: false };
    let today = || Date::new(2026, 11, 24).unwrap();
    let provider = Arc::new(ZoneFile::new(config, folder.path(), today));
    Subject { name: "zone-file", provider, memory: None, folder: Some(folder), _server: None }
}

pub fn bind(groups: &[Group]) -> Option<Subject> {
    served("bind", groups, |zones| bind::start(zones, ""))
}

pub fn knot(groups: &[Group]) -> Option<Subject> {
    served("knot", groups, |zones| knot::start(zones, ""))
}

fn served(
    name: &'static str,
    groups: &[Group],
    start: impl Fn(&[ServedZone<'_>]) -> Option<NameServer>,
) -> Option<Subject> {
    let names: Vec<String> = groups.iter().map(apex).collect();
    let zones: Vec<ServedZone<'_>> =
        names.iter().map(|name| ServedZone { name, text: EMPTY, options: "" }).collect();
    let server = start(&zones)?;
    let provider = Arc::new(client(&server));
    Some(Subject { name, provider, memory: None, folder: None, _server: Some(server) })
}

fn client(server: &NameServer) -> Rfc2136 {
    let (name, algorithm, secret) = KEYS[1];
    let config = Rfc2136Config {
        instance: "test".to_owned(),
        server: server.address.to_string(),
        tsig: Some(TsigKey::new(name, algorithm, secret).unwrap()),
        zones: Vec::new(),
        catalog: None,
        timeout: Duration::from_secs(30),
    };
    Rfc2136::new(config).unwrap()
}

/// The zone as a server has it.
pub fn read_from(server: &NameServer, apex: &str) -> Zone {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let observed = runtime.block_on(client(server).reader().read(&apex.parse().unwrap()));
    observed.unwrap().zone().unwrap().clone()
}

impl Subject {
    /// How often memory was asked; always the same elsewhere.
    pub fn calls(&self) -> Calls {
        self.memory.as_ref().map_or(Calls::default(), Memory::calls)
    }

    pub async fn read(&self, apex: &Name) -> Result<Observed, String> {
        self.provider.reader().read(apex).await.map_err(|failure| failure.message)
    }

    /// What BIND says against the file of a zone, if there is a file.
    pub fn complaints(&self, apex: &Name) -> Option<String> {
        let folder = self.folder.as_ref()?;
        let name = apex.to_string();
        let file = folder.path().join("out").join(format!("{name}zone"));
        check_zone(&name, &file)
    }
}

fn check_zone(name: &str, file: &Path) -> Option<String> {
    let mut command = Command::new("named-checkzone");
    let checked = match command.args(["-i", "none", "-k", "ignore", name]).arg(file).output() {
        Ok(output) => output,
        Err(_) if std::env::var_os("CI").is_none_or(|value| value != "true") => return None,
        Err(error) => panic!("named-checkzone cannot be started: {error}"),
    };
    (!checked.status.success()).then(|| String::from_utf8_lossy(&checked.stdout).into_owned())
}
