use std::collections::BTreeSet;
use std::path::Path;

use super::arguments::Zones;
use super::connections::Connections;
use super::exit::Exit;
use super::preview::{known_instances, runtime};
use super::screen::Screen;
use super::workspace::Workspace;
use crate::dns::Name;

/// `zonal zones`: a line for each zone that an instance serves, with whether
/// the project declares it there, and for each declared one that is not served.
pub fn run(zones: &Zones, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    let Some(workspace) = Workspace::open(folder, screen) else { return Exit::Error };
    screen.problems(&workspace.problems, &workspace.sources);
    if let Some(lack) = workspace.project.lack_of_providers() {
        screen.problems(&[lack].into_iter().collect(), &workspace.sources);
        return Exit::Error;
    }
    let Some(chosen) = known_instances(&workspace.project, &zones.providers, screen) else {
        return Exit::Error;
    };
    let all = workspace.project.providers.keys().cloned();
    let names: BTreeSet<String> = all.filter(|name| chosen.is_empty() || chosen.contains(name)).collect();
    let connections = Connections::open(&workspace.project, &names);
    let Some(runtime) = runtime(screen) else { return Exit::Error };
    let mut exit = if workspace.problems.has_errors() { Exit::Error } else { Exit::Done };
    for name in &names {
        let served = match connections.readers().remove(name) {
            Some(Ok(reader)) => {
                runtime.block_on(reader.zones()).map_err(|failure| (failure.message, failure.help))
            }
            Some(Err(message)) => Err((message, None)),
            None => continue,
        };
        match served {
            Ok(served) => screen.print(&lines(name, &served, &declared(&workspace, name))),
            Err((message, help)) => {
                screen.error(&format!("{name}: {message}"), help.as_deref());
                exit = Exit::Error;
            }
        }
    }
    exit
}

fn declared(workspace: &Workspace, instance: &str) -> BTreeSet<Name> {
    let here = workspace.zones.iter().filter(|desired| {
        let settings = &desired.settings;
        settings.publishing().any(|provider| provider.instance == instance)
    });
    here.map(|desired| desired.zone.apex().clone()).collect()
}

fn lines(instance: &str, served: &[Name], declared: &BTreeSet<Name>) -> String {
    let served: BTreeSet<&Name> = served.iter().collect();
    let all: BTreeSet<&Name> = served.iter().copied().chain(declared).collect();
    let state = |apex: &Name| match (served.contains(apex), declared.contains(apex)) {
        (true, true) => "served, declared",
        (true, false) => "served, not declared",
        _ => "not served, declared",
    };
    all.into_iter().map(|apex| format!("{instance}\t{}\t{}\n", apex.with_unicode(), state(apex))).collect()
}
