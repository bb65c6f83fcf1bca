//! BIND's `named` for a test.

use super::name_server::{KEYS, NameServer, STRANGER, ServedZone};

/// Serves the zones as a primary. The keys but the stranger may transfer and
/// update; `global` are more statements for named.conf.
pub fn start(zones: &[ServedZone<'_>], global: &str) -> Option<NameServer> {
    let arguments = ["-f", "-4", "-n", "1", "-c", "server.conf", "-L", "log"];
    NameServer::start("named", &arguments, zones, |directory, port, version| {
        let directory = directory.display();
        let mut text = format!(
            "options {{\n  directory \"{directory}\";\n  listen-on port {port} {{ 127.0.0.1; }};\n  \
             listen-on-v6 {{ none; }};\n  version \"{version}\";\n  pid-file none;\n  \
             session-keyfile \"{directory}/session.key\";\n  recursion no;\n  dnssec-validation no;\n  \
             notify no;\n  allow-transfer {{ none; }};\n}};\ncontrols {{ }};\n"
        );
        let mut allowed = String::new();
        for key in KEYS {
            let (name, algorithm, secret) = key;
            text += &format!("key \"{name}\" {{ algorithm {algorithm}; secret \"{secret}\"; }};\n");
            if key != STRANGER {
                allowed += &format!("key \"{name}\"; ");
            }
        }
        text += global;
        for zone in zones {
            text += &format!(
                "zone \"{0}\" {{\n  type primary;\n  file \"{0}.zone\";\n  allow-transfer {{ {allowed}}};\n  \
                 allow-update {{ {allowed}}};\n  {1}\n}};\n",
                zone.name, zone.options
            );
        }
        text
    })
}
