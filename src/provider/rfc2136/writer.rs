use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::fault::Fault;
use super::intake::serial_of;
use super::link::{Failure, Link, SoaAnswer};
use super::update::{self, SoaStep, Swaps};
use super::{KnownSoa, Site};
use crate::dns::message::{Opcode, Rcode};
use crate::dns::{Name, RecordType, Records};
use crate::plan::{Change, Edit, Observed};
use crate::provider::{Request, WriteFailure, Writer};

/// Writes zones by dynamic update.
///
/// Each request is one message with prerequisites: the SOA as it stands, and of
/// each RRset it changes the values as they stand. It sets the serial itself, so
/// that the next request knows the SOA it must find. Prerequisites test values
/// only; a TTL that someone else changed meanwhile is overwritten.
pub(super) struct UpdateWriter {
    pub site: Arc<Site>,
}

#[async_trait]
impl Writer for UpdateWriter {
    async fn send(&self, apex: &Name, request: &Request) -> Result<(), WriteFailure> {
        self.check(apex, &request.changes)?;
        let step = match self.site.known_soa(apex) {
            Some(KnownSoa::Hidden) => {
                let before = self.asked_soa(apex, None).await?;
                return self.update_behind(apex, request, serial(&before)).await;
            }
            Some(KnownSoa::Standing(soa)) if serial(&soa) == request.expected_serial => {
                soa_step(request, soa)
            }
            _ => soa_step(request, self.asked_soa(apex, request.expected_serial).await?),
        };
        self.check_soa(apex, request, &step)?;
        match self.update(apex, request, &step).await {
            Ok(()) => {
                if let Some(next) = step.next {
                    self.site.learn_soa(apex, KnownSoa::Standing(next));
                }
                Ok(())
            }
            Err(Rejection::Prerequisite(rcode)) => self.after_prerequisite(apex, request, rcode).await,
            Err(rejection) => Err(self.failure(apex, request, &step, rejection).await),
        }
    }
}

/// How often it is asked whether an update shows.
const POLL: Duration = Duration::from_millis(50);

/// Why an update did not go through.
enum Rejection {
    /// A prerequisite did not hold.
    Prerequisite(Rcode),
    /// The server failed at it (SERVFAIL).
    ServerFailed,
    Failure(WriteFailure),
}

impl UpdateWriter {
    async fn failure(
        &self,
        apex: &Name,
        request: &Request,
        soa: &SoaStep,
        rejection: Rejection,
    ) -> WriteFailure {
        match rejection {
            Rejection::Failure(failure) => failure,
            Rejection::Prerequisite(rcode) => WriteFailure::Conflict {
                message: format!("{apex} at {}: changed since it was read ({rcode})", self.site.link.server),
            },
            Rejection::ServerFailed => self.after_server_failure(apex, request, soa).await,
        }
    }

    fn check(&self, apex: &Name, changes: &[Change]) -> Result<(), WriteFailure> {
        if let Some(message) = changes.iter().find_map(|change| update::unfit(apex, change)) {
            return Err(WriteFailure::Refused { message, help: None });
        }
        update::cut(apex, changes.to_vec(), self.site.link.key.as_ref()).map(drop).map_err(|too_large| {
            let update::TooLarge { owner, octets, room } = too_large;
            WriteFailure::Refused {
                message: format!(
                    "the changes at {owner} take {octets} octets, a message of dynamic update has room for {room}"
                ),
                help: Some("what stands at one name changes in one message: change it in smaller steps".to_owned()),
            }
        })
    }

    /// The SOA now, which must have the serial that a request was made for.
    async fn asked_soa(&self, apex: &Name, expected: Option<u32>) -> Result<Records, WriteFailure> {
        let at = |message: String| format!("{apex} at {}: {message}", self.site.link.server);
        let standing = match self.site.link.soa(apex).await {
            Ok(SoaAnswer::Authoritative(records)) => records,
            Ok(SoaAnswer::Other(rcode)) => {
                return Err(WriteFailure::Refused {
                    message: at(format!("the server does not answer for the zone ({rcode})")),
                    help: Some(
                        "create the zone on the server first, and let the key ask for its SOA".to_owned(),
                    ),
                });
            }
            Err(fault) => {
                return Err(WriteFailure::Refused { message: at(fault.message), help: fault.help });
            }
        };
        match (expected, serial(&standing)) {
            (Some(was), Some(is)) if was != is => Err(WriteFailure::Conflict { message: at(moved(was, is)) }),
            _ => Ok(standing),
        }
    }

    /// A change of the SOA must start from the one that stands.
    fn check_soa(&self, apex: &Name, request: &Request, step: &SoaStep) -> Result<(), WriteFailure> {
        let old = soa_change(request).and_then(Edit::before);
        match old.zip(step.standing.as_ref()) {
            Some((old, standing)) if !same_but_serial(old, standing) => Err(WriteFailure::Conflict {
                message: format!("{apex} at {}: the SOA changed since it was read", self.site.link.server),
            }),
            _ => Ok(()),
        }
    }

    /// Sends the update, once more in its plain form where the server refuses
    /// what Knot needs: see [`Swaps`].
    async fn update(&self, apex: &Name, request: &Request, soa: &SoaStep) -> Result<(), Rejection> {
        if !update::swapped_owners(&request.changes).is_empty() {
            let sent = self.update_once(apex, request, soa, Swaps::ClearSignatures).await;
            if !matches!(sent, Err(Rejection::Failure(WriteFailure::Refused { .. }))) {
                return sent;
            }
        }
        self.update_once(apex, request, soa, Swaps::Plain).await
    }

    async fn update_once(
        &self,
        apex: &Name,
        request: &Request,
        soa: &SoaStep,
        swaps: Swaps,
    ) -> Result<(), Rejection> {
        let id = Link::id().map_err(|fault| self.refused(apex, fault.message, fault.help))?;
        let key = self.site.link.key.as_ref();
        let message = update::request(id, apex, &request.changes, soa, swaps, key).map_err(|octets| {
            self.refused(apex, format!("the update takes {octets} octets, too many for a message"), None)
        })?;
        match self.exchange(apex, message).await? {
            Rcode::NOERROR => Ok(()),
            rcode @ (Rcode::NXDOMAIN | Rcode::YXDOMAIN | Rcode::YXRRSET | Rcode::NXRRSET) => {
                Err(Rejection::Prerequisite(rcode))
            }
            Rcode::SERVFAIL => Err(Rejection::ServerFailed),
            rcode => {
                let (message, help) = self.refusal(rcode, request);
                Err(self.refused(apex, message, Some(help)))
            }
        }
    }

    /// Sends an update and gives the code of an answer that can be believed.
    async fn exchange(&self, apex: &Name, message: Vec<u8>) -> Result<Rcode, Rejection> {
        let unknown = |fault: Fault| {
            let message = format!(
                "{apex} at {}: {}; the update may have been applied or not",
                self.site.link.server, fault.message
            );
            Rejection::Failure(WriteFailure::Unknown { message, help: fault.help })
        };
        let asked = self.site.link.ask(Opcode::Update, apex, RecordType::SOA, message).await;
        let mut exchange = asked.map_err(|failure| match failure {
            Failure::Unsent(fault) => self.refused(apex, fault.message, fault.help),
            Failure::Sent(fault) => unknown(fault),
        })?;
        let answer = exchange.next("before it answered").await.map_err(|fault| match fault.denied {
            true => self.refused(apex, fault.message, fault.help),
            false => unknown(fault),
        })?;
        match answer.rcode() {
            Rcode::NOERROR => exchange.finish().map(|()| Rcode::NOERROR).map_err(unknown),
            rcode => Ok(rcode),
        }
    }

    fn refused(&self, apex: &Name, message: String, help: Option<String>) -> Rejection {
        let message = format!("{apex} at {}: {message}", self.site.link.server);
        Rejection::Failure(WriteFailure::Refused { message, help })
    }

    /// Asks the server what it failed at: the same prerequisites alone, over the
    /// same way. Where they hold, nothing of the request was applied.
    async fn after_server_failure(&self, apex: &Name, request: &Request, soa: &SoaStep) -> WriteFailure {
        let stands = match (Link::id(), update::tells(&request.changes, soa)) {
            (Ok(id), true) => {
                let question = update::question(id, apex, &request.changes, soa);
                matches!(self.exchange(apex, question).await, Ok(Rcode::NOERROR))
            }
            _ => false,
        };
        let at = format!("{apex} at {}: the server failed (SERVFAIL)", self.site.link.server);
        let help =
            Some(update::beyond_limits(&request.changes).unwrap_or("the server's log says why".to_owned()));
        match stands {
            true => {
                WriteFailure::Refused { message: format!("{at}, and what stood before still stands"), help }
            }
            false => WriteFailure::Unknown {
                message: format!("{at}; the update may have been applied or not"),
                help,
            },
        }
    }

    fn refusal(&self, rcode: Rcode, request: &Request) -> (String, String) {
        let who = match &self.site.link.key {
            Some(key) => format!("the TSIG key {}", key.name()),
            None => "us without a TSIG key".to_owned(),
        };
        match rcode {
            Rcode::FORMERR => {
                let first = request.changes.iter().filter(|change| change.edit.after().is_some()).take(3);
                let names: Vec<String> =
                    first.map(|change| format!("{} {}", change.key.owner, change.key.record_type)).collect();
                (
                    "the server rejected our RDATA (FORMERR)".to_owned(),
                    format!("look at what is written first: {}", names.join(", ")),
                )
            }
            Rcode::REFUSED => (
                "the server refused the update (REFUSED)".to_owned(),
                format!(
                    "allow updates of the zone, and of these names and types, to {who} on the server; if they are, \
                     its log says what it found wrong (BIND also refuses an MX, SRV or NS that leads to a name of \
                     the zone without an address, and a name of a host with other characters than letters, digits \
                     and hyphens)"
                ),
            ),
            Rcode::NOTAUTH => (
                "the server is not the primary of the zone, or does not take the key for it (NOTAUTH)"
                    .to_owned(),
                format!("send updates to the primary, and allow them to {who} there"),
            ),
            Rcode::NOTIMP => (
                "the server does no dynamic updates (NOTIMP)".to_owned(),
                "send updates to the primary; it may have to be told to take them".to_owned(),
            ),
            Rcode::NOTZONE => (
                "the server says that a name is not in the zone (NOTZONE)".to_owned(),
                "names below a zone cut belong to the zone that is served below".to_owned(),
            ),
            _ => (format!("the server said no ({rcode})"), "the server's log says why".to_owned()),
        }
    }

    /// Finds out what stands otherwise. If nothing does, then updates see
    /// another SOA than transfers do, which is so where a server keeps the signed
    /// zone beside the one that is updated: the RRsets' values are tested alone.
    async fn after_prerequisite(
        &self,
        apex: &Name,
        request: &Request,
        rcode: Rcode,
    ) -> Result<(), WriteFailure> {
        let conflict = |what: String| WriteFailure::Conflict {
            message: format!("{apex} at {}: {what} ({rcode})", self.site.link.server),
        };
        let Ok(Observed::Present { zone, .. }) = self.site.read(apex).await else {
            return Err(conflict("the zone changed since it was read".to_owned()));
        };
        let differing: Vec<String> = request
            .changes
            .iter()
            .filter(|change| change.key.record_type != RecordType::SOA)
            .filter(|change| {
                let now = zone.get(&change.key.owner, change.key.record_type);
                let now = now.map(|rrset| rrset.to_records());
                now.as_ref().map(Records::data) != change.edit.before().map(Records::data)
            })
            .map(|change| format!("{} {}", change.key.owner, change.key.record_type))
            .collect();
        if !differing.is_empty() {
            let more = differing.len().saturating_sub(5);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let some = differing[..differing.len().min(5)].join(", ");
            return Err(conflict(format!("changed since it was read: {some}{more}")));
        }
        let now = zone.get(apex, RecordType::SOA).map(|rrset| rrset.to_records());
        match (request.expected_serial, now.as_ref().and_then(serial)) {
            (Some(was), Some(is)) if was != is => return Err(conflict(moved(was, is))),
            _ => {}
        }
        self.update_behind(apex, request, now.as_ref().and_then(serial)).await?;
        self.site.learn_soa(apex, KnownSoa::Hidden);
        Ok(())
    }

    /// Updates the zone behind the one that is shown, and waits until that one
    /// follows: its serial was `before`. BIND 9.18 forgets to sign updates that
    /// come while it is busy with another.
    async fn update_behind(
        &self,
        apex: &Name,
        request: &Request,
        before: Option<u32>,
    ) -> Result<(), WriteFailure> {
        let step = hidden_soa(request);
        if let Err(rejection) = self.update(apex, request, &step).await {
            return Err(self.failure(apex, request, &step, rejection).await);
        }
        let patience = self.site.link.timeout;
        // What was written stands, whether it is shown in time or not.
        let _ = tokio::time::timeout(patience, async {
            while let Ok(SoaAnswer::Authoritative(soa)) = self.site.link.soa(apex).await {
                if serial(&soa) != before {
                    break;
                }
                tokio::time::sleep(POLL).await;
            }
        })
        .await;
        Ok(())
    }
}

impl Site {
    fn known_soa(&self, apex: &Name) -> Option<KnownSoa> {
        self.soas.lock().ok()?.get(apex).cloned()
    }

    fn learn_soa(&self, apex: &Name, soa: KnownSoa) {
        if let Ok(mut soas) = self.soas.lock() {
            soas.insert(apex.clone(), soa);
        }
    }

    /// Remembers the SOA that was read, unless it is known not to be the one.
    pub(super) fn learn_read_soa(&self, apex: &Name, soa: Records) {
        if !matches!(self.known_soa(apex), Some(KnownSoa::Hidden)) {
            self.learn_soa(apex, KnownSoa::Standing(soa));
        }
    }
}

fn moved(was: u32, is: u32) -> String {
    format!("the zone changed since it was read: its serial was {was} and is {is}")
}

pub(super) fn serial(soa: &Records) -> Option<u32> {
    soa.data().first().and_then(|rdata| serial_of(rdata.wire()))
}

fn soa_change(request: &Request) -> Option<&Edit> {
    request.changes.iter().find(|change| change.key.record_type == RecordType::SOA).map(|change| &change.edit)
}

fn soa_step(request: &Request, standing: Records) -> SoaStep {
    let next = request.next_serial.or(serial(&standing).map(update::next_serial)).unwrap_or_default();
    let wanted = soa_change(request).and_then(Edit::after).unwrap_or(&standing);
    let next = update::with_serial(wanted, next);
    SoaStep { standing: Some(standing), next }
}

/// The server counts its serial itself; only fields of the SOA that shall
/// change are sent, with a serial above all that were seen.
fn hidden_soa(request: &Request) -> SoaStep {
    let wanted = soa_change(request).and_then(Edit::after);
    let next = wanted.zip(request.next_serial).and_then(|(soa, serial)| update::with_serial(soa, serial));
    SoaStep { standing: None, next }
}

fn same_but_serial(a: &Records, b: &Records) -> bool {
    update::with_serial(a, 0).map(|records| records.data().to_vec())
        == update::with_serial(b, 0).map(|records| records.data().to_vec())
}
