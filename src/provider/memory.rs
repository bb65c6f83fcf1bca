//! A provider that holds its zones in memory and fails to order: what tests of
//! everything above the providers talk to. No kind of `zonal.toml`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tokio::sync::Notify;

use super::compare::{edited, refuse_if_changed};
use super::{Provider, ReadFailure, Reader, Request, WriteFailure, Writer};
use crate::dns::{Name, RrsetKey, Ttl, Zone};
use crate::plan::{Capabilities, Change, Granularity, Irregularity, Observed, Part};

/// Clones share their zones, faults and counts.
#[derive(Clone)]
pub struct Memory {
    capabilities: Capabilities,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    zones: BTreeMap<Name, Observed>,
    calls: Calls,
    read_faults: BTreeMap<usize, ReadFault>,
    send_faults: BTreeMap<usize, SendFault>,
}

/// How often the provider was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// [`Reader::zones`].
    pub lists: usize,
    /// [`Reader::read`].
    pub reads: usize,
    /// [`Writer::send`].
    pub sends: usize,
}

/// What goes wrong with one read.
#[derive(Debug, Clone)]
pub enum ReadFault {
    Fails(ReadFailure),
    /// The answer waits until the notice comes.
    Waits(Arc<Notify>),
}

/// What goes wrong with one request.
#[derive(Debug, Clone)]
pub enum SendFault {
    /// Nothing is applied and this is said.
    Fails(WriteFailure),
    /// Everything is applied, yet the answer is lost.
    AppliedButUnknown,
    /// Someone else puts this zone there just before.
    ChangedBefore(Zone),
    /// The request waits until the notice comes, then is applied.
    Waits(Arc<Notify>),
}

impl Memory {
    /// Without zones; takes all changes of a zone in one request.
    pub fn new() -> Memory {
        Memory::with_capabilities(Capabilities {
            kind: "memory",
            types: None,
            without: Vec::new(),
            soa: Part::Optional,
            apex_ns: Part::Optional,
            generated: Vec::new(),
            generated_at_apex: Vec::new(),
            ttl: Ttl::from_wire(0)..=Ttl::MAX,
            granularity: Granularity::Rrset,
            atomic: true,
            creates_zones: true,
            alias: false,
            redirect: false,
            signs: false,
            attributes: Vec::new(),
        })
    }

    /// One that is not atomic takes each change in a request of its own.
    pub fn with_capabilities(capabilities: Capabilities) -> Memory {
        Memory { capabilities, state: Arc::default() }
    }

    /// Puts a zone there, in place of one with its apex. Counts as no call.
    pub fn put(&self, zone: Zone) {
        self.put_irregular(zone, Vec::new());
    }

    /// Like [`Memory::put`], with what a read shall find odd.
    pub fn put_irregular(&self, zone: Zone, irregular: Vec<Irregularity>) {
        let apex = zone.apex().clone();
        self.state().zones.insert(apex, Observed::Present { zone, irregular });
    }

    /// Takes a zone away. Counts as no call.
    pub fn remove(&self, apex: &Name) {
        self.state().zones.remove(apex);
    }

    /// The zone as it stands. Counts as no call.
    pub fn zone(&self, apex: &Name) -> Option<Zone> {
        self.state().zones.get(apex)?.zone().cloned()
    }

    /// Orders a fault for the read of this number, counted from one.
    pub fn fault_read(&self, number: usize, fault: ReadFault) {
        self.state().read_faults.insert(number, fault);
    }

    /// Orders a fault for the request of this number, counted from one.
    pub fn fault_send(&self, number: usize, fault: SendFault) {
        self.state().send_faults.insert(number, fault);
    }

    /// What was asked so far.
    pub fn calls(&self) -> Calls {
        self.state().calls
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn apply(&self, apex: &Name, request: &Request) -> Result<(), WriteFailure> {
        let mut state = self.state();
        if !state.zones.contains_key(apex) && !self.capabilities.creates_zones {
            let message = format!("memory does not serve {apex}");
            return Err(WriteFailure::Refused { message, help: None });
        }
        let (zone, irregular) = match state.zones.get(apex) {
            Some(Observed::Present { zone, irregular }) => (zone.clone(), irregular.clone()),
            Some(Observed::Absent) | None => (Zone::empty(apex.clone()), Vec::new()),
        };
        refuse_if_changed(&zone, request)?;
        let zone = edited(&zone, &request.changes);
        let changed: Vec<&RrsetKey> = request.changes.iter().map(|change| &change.key).collect();
        let irregular = irregular.into_iter().filter(|odd| !changed.contains(&&odd.key)).collect();
        state.zones.insert(apex.clone(), Observed::Present { zone, irregular });
        Ok(())
    }
}

impl Default for Memory {
    fn default() -> Memory {
        Memory::new()
    }
}

impl Provider for Memory {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(self.clone())
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl Reader for Memory {
    async fn zones(&self) -> Result<Vec<Name>, ReadFailure> {
        let mut state = self.state();
        state.calls.lists += 1;
        Ok(state.zones.keys().cloned().collect())
    }

    async fn read(&self, apex: &Name) -> Result<Observed, ReadFailure> {
        let fault = {
            let mut state = self.state();
            state.calls.reads += 1;
            let number = state.calls.reads;
            state.read_faults.remove(&number)
        };
        match fault {
            Some(ReadFault::Fails(failure)) => return Err(failure),
            Some(ReadFault::Waits(notice)) => notice.notified().await,
            None => {}
        }
        Ok(self.state().zones.get(apex).cloned().unwrap_or(Observed::Absent))
    }

    fn requests(&self, _observed: &Observed, changes: Vec<Change>) -> Vec<Request> {
        let request = |changes| Request { changes, expected_serial: None, next_serial: None };
        match self.capabilities.atomic {
            _ if changes.is_empty() => Vec::new(),
            true => vec![request(changes)],
            false => changes.into_iter().map(|change| request(vec![change])).collect(),
        }
    }
}

#[async_trait]
impl Writer for Memory {
    async fn send(&self, apex: &Name, request: &Request) -> Result<(), WriteFailure> {
        let fault = {
            let mut state = self.state();
            state.calls.sends += 1;
            let number = state.calls.sends;
            state.send_faults.remove(&number)
        };
        match fault {
            None => {}
            Some(SendFault::Fails(failure)) => return Err(failure),
            Some(SendFault::ChangedBefore(zone)) => self.put(zone),
            Some(SendFault::Waits(notice)) => notice.notified().await,
            Some(SendFault::AppliedButUnknown) => {
                self.apply(apex, request)?;
                let message = "the connection to memory broke before the answer came".to_owned();
                return Err(WriteFailure::Unknown { message, help: None });
            }
        }
        self.apply(apex, request)
    }
}
