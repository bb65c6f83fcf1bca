//! The example for real name servers, at real name servers.

use std::fs;
use std::path::Path;

use super::console::{difference, replay, update};
use super::name_server::{KEYS, NameServer, ServedZone};
use super::sandbox::Sandbox;
use super::{bind, knot};

const START: &str = "$TTL 300\n@ IN SOA ns1.example.net. hostmaster.example.net. 1 3600 600 86400 60\n\
                     @ NS ns1.example.net.\nns1.example.net. A 192.0.2.53\n";
const REVERSE: &str = "$TTL 300\n@ IN SOA ns1.example.net. hostmaster.example.net. 1 3600 600 86400 60\n\
                       @ NS ns1.example.net.\n";

const ZONES: [ServedZone<'static>; 2] = [
    ServedZone { name: "example.net", text: START, options: "" },
    ServedZone { name: "2.0.192.in-addr.arpa", text: REVERSE, options: "" },
];

#[test]
fn the_example_goes_to_bind_and_knot() {
    let (Some(bind), Some(knot)) = (bind::start(&ZONES, ""), knot::start(&ZONES, "")) else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sandbox = Sandbox::copy_of(&root.join("examples/nameservers"));
    connect(&sandbox, &bind, &knot);
    let path = root.join("tests/cli/servers.console");
    let expected = fs::read_to_string(&path).expect("the session");
    let found = replay(&expected, &sandbox);
    let found = [(&bind, "BIND"), (&knot, "KNOT")].iter().fold(found, |found, (server, name)| {
        found.replace(&server.address.to_string(), &format!("[{name}]"))
    });
    if update() && found != expected {
        fs::write(&path, found).expect("the session");
    } else {
        assert!(found == expected, "\n{}", difference(&path, &expected, &found));
    }
}

/// Puts the servers' addresses and a key that they know into the example.
fn connect(sandbox: &Sandbox, bind: &NameServer, knot: &NameServer) {
    let file = sandbox.folder().join("zonal.toml");
    let (key, _, secret) = KEYS[1];
    let text = fs::read_to_string(&file).expect("zonal.toml");
    let text = text
        .replace("192.0.2.53:53", &bind.address.to_string())
        .replace("198.51.100.53:53", &knot.address.to_string())
        .replace("zonal.\"", &format!("{key}\""))
        .replace("/etc/zonal/knot.key", "knot.key");
    fs::write(&file, text).expect("zonal.toml");
    fs::write(sandbox.folder().join("knot.key"), secret).expect("the key");
    let both = format!("--server {} --server {}\n", bind.address, knot.address);
    fs::write(sandbox.folder().join("servers"), both).expect("the arguments of a live test");
    // What the tour calls: a server by its name.
    for (name, server) in [("bind", bind), ("knot", knot)] {
        let ask = format!("dig @{} -p {} +short \"$@\"\n", server.address.ip(), server.address.port());
        fs::write(sandbox.folder().join(format!("ask-{name}")), ask).expect("a script");
    }
}
