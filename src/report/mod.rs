//! Draws what the other layers have to say for a reader: on a terminal, or as
//! JSON for a program. It never looks at the terminal: whether there is colour
//! and how wide a line is, the caller says.

mod diagnostics;
mod escape;
mod excerpt;
mod json;
mod manual;
mod outcome;
mod paint;
mod plan;

pub use diagnostics::{Drawing, draw, summary};
pub use escape::{escape, escape_json, escape_lines};
pub use json::json;
pub use manual::{code, codes, draw_manual, first_sentence, near_code};
pub use outcome::{change_line, draw_outcome, progress_line};
pub use plan::{Failed, PlanDrawing, draw_plan, plan_summary};
