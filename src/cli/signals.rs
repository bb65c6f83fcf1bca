use std::io::Write;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::apply::Stop;

/// From now on a write to a file that may not grow (`ulimit -f`) fails, which is
/// reported; the signal that the system sends then would end the process in silence.
pub fn let_writes_fail() -> std::io::Result<()> {
    let too_large = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async { signal(too_large).map(drop) })
}

/// Lets signals stop a push in good order from now on; a second one ends the
/// process at once, as if it were killed. Must be called inside of the runtime.
pub fn stop_in_good_order(stop: Stop) -> std::io::Result<()> {
    let mut signals = Signals {
        interrupt: signal(SignalKind::interrupt())?,
        terminate: signal(SignalKind::terminate())?,
        hangup: signal(SignalKind::hangup())?,
    };
    tokio::spawn(async move {
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
