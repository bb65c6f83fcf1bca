use std::sync::Arc;

use async_trait::async_trait;

use super::fault::Fault;
use super::intake::serial_of;
use super::link::SoaAnswer;
use super::transfer::transfer;
use super::update;
use super::writer::serial;
use super::{Site, catalog};
use crate::dns::message::Rcode;
use crate::dns::{Name, RecordType};
use crate::plan::{Change, Observed};
use crate::provider::{ReadFailure, Reader, Request};

/// Reads zones by transfer.
pub(super) struct TransferReader {
    pub site: Arc<Site>,
}

#[async_trait]
impl Reader for TransferReader {
    async fn zones(&self) -> Result<Vec<Name>, ReadFailure> {
        let site = &self.site;
        if !site.zones.is_empty() {
            return Ok(site.zones.clone());
        }
        let Some(catalog) = &site.catalog else {
            return Err(ReadFailure {
                message: format!("`{}` ({}) cannot list its zones", site.instance, site.link.server),
                help: Some(
                    "the protocol has no way to ask for them: give `zones = [...]` or the name of a catalog zone \
                     as `catalog`"
                        .to_owned(),
                ),
            });
        };
        let members = match transfer(&site.link, catalog).await {
            Ok(transfer) => catalog::members(&transfer.zone),
            Err(fault) => Err(fault),
        };
        members.map_err(|fault| site.read_failure("the catalog zone ", catalog, fault))
    }

    async fn read(&self, apex: &Name) -> Result<Observed, ReadFailure> {
        self.site.read(apex).await.map_err(|fault| self.site.read_failure("", apex, fault))
    }

    /// Changes that cannot be sent at all stay in one request, which
    /// [`Writer::send`] refuses before anything goes out.
    fn requests(&self, observed: &Observed, changes: Vec<Change>) -> Vec<Request> {
        if changes.is_empty() {
            return Vec::new();
        }
        let zone = observed.zone();
        let standing = zone.and_then(|zone| zone.get(zone.apex(), RecordType::SOA));
        let standing = standing.map(|rrset| rrset.to_records());
        let mut serial = standing.as_ref().and_then(serial);
        if let Some((zone, soa)) = zone.zip(standing) {
            self.site.learn_read_soa(zone.apex(), soa);
        }
        let groups = match zone.map(|zone| zone.apex()) {
            Some(apex) if !changes.iter().any(|change| update::unfit(apex, change).is_some()) => {
                update::cut(apex, changes.clone(), self.site.link.key.as_ref()).unwrap_or(vec![changes])
            }
            _ => vec![changes],
        };
        let requests = groups.into_iter().map(|changes| {
            let expected_serial = serial;
            serial = serial.map(update::next_serial);
            Request { changes, expected_serial, next_serial: serial }
        });
        requests.collect()
    }
}

impl Site {
    /// Asks for the SOA, then for all of the zone.
    pub(super) async fn read(&self, apex: &Name) -> Result<Observed, Fault> {
        let soa = self.link.soa(apex).await?;
        let transfer = match (transfer(&self.link, apex).await, &soa) {
            (Ok(transfer), _) => transfer,
            (Err(fault), SoaAnswer::Other(rcode)) if says_absent(&fault, *rcode) => {
                return Ok(Observed::Absent);
            }
            (Err(fault), _) => return Err(fault),
        };
        if let SoaAnswer::Authoritative(soa) = &soa {
            let answered = soa.data().first().and_then(|rdata| serial_of(rdata.wire()));
            if let Some(answered) = answered.filter(|answered| is_older(transfer.serial, *answered)) {
                return Err(Fault::new(format!(
                    "the transfer has serial {}, older than the {answered} the server answers",
                    transfer.serial
                ))
                .help("something between serves an old copy: ask the primary itself"));
            }
        }
        Ok(Observed::Present { zone: transfer.zone, irregular: transfer.irregular })
    }

    fn read_failure(&self, what: &str, apex: &Name, fault: Fault) -> ReadFailure {
        let message = format!("{what}{apex} cannot be read from {}: {}", self.link.server, fault.message);
        ReadFailure { message, help: fault.help }
    }
}

/// Whether the server clearly does not serve the zone. It must say so twice:
/// the transfer is answered NOTAUTH (without a TSIG error, which is a [`Fault`]
/// of its own), which alone could mean a key without rights; and the question
/// for the SOA finds nobody who speaks for the zone. A server that merely fails
/// or refuses both says nothing about the zone.
fn says_absent(transfer: &Fault, soa: Rcode) -> bool {
    transfer.rcode == Some(Rcode::NOTAUTH)
        && !transfer.denied
        && matches!(soa, Rcode::NOERROR | Rcode::NXDOMAIN | Rcode::REFUSED | Rcode::NOTAUTH)
}

/// RFC 1982 section 3.2; numbers that cannot be compared count as older.
fn is_older(serial: u32, than: u32) -> bool {
    (serial.wrapping_sub(than) as i32) < 0
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn serials_wrap() {
        for (serial, than, older) in [
            (1, 1, false),
            (1, 2, true),
            (2, 1, false),
            (u32::MAX, 1, true),
            (1, u32::MAX, false),
            (0, 1 << 31, true),
        ] {
            assert_eq!(is_older(serial, than), older, "{serial} {than}");
        }
    }
}
