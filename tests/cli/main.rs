//! Runs of the real binary, as an operator starts it.

mod cases;
mod console;
mod documents;
mod examples;
mod sandbox;
mod steady;
