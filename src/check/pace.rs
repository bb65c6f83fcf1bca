use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Keeps questions to one server apart, as its operator would want it.
pub struct Pace {
    next: Mutex<Instant>,
}

impl Pace {
    /// The time from one question to the next.
    const INTERVAL: Duration = Duration::from_millis(5);

    pub fn new() -> Pace {
        Pace { next: Mutex::new(Instant::now()) }
    }

    /// Waits until it is this caller's turn.
    pub async fn turn(&self) {
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = Instant::now().max(*next);
            *next = turn + Pace::INTERVAL;
            turn
        };
        sleep_until(turn).await;
    }
}
