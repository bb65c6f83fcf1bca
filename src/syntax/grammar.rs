//! The parser that pest makes of `grammar/zone.pest`.

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/zone.pest"]
pub(super) struct Grammar;
