//! A push of 5,000 changes is killed with SIGKILL, in many places. The zone is
//! then as it was or as it shall be, RRset by RRset; the next push does the rest
//! and a third one has nothing to do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use zonal::apply::Journal;
use zonal::apply::journal::End;
use zonal::dns::{RecordType, Zone, master};

use crate::name_server::{KEYS, NameServer, ServedZone};
use crate::proxy::{Point, Proxy};
use crate::{bind, knot};

/// A project whose zone is to be pushed to one provider, in a folder of its own.
struct Site {
    folder: tempfile::TempDir,
    apex: String,
}

/// `owner TYPE` to its lines, without SOA and apex NS.
type Content = BTreeMap<String, Vec<String>>;

const EACH: [usize; 3] = [1_700, 1_700, 1_600];

/// The zone as the server has it: some records to be changed, some to go, some of others.
fn before() -> String {
    let [_, changed, gone] = EACH;
    let mut text = "$TTL 300\n@ 3600 SOA ns1.frame.test. host.frame.test. 1 3600 7200 3600000 60\n\
                    @ NS ns1.frame.test.\nother A 192.0.2.77\nx.other TXT \"of others\"\n"
        .to_owned();
    for index in 1..=changed {
        text += &format!("change{index} A 192.0.2.1\n");
    }
    for index in 1..=gone {
        text += &format!("gone{index} TXT \"old\"\n");
    }
    text
}

/// The same zone in the language, as it shall be.
fn source(apex: &str, frame: &str) -> String {
    let [added, changed, _] = EACH;
    format!(
        "zone {apex} {{\n  {frame}\n  ignore **.other \"of others\"\n  \
         for i in 1..{added} {{ add${{i}}  CNAME  change1 }}\n  \
         for i in 1..{changed} {{ change${{i}}  A  192.0.2.2 192.0.2.3 }}\n}}\n"
    )
}

fn after() -> Content {
    let [added, changed, _] = EACH;
    let mut content = Content::new();
    content.insert("other A".to_owned(), vec!["300 192.0.2.77".to_owned()]);
    content.insert("x.other TXT".to_owned(), vec!["300 \"of others\"".to_owned()]);
    for index in 1..=added {
        content.insert(format!("add{index} CNAME"), vec!["300 change1".to_owned()]);
    }
    for index in 1..=changed {
        let both = vec!["300 192.0.2.2".to_owned(), "300 192.0.2.3".to_owned()];
        content.insert(format!("change{index} A"), both);
    }
    content
}

fn content(zone: &Zone) -> Content {
    let apex = zone.apex().to_string();
    let mut content = Content::new();
    for rrset in zone.iter() {
        let frame = matches!(rrset.record_type(), RecordType::SOA | RecordType::NS);
        if frame && rrset.is_at_apex() {
            continue;
        }
        let below = format!(".{apex}");
        let owner = rrset.owner().to_string().replace(&below, "");
        let data = |text: String| format!("{} {}", rrset.ttl().seconds(), text.replace(&below, ""));
        let lines = rrset.rdatas().map(|rdata| data(rdata.to_string())).collect();
        content.insert(format!("{owner} {}", rrset.record_type()), lines);
    }
    content
}

fn parsed(apex: &str, text: String) -> Zone {
    let file = master::read_text(Path::new("zone"), text.into(), &apex.parse().unwrap());
    assert_eq!(file.problems, []);
    file.zone
}

impl Site {
    fn new(apex: &str, frame: &str, provider: &str) -> Site {
        let site = Site { folder: tempfile::tempdir().unwrap(), apex: apex.to_owned() };
        let toml = format!(
            "edition = \"2026\"\n[defaults]\nttl = \"5m\"\nprovider = [\"it\"]\n[providers.it]\n{provider}\n"
        );
        fs::write(site.path("zonal.toml"), toml).unwrap();
        fs::write(site.path("zone.dns"), source(apex, frame)).unwrap();
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// All that is said goes to a file: nobody reads a pipe meanwhile.
    fn push(&self) -> Child {
        let said = fs::File::create(self.path("said")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_zonal"));
        command.args(["push", "--yes", "--allow", &format!("delete-many={}", self.apex), "--project"]);
        command.arg(self.folder.path()).env("TSIG_SECRET", KEYS[1].2).stdin(Stdio::null());
        command.stdout(said.try_clone().unwrap()).stderr(said).spawn().unwrap()
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.path("said")).unwrap()).into_owned()
    }

    /// Pushes undisturbed; gives what was said.
    fn complete(&self) -> String {
        let status = self.push().wait().unwrap();
        let said = self.said();
        let end: Vec<&str> = said.lines().rev().take(10).collect();
        assert_eq!(status.code(), Some(0), "{}: {end:#?}", self.apex);
        said
    }

    /// Whether the journal knows of a run that did not come to its end.
    fn is_interrupted(&self) -> bool {
        let history = self.journal().history().unwrap();
        history.interruptions().iter().any(|interruption| interruption.last.end.is_none())
    }

    fn journal(&self) -> Journal {
        Journal::at(self.path(".zonal/journal"))
    }

    /// Waits until the journal says this, or the push is over.
    fn wait_for_entry(&self, child: &mut Child, entry: &str) {
        let has_it = || {
            let runs = self.journal().runs().unwrap();
            let text = |run: &String| {
                fs::read_to_string(self.journal().folder().join(format!("{run}.jsonl"))).unwrap()
            };
            runs.iter().any(|run| text(run).contains(entry))
        };
        wait_until(child, has_it);
    }

    /// What must hold behind a kill, however far the push came.
    fn check(&self, point: &str, read: impl Fn() -> Zone) {
        let (old, new) = (content(&parsed(&self.apex, before())), after());
        let torn = content(&read());
        let keys = old.keys().chain(new.keys());
        for key in keys.chain(torn.keys()) {
            let stands = torn.get(key);
            assert!(stands == old.get(key) || stands == new.get(key), "{point}: {key} is {stands:?}");
        }
        let was_interrupted = self.is_interrupted();
        let said = self.complete();
        assert_eq!(said.contains("was interrupted"), was_interrupted, "{point}");
        assert!(content(&read()) == new, "{point}: the second push leaves another zone");
        assert!(!self.is_interrupted(), "{point}");
        let serial = |zone: Zone| zone.get(zone.apex(), RecordType::SOA).unwrap().to_records();
        let stands = serial(read());
        let said = self.complete();
        assert!(!said.contains("was interrupted"), "{point}");
        let last = self.journal().history().unwrap();
        let last = last.last(&self.apex.parse().unwrap(), "it").unwrap();
        assert_eq!(last.end, Some(End::Verified), "{point}");
        assert_eq!(serial(read()), stands, "{point}: a third push changed the zone");
    }
}

/// Returns as soon as this is so, or the push is over.
fn wait_until(child: &mut Child, is_so: impl Fn() -> bool) {
    while !is_so() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn kill(mut child: Child) {
    // SIGKILL; it may be over already.
    let _ = child.kill();
    child.wait().unwrap();
}

/// Numbers that are the same in each run of the tests.
fn delays() -> impl Iterator<Item = Duration> {
    let next = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(20_261_124), next)
        .skip(1)
        .map(|state| Duration::from_micros(state >> 33 & 0x7_ffff))
}

fn zone_file_site(apex: &str, more: &str) -> Site {
    let frame = "soa  ns1.frame.test. host.frame.test. [refresh = 1h, minimum = 1m, ttl = 1h]\n  @  NS  ns1.frame.test.";
    let site = Site::new(apex, frame, &format!("kind = \"zone-file\"\npath = \"out\"\n{more}"));
    fs::create_dir(site.path("out")).unwrap();
    fs::write(site.path(&format!("out/{apex}.zone")), before()).unwrap();
    site
}

impl Site {
    fn check_file(&self, point: &str) {
        let file = self.path(&format!("out/{}.zone", self.apex));
        let read = || parsed(&self.apex, fs::read_to_string(&file).unwrap());
        let torn = content(&read());
        let whole = torn == content(&parsed(&self.apex, before())) || torn == after();
        assert!(whole, "{point}: the file is neither the old nor the new one");
        self.check(point, read);
    }
}

#[test]
fn zone_file_before_the_write() {
    let site = zone_file_site("before.example", "");
    let lock = fs::File::create(site.path("out/.zonal.lock")).unwrap();
    lock.lock().unwrap();
    let mut child = site.push();
    site.wait_for_entry(&mut child, "\"event\":\"request\"");
    kill(child);
    drop(lock);
    assert!(site.is_interrupted(), "{}", site.said());
    site.check_file("before the write");
}

#[test]
fn zone_file_after_the_write() {
    let site =
        zone_file_site("after.example", "after = [\"sh\", \"-c\", \"touch reached; read x < released\"]");
    assert!(Command::new("mkfifo").arg(site.path("released")).status().unwrap().success());
    let mut child = site.push();
    wait_until(&mut child, || site.path("reached").exists());
    kill(child);
    assert!(site.is_interrupted(), "{}", site.said());
    fs::write(site.path("released"), "x\n").unwrap();
    let file = fs::read_to_string(site.path("out/after.example.zone")).unwrap();
    assert!(content(&parsed("after.example", file)) == after());
    site.check_file("after the write");
}

#[test]
fn zone_file_at_any_time() {
    for entry in ["\"event\":\"run\"", "\"event\":\"snapshot\"", "\"event\":\"request\""] {
        let site = zone_file_site("entry.example", "");
        let mut child = site.push();
        site.wait_for_entry(&mut child, entry);
        kill(child);
        site.check_file(entry);
    }
    for delay in delays().take(3) {
        let site = zone_file_site("delay.example", "");
        let child = site.push();
        std::thread::sleep(delay);
        kill(child);
        site.check_file(&format!("{delay:?}"));
    }
}

/// Where a push to a server is killed; `None` is after a delay.
fn points(updates: usize) -> Vec<Option<Point>> {
    let middle = updates / 2;
    vec![
        Some(Point::BeforeUpdate(1)),
        Some(Point::AfterUpdate(1)),
        Some(Point::BeforeUpdate(middle)),
        Some(Point::AfterUpdate(middle)),
        Some(Point::BeforeUpdate(updates)),
        Some(Point::AfterUpdate(updates)),
        Some(Point::Verifying),
        None,
        None,
    ]
}

fn kill_pushes_to(start: impl Fn(&[ServedZone<'_>]) -> Option<NameServer>) {
    let text = before();
    let names: Vec<String> = (0..10).map(|index| format!("k{index}.example")).collect();
    let zones: Vec<ServedZone<'_>> =
        names.iter().map(|name| ServedZone { name, text: &text, options: "" }).collect();
    let Some(server) = start(&zones) else { return };
    let whole = ServerPush::new(&names[0], &server, Point::Nowhere);
    whole.site.complete();
    let updates = whole.proxy.updates();
    assert!(updates >= 6, "{updates} updates are too few to be killed between");
    whole.site.check("not killed", || whole.read(&server));
    let mut delays = delays();
    for (name, point) in names[1..].iter().zip(points(updates)) {
        let push = ServerPush::new(name, &server, point.unwrap_or(Point::Nowhere));
        let child = push.site.push();
        match point {
            Some(_) => push.wait(),
            None => std::thread::sleep(delays.next().unwrap()),
        }
        kill(child);
        if let Some(point) = point {
            assert!(push.site.is_interrupted(), "{point:?}");
        }
        push.redirect(&server);
        push.site.check(&format!("{name} {point:?}"), || push.read(&server));
    }
}

/// A push through a proxy.
struct ServerPush {
    site: Site,
    proxy: Proxy,
}

impl ServerPush {
    fn new(apex: &str, server: &NameServer, point: Point) -> ServerPush {
        let proxy = Proxy::start(server.address, point);
        let site = Site::new(apex, "", &provider(&proxy.address.to_string()));
        ServerPush { site, proxy }
    }

    fn wait(&self) {
        match self.proxy.reached.recv_timeout(Duration::from_secs(120)) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                panic!("the point was not reached: {}", self.site.said())
            }
        }
    }

    /// From now on without the proxy.
    fn redirect(&self, server: &NameServer) {
        let path = self.site.path("zonal.toml");
        let text = fs::read_to_string(&path).unwrap();
        let direct = text.replace(&self.proxy.address.to_string(), &server.address.to_string());
        fs::write(path, direct).unwrap();
    }

    fn read(&self, server: &NameServer) -> Zone {
        crate::subject::read_from(server, &self.site.apex)
    }
}

fn provider(address: &str) -> String {
    let (name, algorithm, _) = KEYS[1];
    format!(
        "kind = \"rfc2136\"\nserver = \"{address}\"\n\
         tsig = {{ name = \"{name}\", algorithm = \"{algorithm}\", secret = {{ env = \"TSIG_SECRET\" }} }}"
    )
}

#[test]
fn bind_at_any_request() {
    kill_pushes_to(|zones| bind::start(zones, ""));
}

#[test]
fn knot_at_any_request() {
    kill_pushes_to(|zones| knot::start(zones, ""));
}
