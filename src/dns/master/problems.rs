use super::error::{Fault, MasterFileError};

/// What is wrong, up to a number that no one reads to the end.
#[derive(Default)]
pub(super) struct Problems {
    kept: Vec<MasterFileError>,
    left_out: usize,
}

const MAX_PROBLEMS: usize = 100_000;

impl Problems {
    pub fn push(&mut self, problem: MasterFileError) {
        if self.kept.len() < MAX_PROBLEMS {
            self.kept.push(problem);
        } else {
            self.left_out += 1;
        }
    }

    pub fn into_vec(mut self) -> Vec<MasterFileError> {
        if let (Some(last), 1..) = (self.kept.last(), self.left_out) {
            let message = format!("{} more lines are wrong behind this one", self.left_out);
            self.kept.push(Fault::new(message).at(last.place.clone()));
        }
        self.kept
    }
}
