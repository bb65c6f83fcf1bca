//! Knot's `knotd` for a test.

use super::name_server::{KEYS, NameServer, STRANGER, ServedZone};

/// Serves the zones as a primary. The keys but the stranger may transfer and
/// update; `global` are more sections for knot.conf.
pub fn start(zones: &[ServedZone<'_>], global: &str) -> Option<NameServer> {
    NameServer::start("knotd", &["-c", "server.conf"], zones, |directory, port, version| {
        let directory = directory.display();
        let mut text = format!(
            "server:\n  listen: 127.0.0.1@{port}\n  rundir: {directory}\n  version: \"{version}\"\n  \
             udp-workers: 1\n  tcp-workers: 2\n  background-workers: 1\n\
             log:\n  - target: stderr\n    any: info\n\
             database:\n  storage: {directory}\n  journal-db-max-size: 64M\n  kasp-db-max-size: 16M\n  \
             timer-db-max-size: 16M\nkey:\n"
        );
        let mut allowed = Vec::new();
        for key in KEYS {
            let (name, algorithm, secret) = key;
            text += &format!("  - id: {name}\n    algorithm: {algorithm}\n    secret: {secret}\n");
            if key != STRANGER {
                allowed.push(name);
            }
        }
        text += &format!(
            "acl:\n  - id: keys\n    key: [{}]\n    action: [transfer, update]\n",
            allowed.join(", ")
        );
        text += global;
        text += &format!("template:\n  - id: default\n    storage: {directory}\n    acl: keys\nzone:\n");
        for zone in zones {
            text += &format!("  - domain: {0}\n    file: {0}.zone\n", zone.name);
            for line in zone.options.lines() {
                text += &format!("    {}\n", line.trim());
            }
        }
        text
    })
}
