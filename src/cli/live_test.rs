//! `zonal test --server`: which tests are run, and which servers are asked.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::arguments::Test;
use super::preview::runtime;
use super::screen::Screen;
use super::test::Report;
use super::workspace::Workspace;
use crate::check::{self, Network, Server, Unheard};
use crate::diagnostic::nearest;
use crate::dns::ServerAddress;
use crate::model::testing::{Worlds, ZoneTest};

/// A run that is about to begin.
pub struct LiveTest<'t> {
    tests: Vec<&'t ZoneTest>,
    worlds: Worlds<'t>,
    view: Option<&'t str>,
    servers: Vec<ServerAddress>,
    timeout: Duration,
}

impl<'t> LiveTest<'t> {
    /// `None` if the command line makes no sense; why was said.
    pub fn prepare(test: &Test, workspace: &'t Workspace, screen: &Screen) -> Option<LiveTest<'t>> {
        let worlds = Worlds::new(workspace.zones.iter().map(|desired| &**desired));
        let view = match &test.view {
            Some(view) => Some(known_view(view, &worlds, screen)?),
            None => None,
        };
        let (tests, others): (Vec<&ZoneTest>, Vec<&ZoneTest>) = workspace
            .tests
            .iter()
            .partition(|test| test.view.as_ref().is_none_or(|of| Some(of.name.as_str()) == view));
        let servers = servers(&test.servers, screen)?;
        say_left_out(&others, screen);
        Some(LiveTest { tests, worlds, view, servers, timeout: test.timeout })
    }

    /// `None` if there is nothing to run on; that was said.
    pub fn run(&self, screen: &Screen) -> Option<Report<'t>> {
        let runtime = runtime(screen)?;
        Some(runtime.block_on(self.ask()))
    }

    async fn ask(&self) -> Report<'t> {
        let (mut servers, mut unheard) = (Vec::new(), Vec::new());
        for address in &self.servers {
            match Server::look_up(address, self.timeout).await {
                Ok(server) => servers.push(server),
                Err(why) => unheard.push(Unheard { server: address.to_string(), why }),
            }
        }
        let network = Arc::new(Network { timeout: self.timeout });
        let run = check::run(&self.tests, &servers, network, &self.worlds, self.view).await;
        unheard.extend(run.unheard);
        Report { outcomes: run.outcomes, unheard, servers: self.servers.len() }
    }
}

fn known_view<'t>(name: &str, worlds: &Worlds<'t>, screen: &Screen) -> Option<&'t str> {
    let known = worlds.views().find(|view| *view == name);
    if known.is_none() {
        let help = match nearest(name, worlds.views()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if worlds.views().next().is_none() => "leave `--view` out: no zone has views".to_owned(),
            None => format!("there are {}", worlds.views().collect::<Vec<_>>().join(", ")),
        };
        screen.error(&format!("no zone has a view `{name}`"), Some(&help));
    }
    known
}

fn say_left_out(others: &[&ZoneTest], screen: &Screen) {
    let views: BTreeSet<&str> =
        others.iter().filter_map(|test| Some(test.view.as_ref()?.name.as_str())).collect();
    let views: Vec<String> = views.into_iter().map(|view| format!("`--view {view}`")).collect();
    match others.len() {
        0 => {}
        1 => screen.say(&format!("note: 1 test of another view is left out; {} runs it", views.join(", "))),
        count => screen.say(&format!(
            "note: {count} tests of other views are left out; {} runs them",
            views.join(" or ")
        )),
    }
}

/// The servers of the command line, each once; a text that is none is said.
fn servers(texts: &[String], screen: &Screen) -> Option<Vec<ServerAddress>> {
    let mut servers: Vec<ServerAddress> = Vec::new();
    let mut sound = true;
    for text in texts {
        match ServerAddress::parse(text) {
            Ok(server) if servers.contains(&server) => {}
            Ok(server) => servers.push(server),
            Err(message) => {
                screen.error(&message, None);
                sound = false;
            }
        }
    }
    sound.then_some(servers)
}
