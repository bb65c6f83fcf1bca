//! A server that speaks zone transfer (RFC 5936) and dynamic update (RFC 2136),
//! signed with TSIG (RFC 8945): BIND, Knot, PowerDNS and others.

#[cfg(test)]
#[path = "../../../tests/support/laws/answering.rs"]
mod answering;
mod catalog;
mod fault;
mod intake;
mod link;
mod reader;
mod server;
mod transfer;
mod tsig;
mod update;
mod writer;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::dns::{Name, RecordType, Records, ServerAddress, Ttl};
use crate::plan::{Capabilities, Granularity, Part};
use crate::provider::{Provider, Reader, Writer};
use link::Link;
use reader::TransferReader;
pub use tsig::{TsigAlgorithm, TsigKey};
use writer::UpdateWriter;

/// An instance of kind `rfc2136` as `zonal.toml` says it.
#[derive(Debug, Clone)]
pub struct Rfc2136Config {
    /// Its name in `zonal.toml`.
    pub instance: String,
    /// `192.0.2.53`, `[2001:db8::1]:5353`, `ns1.example:53`; port 53 if none is said.
    pub server: String,
    /// Without a key nothing is signed: the server must then go by addresses.
    pub tsig: Option<TsigKey>,
    /// The zones it serves; the protocol cannot list them.
    pub zones: Vec<Name>,
    /// The catalog zone that lists them (RFC 9432), if `zones` is empty.
    pub catalog: Option<Name>,
    /// How long one step may take: connecting, sending, each message of an answer.
    pub timeout: Duration,
}

impl Rfc2136Config {
    /// The `timeout` where none is said.
    pub const TIMEOUT: Duration = Duration::from_secs(10);
}

/// A provider of kind `rfc2136`.
#[derive(Debug, Clone)]
pub struct Rfc2136 {
    site: Arc<Site>,
    capabilities: Capabilities,
}

/// What reader and writer share.
#[derive(Debug)]
struct Site {
    instance: String,
    link: Link,
    zones: Vec<Name>,
    catalog: Option<Name>,
    soas: Mutex<BTreeMap<Name, KnownSoa>>,
}

/// What the writer knows of the SOA that updates of a zone see.
#[derive(Debug, Clone)]
enum KnownSoa {
    /// As it was read, or as the last update left it.
    Standing(Records),
    /// It is not the one that transfers show, as a prerequisite told: the signed
    /// zone is kept beside the one that is updated (inline signing).
    Hidden,
}

impl Rfc2136 {
    /// The error is a sentence without a full stop.
    pub fn new(config: Rfc2136Config) -> Result<Rfc2136, String> {
        let Rfc2136Config { instance, server, tsig, mut zones, catalog, timeout } = config;
        let server = ServerAddress::parse(&server)?;
        if timeout.is_zero() {
            return Err("a `timeout` of zero leaves no time for an answer".to_owned());
        }
        zones.sort();
        zones.dedup();
        let link = Link { server, key: tsig, timeout };
        let site = Site { instance, link, zones, catalog, soas: Mutex::default() };
        Ok(Rfc2136 { site: Arc::new(site), capabilities: capabilities() })
    }
}

impl Provider for Rfc2136 {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(TransferReader { site: self.site.clone() })
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(UpdateWriter { site: self.site.clone() })
    }
}

/// BIND's records of how far signing has come (its "private type").
const BIND_SIGNING: RecordType = RecordType(65534);

/// What every instance can hold.
pub fn capabilities() -> Capabilities {
    Capabilities {
        kind: "rfc2136",
        types: None,
        // BIND drops MD and MF from updates in silence, and refuses SIG and NXT (RFC 2535).
        without: vec![RecordType::MD, RecordType::MF, RecordType::SIG, RecordType::NXT],
        soa: Part::Optional,
        apex_ns: Part::Optional,
        generated: vec![RecordType::RRSIG, RecordType::NSEC, RecordType::NSEC3, RecordType::NSEC3PARAM],
        generated_at_apex: vec![
            RecordType::DNSKEY,
            RecordType::CDS,
            RecordType::CDNSKEY,
            RecordType::ZONEMD,
            BIND_SIGNING,
        ],
        ttl: Ttl::from_wire(0)..=Ttl::MAX,
        granularity: Granularity::Record,
        // One message is; a push of more than 64 KiB is several.
        atomic: false,
        creates_zones: false,
        alias: false,
        redirect: false,
        signs: false,
        attributes: Vec::new(),
    }
}
