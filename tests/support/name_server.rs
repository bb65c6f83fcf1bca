//! A real name server on a free port of 127.0.0.1 in a temporary directory,
//! stopped when it is dropped. See `bind.rs` and `knot.rs`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// TSIG keys that the servers know: name, algorithm, secret in base64. All but
/// the last, [`STRANGER`], may transfer and update.
pub const KEYS: [(&str, &str, &str); 5] = [
    ("sha1.test.", "hmac-sha1", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="),
    ("sha256.test.", "hmac-sha256", "b25lIHNlY3JldCBmb3IgdGhlIHRlc3RzIG9mIHpvbmFs"),
    ("sha384.test.", "hmac-sha384", "YW5vdGhlciBzZWNyZXQgZm9yIHRoZSB0ZXN0cyBvZiB6b25hbA=="),
    ("sha512.test.", "hmac-sha512", "dGhlIHRoaXJkIHNlY3JldCBmb3IgdGhlIHRlc3RzIG9mIHpvbmFs"),
    STRANGER,
];

/// A key that may do nothing.
pub const STRANGER: (&str, &str, &str) =
    ("stranger.test.", "hmac-sha256", "bm90aGluZyBpcyBhbGxvd2VkIHRvIG1l");

/// A zone to serve.
pub struct ServedZone<'z> {
    /// Without a final dot.
    pub name: &'z str,
    /// Master file text, `$ORIGIN` is the zone.
    pub text: &'z str,
    /// Lines for the zone's block in the server's own configuration language.
    pub options: &'z str,
}

/// A running server.
pub struct NameServer {
    /// Where it listens, UDP and TCP.
    pub address: SocketAddr,
    child: Child,
    _directory: tempfile::TempDir,
}

impl NameServer {
    /// Starts `program` with `arguments` in a directory that holds the zones'
    /// files (`NAME.zone`) and what `configuration` gives for the directory, the
    /// port and a version to tell (`server.conf`). `None`, with a line on
    /// standard error, if the program is not installed; with CI=true that is a
    /// failure.
    pub fn start(
        program: &str,
        arguments: &[&str],
        zones: &[ServedZone<'_>],
        configuration: impl Fn(&Path, u16, &str) -> String,
    ) -> Option<NameServer> {
        for _ in 0..5 {
            let directory = tempfile::tempdir().expect("a temporary directory");
            let address = free_address();
            let version =
                directory.path().file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            for zone in zones {
                std::fs::write(directory.path().join(format!("{}.zone", zone.name)), zone.text)
                    .expect("a zone file");
            }
            let text = configuration(directory.path(), address.port(), &version);
            std::fs::write(directory.path().join("server.conf"), text).expect("a configuration file");
            let log = std::fs::File::create(directory.path().join("log")).expect("a log file");
            let path = std::env::var("PATH").unwrap_or_default();
            let mut command = Command::new(program);
            command.env("PATH", format!("{path}:/usr/local/sbin:/usr/sbin:/sbin"));
            command.args(arguments).current_dir(directory.path()).stdin(Stdio::null());
            command.stdout(log.try_clone().expect("a log file")).stderr(log);
            let child = match command.spawn() {
                Ok(child) => child,
                Err(_) if std::env::var_os("CI").is_none_or(|value| value != "true") => {
                    eprintln!("skipped: {program} is not installed");
                    return None;
                }
                Err(error) => panic!("{program} cannot be started: {error}"),
            };
            let mut server = NameServer { address, child, _directory: directory };
            if server.becomes_ready(zones, &version) {
                return Some(server);
            }
            eprintln!("{program} did not get ready:\n{}", server.log());
        }
        panic!("{program} did not get ready five times");
    }

    /// False if the process ended (another one took the port) or was too slow.
    fn becomes_ready(&mut self, zones: &[ServedZone<'_>], version: &str) -> bool {
        let deadline = Instant::now() + Duration::from_secs(30);
        let version_query = query("version.bind", 16, 3);
        while Instant::now() < deadline {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return false;
            }
            let told = ask(self.address, &version_query).unwrap_or_default();
            let is_ours = told.windows(version.len()).any(|window| window == version.as_bytes());
            if is_ours && zones.iter().all(|zone| self.serves(zone.name)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn serves(&self, zone: &str) -> bool {
        let answer = ask(self.address, &query(zone, 6, 1)).unwrap_or_default();
        answer.len() > 8 && answer[2] & 0x04 != 0 && answer[3] & 0x0f == 0 && answer[7] > 0
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self._directory.path().join("log")).unwrap_or_default()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("the server's log:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free for UDP and TCP at this moment.
fn free_address() -> SocketAddr {
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}

fn query(name: &str, record_type: u16, class: u16) -> Vec<u8> {
    let mut message = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        message.push(label.len() as u8);
        message.extend(label.bytes());
    }
    message.push(0);
    message.extend(record_type.to_be_bytes());
    message.extend(class.to_be_bytes());
    message
}

fn ask(address: SocketAddr, message: &[u8]) -> std::io::Result<Vec<u8>> {
    let patience = Duration::from_secs(2);
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(&[&(message.len() as u16).to_be_bytes(), message].concat())?;
    let mut octets = [0; 2];
    stream.read_exact(&mut octets)?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(octets))];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}
