use std::sync::Arc;

use tokio::sync::Notify;
use zonal::plan::{Capabilities, Observed};
use zonal::provider::memory::{Calls, Memory, ReadFault, SendFault};
use zonal::provider::{Provider, ReadFailure, WriteFailure};

use crate::changes::{changes, name, zone};

#[tokio::test]
async fn holds_zones_and_counts_calls() {
    let memory = Memory::new();
    let (reader, writer) = (memory.reader(), memory.writer());
    let apex = name("example.com");
    assert_eq!(reader.read(&apex).await, Ok(Observed::Absent));

    let one = zone("example.com", "www A 192.0.2.1");
    let two = zone("example.com", "www A 192.0.2.2\nmail A 192.0.2.3");
    let empty = zone("example.com", "");
    let mut stands = Observed::Absent;
    for (from, to) in [(&empty, &one), (&one, &two), (&two, &empty)] {
        let requests = memory.reader().requests(&stands, changes(from, to));
        assert_eq!(requests.len(), 1);
        assert_eq!(writer.send(&apex, &requests[0]).await, Ok(()));
        stands = reader.read(&apex).await.unwrap();
        assert_eq!(stands, Observed::Present { zone: to.clone(), irregular: Vec::new() });
    }
    assert_eq!(memory.reader().requests(&stands, Vec::new()), []);
    memory.put(zone("a.example", ""));
    assert_eq!(reader.zones().await, Ok(vec![name("example.com"), name("a.example")]));
    assert_eq!(memory.calls(), Calls { lists: 1, reads: 4, sends: 3 });
}

#[tokio::test]
async fn compares_before_it_sets() {
    let memory = Memory::new();
    memory.put(zone("x", "a A 192.0.2.1\nb A 192.0.2.1"));
    let before = memory.zone(&name("x"));
    for (from, to, message) in [
        ("", "a A 192.0.2.2", "a.x. A stands there already; the plan wants to add it"),
        ("c A 192.0.2.1", "", "c.x. A is gone; the plan wants to remove it"),
        ("c A 192.0.2.1", "c A 192.0.2.2", "c.x. A is gone; the plan wants to replace it"),
        ("a 60 A 192.0.2.1", "", "a.x. A has changed since it was read"),
        ("b A 192.0.2.1\na A 192.0.2.9", "", "a.x. A has changed since it was read"),
    ] {
        let writer = memory.writer();
        let requests = memory.reader().requests(&Observed::Absent, changes(&zone("x", from), &zone("x", to)));
        let conflict = WriteFailure::Conflict { message: message.to_owned() };
        assert_eq!(writer.send(&name("x"), &requests[0]).await, Err(conflict));
        assert_eq!(memory.zone(&name("x")), before);
    }
}

#[tokio::test]
async fn fails_to_order() {
    let capabilities = Capabilities { atomic: false, ..Memory::new().capabilities().clone() };
    let memory = Memory::with_capabilities(capabilities);
    let empty = zone("x", "");
    let (writer, reader) = (memory.writer(), memory.reader());
    let wanted = zone("x", "a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\nd A 192.0.2.1");
    let requests = memory.reader().requests(&Observed::Absent, changes(&empty, &wanted));
    assert_eq!(requests.len(), 4);

    let refused = WriteFailure::Refused { message: "no".to_owned(), help: None };
    let notice = Arc::new(Notify::new());
    memory.fault_send(1, SendFault::Fails(refused.clone()));
    memory.fault_send(2, SendFault::AppliedButUnknown);
    memory.fault_send(3, SendFault::ChangedBefore(zone("x", "c A 192.0.2.7")));
    memory.fault_send(4, SendFault::Waits(notice.clone()));

    assert_eq!(writer.send(&name("x"), &requests[0]).await, Err(refused));
    assert_eq!(memory.zone(&name("x")), None);
    let unknown = "the connection to memory broke before the answer came".to_owned();
    assert_eq!(
        writer.send(&name("x"), &requests[1]).await,
        Err(WriteFailure::Unknown { message: unknown, help: None })
    );
    assert_eq!(memory.zone(&name("x")), Some(zone("x", "b A 192.0.2.1")));
    let message = "c.x. A stands there already; the plan wants to add it".to_owned();
    assert_eq!(writer.send(&name("x"), &requests[2]).await, Err(WriteFailure::Conflict { message }));
    notice.notify_one();
    assert_eq!(writer.send(&name("x"), &requests[3]).await, Ok(()));
    assert_eq!(memory.zone(&name("x")), Some(zone("x", "c A 192.0.2.7\nd A 192.0.2.1")));

    let failure = ReadFailure { message: "no".to_owned(), help: None };
    memory.fault_read(1, ReadFault::Fails(failure.clone()));
    memory.fault_read(2, ReadFault::Waits(notice.clone()));
    assert_eq!(reader.read(&name("x")).await, Err(failure));
    notice.notify_one();
    assert_eq!(reader.read(&name("x")).await.unwrap().zone(), memory.zone(&name("x")).as_ref());
    assert_eq!(memory.calls(), Calls { lists: 0, reads: 2, sends: 4 });
}

#[tokio::test]
async fn creates_zones_only_where_it_may() {
    let capabilities = Capabilities { creates_zones: false, ..Memory::new().capabilities().clone() };
    let memory = Memory::with_capabilities(capabilities);
    let writer = memory.writer();
    let requests =
        memory.reader().requests(&Observed::Absent, changes(&zone("x", ""), &zone("x", "a A 192.0.2.1")));
    let refused = WriteFailure::Refused { message: "memory does not serve x.".to_owned(), help: None };
    assert_eq!(writer.send(&name("x"), &requests[0]).await, Err(refused));
}
