//! What is said about problems themselves.

use super::codes;

codes! {
    /// There are more problems than anybody reads.
    ///
    /// 10,000 errors and as many warnings are said; what comes behind is left out, and
    /// the rest of the sources may not have been looked at. Mend the first ones
    /// and run the command again: often one cause is behind many.
    TOO_MANY_PROBLEMS = "too-many-problems";
}
