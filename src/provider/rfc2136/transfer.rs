//! Zone transfer (AXFR, RFC 5936): the whole zone, or an error.

use super::fault::Fault;
use super::intake::{Intake, Transfer};
use super::link::{Failure, Link};
use crate::dns::Name;
use crate::dns::message::{AXFR, Message, MessageWriter, Opcode, Rcode};

/// Transfers the zone.
pub(super) async fn transfer(link: &Link, apex: &Name) -> Result<Transfer, Fault> {
    let message = MessageWriter::new(Link::id()?, Opcode::Query, apex, AXFR).finish();
    let asked = link.ask(Opcode::Query, apex, AXFR, message).await;
    let mut exchange = asked.map_err(Failure::into_fault)?;
    let mut intake = Intake::new(apex.clone());
    while !intake.complete {
        let what = format!("in the middle of the transfer, after {} records", intake.taken);
        let what = if intake.taken == 0 { "before it answered" } else { what.as_str() };
        let message = exchange.next(what).await?;
        if message.rcode() != Rcode::NOERROR {
            return Err(refusal(&message, link, intake.taken));
        }
        intake.take(&message)?;
    }
    exchange.finish()?;
    Ok(intake.finish())
}

fn refusal(message: &Message, link: &Link, taken: usize) -> Fault {
    let rcode = message.rcode();
    if taken > 0 {
        return Fault::new(format!("the server gave up the transfer after {taken} records ({rcode})"))
            .with_rcode(rcode);
    }
    let who = link
        .key
        .as_ref()
        .map_or("us without a TSIG key".to_owned(), |key| format!("the TSIG key {}", key.name()));
    let fault = match rcode {
        Rcode::REFUSED => Fault::new("the server refused the transfer (REFUSED)")
            .help(format!("allow transfers (AXFR) of the zone to {who} on the server")),
        Rcode::NOTAUTH => Fault::new("the server says it is not authoritative for the zone (NOTAUTH)")
            .help(format!("check that the zone is served there and that transfers are allowed to {who}")),
        Rcode::NOTIMP => Fault::new("the server does no transfers (NOTIMP)"),
        Rcode::SERVFAIL => Fault::new("the server failed (SERVFAIL)")
            .help("the zone may not be loaded or may have expired there: see the server's log"),
        _ => Fault::new(format!("the server did not transfer the zone ({rcode})")),
    };
    fault.with_rcode(rcode)
}
