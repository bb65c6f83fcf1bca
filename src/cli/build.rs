use std::collections::BTreeSet;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::arguments::{Build, ZoneFormat};
use super::exit::Exit;
use super::origin::place;
use super::screen::Screen;
use super::survey::{instances_of, misfits};
use super::workspace::Workspace;
use crate::diagnostic::Problems;
use crate::dns::Zone;
use crate::dns::master::{self, Style};
use crate::model::Desired;
use crate::report;
use crate::text::Sources;

/// `zonal build`: compiles and prints the zones; with `--check` it asks instead whether their
/// providers can hold them. With errors nothing is printed.
pub fn run(build: &Build, folder: Option<&Path>, screen: &mut Screen) -> Exit {
    // The process ends with it; taking a large model apart costs time for nothing.
    let Some(workspace) = Workspace::open(folder, screen).map(ManuallyDrop::new) else { return Exit::Error };
    let sound = workspace.is_sound(screen);
    let Some(zones) = workspace.select(&build.zones, screen) else { return Exit::Error };
    if !sound {
        return Exit::Error;
    }
    if workspace.zones.is_empty() {
        screen.say("no zone is declared: there is no `zone NAME { }` in any source");
    }
    if build.check && !fit(&workspace, &zones, screen) {
        return Exit::Error;
    }
    for desired in zones.iter().filter(|_| !build.check) {
        let left_out = desired.aliases.len() + desired.redirects.len();
        if left_out > 0 {
            let apex = desired.zone.apex();
            screen
                .say(&format!("note: {left_out} ALIAS or REDIRECT of {apex} are no records and not printed"));
        }
    }
    match build.format {
        _ if build.check => {}
        ZoneFormat::Master => screen.print_with(|out| write_masters(&zones, out)),
        ZoneFormat::Json => screen.print_with(|out| write_json(&zones, &workspace.sources, out)),
    }
    Exit::Done
}

/// Whether the providers of the zones can hold them; what they cannot is said.
fn fit(workspace: &Workspace, zones: &[Arc<Desired>], screen: &Screen) -> bool {
    let mut problems = Problems::default();
    for desired in zones {
        for instance in instances_of(std::slice::from_ref(desired), &BTreeSet::new()) {
            problems.extend(misfits(&workspace.project, desired, &instance));
        }
    }
    problems.sort();
    screen.problems(&problems, &workspace.sources);
    !problems.has_errors()
}

/// One master file behind another; the serial of a zone that was not pushed is 0.
fn write_masters(zones: &[Arc<Desired>], out: &mut dyn Write) -> io::Result<()> {
    for (index, desired) in zones.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        out.write_all(master::write(&published(desired), Style::Relative).as_bytes())?;
    }
    Ok(())
}

fn write_json(zones: &[Arc<Desired>], sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let documents: Vec<_> = zones.iter().map(|desired| document(desired, sources)).collect();
    let text = serde_json::to_string_pretty(&documents)?;
    writeln!(out, "{}", report::escape_json(&text))
}

fn document(desired: &Desired, sources: &Sources) -> serde_json::Value {
    let zone = published(desired);
    let rrsets = zone.iter().map(|rrset| {
        let wanted = desired.zone.get(&rrset.owner(), rrset.record_type());
        let lines = wanted.map(|wanted| desired.provenance.lines(wanted)).unwrap_or_default();
        let mut places: Vec<String> = lines.iter().map(|origin| place(origin.span, sources)).collect();
        places.dedup();
        json!({
            "owner": rrset.owner().to_string(),
            "type": rrset.record_type().to_string(),
            "ttl": rrset.ttl().seconds(),
            "values": rrset.rdatas().map(|rdata| rdata.to_string()).collect::<Vec<_>>(),
            "source": places,
        })
    });
    json!({
        "zone": zone.apex().to_string(),
        "providers": desired.settings.providers.iter().map(|provider| &provider.instance).collect::<Vec<_>>(),
        "rrsets": rrsets.collect::<Vec<_>>(),
    })
}

fn published(desired: &Desired) -> Zone {
    desired.published(0)
}
