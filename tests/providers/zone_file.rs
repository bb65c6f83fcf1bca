//! Zone files, on a real disk.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use jiff::civil::Date;
use zonal::dns::{Name, Zone};
use zonal::plan::{Change, Observed};
use zonal::provider::zone_file::{HEADER, SerialRule, ZoneFile, ZoneFileConfig};
use zonal::provider::{Provider, ReadFailure, WriteFailure};

use crate::changes::{changes, name, zone};

fn today() -> Date {
    Date::new(2026, 11, 24).unwrap()
}

fn config() -> ZoneFileConfig {
    ZoneFileConfig { path: "out".into(), serial: SerialRule::Date, after: None, adopt: false }
}

fn provider(root: &Path) -> ZoneFile {
    ZoneFile::new(config(), root, today)
}

const SOA: &str = "@ SOA ns1.example.net. host.example.com. 1 2h 1h 2w 5m\n@ NS ns1.example.net.\n";

fn example(records: &str) -> Zone {
    zone("example.com", &format!("{SOA}{records}"))
}

async fn observe(provider: &ZoneFile, apex: &Name) -> Observed {
    provider.reader().read(apex).await.unwrap()
}

/// Sends what turns `observed` into `wanted`, whose serial is taken as it stands.
async fn push(provider: &ZoneFile, observed: &Observed, wanted: &Zone) -> Result<(), WriteFailure> {
    let stands = observed.zone().cloned().unwrap_or(Zone::empty(wanted.apex().clone()));
    send(provider, observed, wanted.apex(), changes(&stands, wanted)).await
}

async fn send(
    provider: &ZoneFile,
    observed: &Observed,
    apex: &Name,
    changes: Vec<Change>,
) -> Result<(), WriteFailure> {
    let writer = provider.writer();
    let requests = provider.reader().requests(observed, changes);
    assert_eq!(requests.len(), 1);
    writer.send(apex, &requests[0]).await
}

fn refused(message: String) -> Result<(), WriteFailure> {
    Err(WriteFailure::Refused { message, help: None })
}

fn conflict(message: &str) -> Result<(), WriteFailure> {
    Err(WriteFailure::Conflict { message: message.to_owned() })
}

/// The names of the files in a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn writes_a_zone_and_changes_it() {
    let root = tempfile::tempdir().unwrap();
    let provider = provider(root.path());
    let apex = name("example.com");
    assert_eq!(provider.reader().zones().await, Ok(vec![]));
    let observed = observe(&provider, &apex).await;
    assert_eq!(observed, Observed::Absent);
    assert!(!root.path().join("out").exists());

    push(&provider, &observed, &example("www A 192.0.2.1\n* 60 TXT \"a;b\" c\\\"d")).await.unwrap();
    let path = root.path().join("out/example.com.zone");
    assert_eq!(provider.file_of(&apex), path);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "; written by zonal; edits here are overwritten\n\
         $ORIGIN example.com.\n\
         $TTL 300\n\
         @                                IN SOA     ns1.example.net. host.example.com. 2026112400 7200 3600 1209600 300\n\
         @                                IN NS      ns1.example.net.\n\
         *                        60      IN TXT     \"a;b\" \"c\\\"d\"\n\
         www                              IN A       192.0.2.1\n"
    );
    assert_eq!(files(&root.path().join("out")), [".zonal.lock", "example.com.zone"]);
    assert_eq!(provider.reader().zones().await, Ok(vec![apex.clone()]));

    let wanted = example("mail AAAA 2001:db8::1\n* 60 TXT \"a;b\" c\\\"d");
    let observed = observe(&provider, &apex).await;
    push(&provider, &observed, &wanted).await.unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "; written by zonal; edits here are overwritten\n\
         $ORIGIN example.com.\n\
         $TTL 300\n\
         @                                IN SOA     ns1.example.net. host.example.com. 2026112401 7200 3600 1209600 300\n\
         @                                IN NS      ns1.example.net.\n\
         *                        60      IN TXT     \"a;b\" \"c\\\"d\"\n\
         mail                             IN AAAA    2001:db8::1\n"
    );
    let Observed::Present { zone, irregular } = observe(&provider, &apex).await else { panic!() };
    assert_eq!(irregular, []);
    let difference = changes(&zone, &wanted);
    assert_eq!(difference.len(), 1);
    assert_eq!(difference[0].key.record_type.to_string(), "SOA");
    assert_eq!(provider.reader().requests(&Observed::Absent, Vec::new()), []);
}

#[tokio::test]
async fn serials_follow_their_rule() {
    for (serial, first, second) in
        [(SerialRule::Date, 2026112400, 2026112401), (SerialRule::Counter, 1, 2), (SerialRule::Keep, 77, 77)]
    {
        let root = tempfile::tempdir().unwrap();
        let provider = ZoneFile::new(ZoneFileConfig { serial, ..config() }, root.path(), today);
        let apex = name("x");
        let soa = "@ SOA ns. host. 77 1 1 1 1\n@ NS ns.\n";
        push(&provider, &Observed::Absent, &zone("x", soa)).await.unwrap();
        let observed = observe(&provider, &apex).await;
        let with_serial =
            |serial: i32, more: &str| zone("x", &format!("{}{more}", soa.replace("77", &serial.to_string())));
        assert_eq!(observed.zone(), Some(&with_serial(first, "")));
        push(&provider, &observed, &with_serial(first, "a A 192.0.2.1")).await.unwrap();
        assert_eq!(observe(&provider, &apex).await.zone(), Some(&with_serial(second, "a A 192.0.2.1")));
    }
}

/// A zone of the oddest data reads back as it was written, and BIND agrees.
#[tokio::test]
async fn what_is_written_is_read_back_and_loads_in_bind() {
    let root = tempfile::tempdir().unwrap();
    let provider = provider(root.path());
    let long = "x".repeat(255);
    for (apex, records) in [
        (
            "example.com.",
            format!(
                "a TXT \"{long}\" \"\" \"\\\\ \\\" ; \\000\\255 \"\nb.c 0 A 192.0.2.1\n\\;\\@ 2147483647 AAAA ::1"
            ),
        ),
        ("0/25.2.0.192.in-addr.arpa.", "1 PTR a.example.com.\n*.1 PTR a.example.com.".to_owned()),
        (".", "com NS a.gtld.net.\nns1.example.net A 192.0.2.1\n".to_owned()),
        ("öö.example.", "_sip._tcp SRV 5 6 7 www\nwww A 192.0.2.1".to_owned()),
    ] {
        let apex = name(apex);
        let wanted = zone(
            &apex.to_string(),
            &format!("@ SOA ns1.example.net. h. 2026112400 1 1 1 1\n@ NS ns1.example.net.\n{records}"),
        );
        push(&provider, &Observed::Absent, &wanted).await.unwrap();
        assert_eq!(observe(&provider, &apex).await.zone(), Some(&wanted), "{apex}");
        check_with_bind(&apex, &provider.file_of(&apex));
    }
    let mut zones = [".", "0/25.2.0.192.in-addr.arpa.", "example.com.", "xn--ndaa.example."].map(name);
    zones.sort();
    assert_eq!(provider.reader().zones().await, Ok(zones.to_vec()));
}

fn check_with_bind(apex: &Name, file: &Path) {
    let output = Command::new("named-checkzone")
        .args(["-i", "none", "-k", "ignore"])
        .arg(apex.to_string())
        .arg(file)
        .output();
    match output {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(error) if std::env::var_os("CI").is_none() => eprintln!("skipped named-checkzone: {error}"),
        Err(error) => panic!("named-checkzone is missing: {error}"),
    }
}

#[tokio::test]
async fn refuses_what_stands_otherwise_and_touches_nothing() {
    let root = tempfile::tempdir().unwrap();
    let provider = provider(root.path());
    let apex = name("example.com");
    push(&provider, &Observed::Absent, &example("a A 192.0.2.1\nb A 192.0.2.1")).await.unwrap();
    let observed = observe(&provider, &apex).await;
    let path = provider.file_of(&apex);
    let before = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().ino());
    for (from, to, message) in [
        ("", "a A 192.0.2.2", "a.example.com. A stands there already; the plan wants to add it"),
        ("c A 192.0.2.1", "", "c.example.com. A is gone; the plan wants to remove it"),
        ("c A 192.0.2.1", "c A 192.0.2.2", "c.example.com. A is gone; the plan wants to replace it"),
        ("a 60 A 192.0.2.1", "", "a.example.com. A has changed since it was read"),
        (
            "",
            "d A 192.0.2.1\nb A 192.0.2.1",
            "b.example.com. A stands there already; the plan wants to add it",
        ),
    ] {
        let changes = changes(&example(from), &example(to));
        assert_eq!(send(&provider, &observed, &apex, changes).await, conflict(message));
    }
    let added = changes(&example(""), &example("d A 192.0.2.1"));
    let mut request = provider.reader().requests(&observed, added).remove(0);
    request.expected_serial = Some(5);
    assert_eq!(
        provider.writer().send(&apex, &request).await,
        conflict("the serial of example.com. was 5 and is 2026112400")
    );
    let removed = changes(&zone("example.com", SOA), &zone("example.com", "@ NS ns1.example.net."));
    let mut request = provider.reader().requests(&Observed::Absent, removed).remove(0);
    request.changes[0].edit = zonal::plan::Edit::Remove(
        observed.zone().unwrap().get(&apex, zonal::dns::RecordType::SOA).unwrap().to_records(),
    );
    assert_eq!(
        provider.writer().send(&apex, &request).await,
        Err(WriteFailure::Refused {
            message: "example.com. has no SOA, so no server would load its file".to_owned(),
            help: Some("say `soa` for the zone".to_owned()),
        })
    );
    let foreign = changes(&zone("example.net", ""), &zone("example.net", "a A 192.0.2.1"));
    assert_eq!(
        send(&provider, &observed, &apex, foreign).await,
        refused("a.example.net. A is no RRset of example.com.".to_owned())
    );
    assert_eq!((fs::read(&path).unwrap(), fs::metadata(&path).unwrap().ino()), before);
    assert_eq!(files(&root.path().join("out")), [".zonal.lock", "example.com.zone"]);
}

#[tokio::test]
async fn of_many_writers_at_once_one_wins() {
    let root = tempfile::tempdir().unwrap();
    let apex = name("example.com");
    push(&provider(root.path()), &Observed::Absent, &example("")).await.unwrap();
    let observed = observe(&provider(root.path()), &apex).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..12 {
        // Each has its own lock, as another process would.
        let (provider, observed) = (provider(root.path()), observed.clone());
        let changes = changes(&example(""), &example(&format!("h{number} A 192.0.2.1")));
        tasks.spawn(async move { send(&provider, &observed, &name("example.com"), changes).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let late = conflict("the serial of example.com. was 2026112400 and is 2026112401");
    assert_eq!(results.iter().filter(|result| **result == late).count(), 11);
    let zone = observe(&provider(root.path()), &apex).await;
    assert_eq!(zone.zone().unwrap().record_count(), 3);
}

#[tokio::test]
async fn keeps_mode_and_link_and_clears_what_was_left() {
    let root = tempfile::tempdir().unwrap();
    let provider = provider(root.path());
    let apex = name("example.com");
    let (out, real) = (root.path().join("out"), root.path().join("real"));
    fs::create_dir_all(&out).unwrap();
    fs::create_dir_all(&real).unwrap();
    fs::write(real.join("db"), SOA.replace("@ SOA", "$TTL 300\n@ SOA")).unwrap();
    fs::set_permissions(real.join("db"), fs::Permissions::from_mode(0o640)).unwrap();
    // Only root may give the file to a group that it is not in.
    let _ = std::os::unix::fs::chown(real.join("db"), Some(4242), Some(4243));
    let owned = |path: &Path| fs::metadata(path).map(|file| (file.uid(), file.gid())).unwrap();
    let owner = owned(&real.join("db"));
    symlink("../real/db", out.join("example.com.zone")).unwrap();
    fs::write(real.join(".zonal.tmp"), "half a zo").unwrap();

    let observed = observe(&provider, &apex).await;
    push(&provider, &observed, &example("www A 192.0.2.1")).await.unwrap();
    assert!(out.join("example.com.zone").is_symlink());
    assert_eq!(fs::metadata(real.join("db")).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(owned(&real.join("db")), owner);
    assert!(fs::read_to_string(real.join("db")).unwrap().starts_with(HEADER));
    assert_eq!(
        (files(&out), files(&real)),
        (vec!["example.com.zone".to_owned()], vec![".zonal.lock".to_owned(), "db".to_owned()])
    );
}

#[tokio::test]
async fn loses_nothing_that_others_wrote_unless_told_to() {
    for (text, loss) in [
        ("; the office\n@ NS ns1.example.net.\n", Some("a comment in line 3")),
        ("a A 192.0.2.1 ; the office\n", Some("a comment in line 3")),
        ("$INCLUDE more.inc\n", Some("`$INCLUDE` in line 3")),
        ("a A 192.0.2.1\r\n\r$Include more.inc\r\n", Some("`$INCLUDE` in line 5")),
        ("$generate 1-2 h$ A 192.0.2.$\n", Some("`$GENERATE` in line 3")),
        ("a TXT \"; no comment, no $INCLUDE\" ;\n", None),
    ] {
        let root = tempfile::tempdir().unwrap();
        let apex = name("example.com");
        let path = root.path().join("out/example.com.zone");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(root.path().join("out/more.inc"), "b A 192.0.2.2\n").unwrap();
        let whole = format!("$TTL 300\n@ SOA ns1.example.net. host.example.com. 1 2h 1h 2w 5m\n{text}");
        fs::write(&path, &whole).unwrap();

        let careful = provider(root.path());
        let observed = observe(&careful, &apex).await;
        let more = |zone: &Zone| {
            let key = zonal::dns::RrsetKey {
                owner: name("new.example.com"),
                record_type: zonal::dns::RecordType::A,
            };
            let added = crate::changes::zone("example.com", "new A 192.0.2.9");
            let records = added.nth(0).unwrap().to_records();
            zone.with_edits([(&key, Some(&records))])
        };
        let wanted = more(observed.zone().unwrap());
        let result = push(&careful, &observed, &wanted).await;
        let Some(loss) = loss else {
            assert_eq!(result, Ok(()));
            continue;
        };
        let message = format!(
            "{} was not written by zonal and holds {loss}, which writing it would lose",
            path.display()
        );
        let help = Some("say `adopt = true` for this provider to let it be lost".to_owned());
        assert_eq!(result, Err(WriteFailure::Refused { message, help }));
        assert_eq!(fs::read_to_string(&path).unwrap(), whole);

        let adopting = ZoneFile::new(ZoneFileConfig { adopt: true, ..config() }, root.path(), today);
        push(&adopting, &observed, &wanted).await.unwrap();
        let after = observe(&careful, &apex).await;
        assert_eq!(changes(after.zone().unwrap(), &wanted).len(), 1, "the serial only");
        // What zonal wrote it may write again.
        push(&careful, &after, &example("")).await.unwrap();
    }
}

#[tokio::test]
async fn says_what_cannot_be_read() {
    let root = tempfile::tempdir().unwrap();
    let provider = provider(root.path());
    let out = root.path().join("out");
    fs::create_dir_all(out.join("folder.zone")).unwrap();
    let bad: String = (1..=12).map(|number| format!("a A 300.0.0.{number}\n")).collect();
    fs::write(out.join("bad.zone"), format!("$TTL 60\n{bad}")).unwrap();
    fs::write(out.join("one.zone"), "$TTL 60\na A 300.0.0.1\n").unwrap();
    symlink("nowhere", out.join("link.zone")).unwrap();
    assert!(Command::new("mkfifo").arg(out.join("pipe.zone")).status().unwrap().success());
    let shown = out.display();
    let lines: String = (1..=10)
        .map(|number| format!("\n  {shown}/bad.zone:{}:5: `300.0.0.{number}` is no IPv4 address", number + 1))
        .collect();
    let help = Some("correct the file, or move it away to have it written anew".to_owned());
    for (zone, message, help) in [
        (
            "bad",
            format!("{shown}/bad.zone holds 12 things that are no zone data:{lines}\n  and 2 more"),
            help.clone(),
        ),
        (
            "one",
            format!(
                "{shown}/one.zone holds something that is no zone data:\n  {shown}/one.zone:2:5: `300.0.0.1` is no IPv4 address"
            ),
            help,
        ),
        ("folder", format!("cannot read {shown}/folder.zone: it is a folder"), None),
        ("link", format!("cannot read {shown}/link.zone: it is a link to nowhere"), None),
        (
            "pipe",
            format!("cannot read {shown}/pipe.zone: it is a device, a pipe or a socket, not a file"),
            None,
        ),
    ] {
        let failure = ReadFailure { message, help };
        assert_eq!(provider.reader().read(&name(zone)).await, Err(failure.clone()));
        let added = changes(&crate::changes::zone(zone, ""), &crate::changes::zone(zone, "a A 192.0.2.1"));
        let written = send(&provider, &Observed::Absent, &name(zone), added).await;
        if zone == "link" {
            assert_eq!(
                written,
                refused(format!("cannot follow the link {shown}/link.zone: it does not exist"))
            );
        } else {
            assert_eq!(written, Err(WriteFailure::Refused { message: failure.message, help: failure.help }));
        }
    }
    fs::write(root.path().join("file"), "").unwrap();
    let wrong = ZoneFile::new(ZoneFileConfig { path: "file".into(), ..config() }, root.path(), today);
    let file = root.path().join("file");
    let message = |path: &Path| ReadFailure {
        message: format!("cannot read {}: a part of its path is a file, not a folder", path.display()),
        help: None,
    };
    assert_eq!(wrong.reader().zones().await, Err(message(&file)));
    assert_eq!(wrong.reader().read(&name("x")).await, Err(message(&file.join("x.zone"))));
    assert_eq!(
        push(&wrong, &Observed::Absent, &example("")).await,
        refused(format!("cannot make the folder {}: a file of that name is in the way", file.display()))
    );
}

#[tokio::test]
async fn tells_mixed_ttls() {
    let root = tempfile::tempdir().unwrap();
    let provider = provider(root.path());
    fs::create_dir(root.path().join("out")).unwrap();
    let text = format!(
        "$TTL 300\n{SOA}a 60 A 192.0.2.1\nb 60 A 192.0.2.1\na 30 A 192.0.2.2\na A 192.0.2.3\nb 60 A 192.0.2.1\n"
    );
    fs::write(root.path().join("out/example.com.zone"), text).unwrap();
    let Observed::Present { zone, irregular } = observe(&provider, &name("example.com")).await else {
        panic!()
    };
    assert_eq!(zone, example("a 30 A 192.0.2.1\na 30 A 192.0.2.2\na 30 A 192.0.2.3\nb 60 A 192.0.2.1"));
    let said: Vec<_> = irregular.iter().map(|odd| (odd.what.as_str(), odd.untouchable)).collect();
    assert_eq!(
        said,
        [("a.example.com. A has several TTLs in lines 4, 6, 7; the lowest, 30, is taken", false)]
    );
}

#[tokio::test]
async fn runs_a_command_after_the_write() {
    let root = tempfile::tempdir().unwrap();
    let with = |command: &[&str]| {
        let after = Some(command.iter().map(|word| word.to_string()).collect());
        ZoneFile::new(ZoneFileConfig { after, ..config() }, root.path(), today)
    };
    let script = "echo \"$0 $ZONAL_ZONE $ZONAL_FILE\" >> log; echo loud";
    let provider = with(&["sh", "-c", script, "<{zone}>"]);
    push(&provider, &Observed::Absent, &example("")).await.unwrap();
    push(&provider, &Observed::Absent, &zone(".", "@ SOA a. b. 1 1 1 1 1")).await.unwrap();
    let shown = root.path().join("out").display().to_string();
    assert_eq!(
        fs::read_to_string(root.path().join("log")).unwrap(),
        format!("<example.com> example.com {shown}/example.com.zone\n<.> . {shown}/@.zone\n")
    );
    for (command, what) in [
        (
            &["sh", "-c", "echo out; echo 'rndc: connection refused' >&2; echo more >&2; exit 3"][..],
            "`sh -c echo out; echo 'rndc: connection refused' >&2; echo more >&2; exit 3` failed: exit status: 3: rndc: connection refused",
        ),
        (&["zonal-no-such-program"], "`zonal-no-such-program` failed: it cannot be run: it does not exist"),
        (&["sh", "-c", "kill -9 $$"], "`sh -c kill -9 $$` failed: signal: 9 (SIGKILL)"),
    ] {
        let provider = with(command);
        let observed = observe(&provider, &name("example.com")).await;
        let record = format!("h{} A 192.0.2.1", observed.zone().unwrap().record_count());
        let added = changes(&example(""), &example(&record));
        let failed = send(&provider, &observed, &name("example.com"), added).await;
        let message = format!("{shown}/example.com.zone is written, but {what}; run it by hand");
        assert_eq!(failed, Err(WriteFailure::Incomplete { message }));
        let after = observe(&provider, &name("example.com")).await;
        assert_eq!(after.zone().unwrap().record_count(), observed.zone().unwrap().record_count() + 1);
        let Observed::Present { irregular, .. } = after else { panic!("it was written") };
        let odd: Vec<&str> = irregular.iter().map(|odd| odd.what.as_str()).collect();
        let words = command.join(" ");
        assert_eq!(odd, [format!("the last write was not followed by `{words}`: run it, or push a change")]);
    }
    let provider = with(&["true"]);
    let observed = observe(&provider, &name("example.com")).await;
    let added = changes(&example(""), &example("last A 192.0.2.1"));
    send(&provider, &observed, &name("example.com"), added).await.unwrap();
    let Observed::Present { irregular, .. } = observe(&provider, &name("example.com")).await else {
        panic!()
    };
    assert_eq!(irregular, []);
}

/// Runs the test of this name again, in a process of its own and with a limit
/// or a fate that this one must not have.
fn in_another_process(test: &str, before: &str, through: &str, root: &Path) -> Command {
    let mut command = Command::new("sh");
    let this = std::env::current_exe().unwrap();
    command.args(["-c", &format!("{before} exec {through} \"$0\" --exact --nocapture zone_file::{test}")]);
    command.arg(this).env("ZONAL_TEST_ROOT", root);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command
}

fn succeeds(mut command: Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// `None` where the test is not run by another one, and so has nothing to do.
fn given_root() -> Option<std::path::PathBuf> {
    std::env::var_os("ZONAL_TEST_ROOT").map(Into::into)
}

fn many(count: usize, address: &str) -> Zone {
    example(&(0..count).map(|number| format!("h{number} A {address}\n")).collect::<String>())
}

#[tokio::test]
async fn a_full_disk_leaves_the_old_file() {
    let root = tempfile::tempdir().unwrap();
    push(&provider(root.path()), &Observed::Absent, &example("www A 192.0.2.1")).await.unwrap();
    let before = fs::read(root.path().join("out/example.com.zone")).unwrap();
    // In blocks of 512 or 1024 octets: less than the zone takes.
    let full =
        in_another_process("child_writes_on_a_full_disk", "trap '' XFSZ; ulimit -f 16;", "", root.path());
    succeeds(full);
    assert_eq!(fs::read(root.path().join("out/example.com.zone")).unwrap(), before);
    assert_eq!(files(&root.path().join("out")), [".zonal.lock", "example.com.zone"]);
}

#[tokio::test]
async fn child_writes_on_a_full_disk() {
    let Some(root) = given_root() else { return };
    let provider = provider(&root);
    let observed = observe(&provider, &name("example.com")).await;
    let path = provider.file_of(&name("example.com"));
    assert_eq!(
        push(&provider, &observed, &many(2_000, "192.0.2.1")).await,
        refused(format!("cannot write {}: a file may not grow so large here", path.display()))
    );
}

#[tokio::test]
async fn killed_at_any_moment_a_whole_file_stands() {
    let root = tempfile::tempdir().unwrap();
    let apex = name("example.com");
    let provider = provider(root.path());
    push(&provider, &Observed::Absent, &many(3_000, "192.0.2.1")).await.unwrap();
    for round in 0..4 {
        let mut child = in_another_process("child_writes_for_ever", "", "", root.path()).spawn().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        while seen.len() < 2 + round {
            let zone = observe(&provider, &apex).await.zone().unwrap().clone();
            assert_eq!(zone.record_count(), 3_002);
            seen.insert(format!("{:?}", zone.get(&apex, zonal::dns::RecordType::SOA).unwrap().to_records()));
            assert!(child.try_wait().unwrap().is_none(), "the writer ended by itself");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let observed = observe(&provider, &apex).await;
        assert_eq!(observed.zone().unwrap().record_count(), 3_002);
        push(&provider, &observed, &many(3_000, "192.0.2.3")).await.unwrap();
        assert_eq!(files(&root.path().join("out")), [".zonal.lock", "example.com.zone"]);
    }
}

#[tokio::test]
async fn child_writes_for_ever() {
    let Some(root) = given_root() else { return };
    let provider = provider(&root);
    for address in ["192.0.2.1", "192.0.2.2"].iter().cycle() {
        let observed = observe(&provider, &name("example.com")).await;
        push(&provider, &observed, &many(3_000, address)).await.unwrap();
    }
}

#[tokio::test]
async fn a_folder_of_others_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    push(&provider(root.path()), &Observed::Absent, &example("www A 192.0.2.1")).await.unwrap();
    let out = root.path().join("out");
    let before = fs::read(out.join("example.com.zone")).unwrap();
    let is_root = fs::metadata(root.path()).unwrap().uid() == 0;
    fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_file(out.join(".zonal.lock")).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    // No mode holds root back.
    let through = if is_root { "setpriv --reuid=65534 --regid=65534 --clear-groups --" } else { "" };
    succeeds(in_another_process("child_writes_into_a_folder_of_others", "", through, root.path()));
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(
        (fs::read(out.join("example.com.zone")).unwrap(), files(&out)),
        (before, vec!["example.com.zone".to_owned()])
    );
}

#[tokio::test]
async fn child_writes_into_a_folder_of_others() {
    let Some(root) = given_root() else { return };
    let provider = provider(&root);
    let observed = observe(&provider, &name("example.com")).await;
    assert_eq!(
        push(&provider, &observed, &example("")).await,
        refused(format!("cannot lock {}: permission denied", root.join("out/.zonal.lock").display()))
    );
}
