//! Draws what the other layers have to say for a reader: on a terminal, or in
//! the forms that programs and CI services read. It never looks at the terminal: whether there is colour
//! and how wide a line is, the caller says.

mod diagnostics;
mod escape;
mod excerpt;
mod github;
mod gitlab;
mod json;
mod junit;
mod manual;
mod outcome;
mod paint;
mod plan;
mod problems;
mod recurrence;
mod repository;
mod sarif;

pub use diagnostics::{Drawing, draw, summary};
pub use escape::{escape, escape_json, escape_lines};
pub use json::json;
pub use junit::{Case, junit};
pub use manual::{code, codes, draw_manual, first_sentence, near_code};
pub use outcome::{change_line, draw_outcome, progress_line};
pub use plan::{Failed, PlanDrawing, draw_plan, plan_summary};
pub use problems::{ProblemFormat, draw_problems};
