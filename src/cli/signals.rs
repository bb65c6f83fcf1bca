use std::io::Write;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::apply::Stop;

/// Lets signals stop a push in good order from now on; a second one ends the
/// process at once, as if it were killed. A file that may not grow (`ulimit -f`)
/// becomes an error of the write. Must be called inside of the runtime.
pub fn stop_in_good_order(stop: Stop) -> std::io::Result<()> {
    let mut signals = Signals {
        interrupt: signal(SignalKind::interrupt())?,
        terminate: signal(SignalKind::terminate())?,
        hangup: signal(SignalKind::hangup())?,
    };
    let too_large = signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw()))?;
    tokio::spawn(async move {
        let _too_large = too_large;
        signals.next().await;
        stop.ask();
        tell("stopping after the requests that are under way; a second signal stops at once");
        let number = signals.next().await;
        tell("stopped at once: what the requests under way did is not known; the next push finishes it");
        std::process::exit(128 + number);
    });
    Ok(())
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    /// The number of the next one.
    async fn next(&mut self) -> i32 {
        let kind = tokio::select! {
            _ = self.interrupt.recv() => SignalKind::interrupt(),
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.hangup.recv() => SignalKind::hangup(),
        };
        kind.as_raw_value()
    }
}

fn tell(line: &str) {
    // The push stops whether or not somebody still listens.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
