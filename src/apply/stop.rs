use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks a push to stop: requests that are under way are waited for and
/// journalled, and no other is sent. Clones ask the same push.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
