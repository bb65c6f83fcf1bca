//! `.name` behind a value: a row, a cell, the addresses of a family.

use std::borrow::Cow;
use std::net::IpAddr;
use std::rc::Rc;

use super::{Datum, List, Table, row_value};
use crate::diagnostic::nearest;

/// What is wrong, and what may have been meant.
pub(super) type StepError = (String, Option<String>);

pub(super) fn take_step<'d, 's>(
    value: Cow<'d, Datum<'s>>,
    step: &str,
) -> Result<Cow<'d, Datum<'s>>, StepError> {
    match value {
        Cow::Borrowed(Datum::Row(table, row)) => cell(table, *row, step).map(Cow::Borrowed),
        value => step_of(&value, step).map(Cow::Owned),
    }
}

fn cell<'d, 's>(table: &'d Table<'s>, row: usize, step: &str) -> Result<&'d Datum<'s>, StepError> {
    let Some(&column) = table.column_places.get(step) else {
        let near = nearest(step, table.columns.iter().map(|column| column.text));
        let headline = format!("the table `{}` has no column `{step}`", table.name.text);
        return Err((headline, near.map(|near| format!("did you mean `{near}`?"))));
    };
    let cell = table.rows.get(row).and_then(|(_, cells)| cells.get(column));
    Ok(cell.unwrap_or(&Datum::Nothing))
}

fn step_of<'s>(value: &Datum<'s>, step: &str) -> Result<Datum<'s>, StepError> {
    match value {
        Datum::Table(table) => {
            let Some(&row) = table.row_places.get(step) else {
                let near = nearest(step, table.rows.iter().map(|(key, _)| key.text));
                let headline = format!("the table `{}` has no row `{step}`", table.name.text);
                return Err((headline, near.map(|near| format!("did you mean `{near}`?"))));
            };
            Ok(row_value(table, row))
        }
        Datum::Row(table, row) => cell(table, *row, step).cloned(),
        value if step == "v4" || step == "v6" => {
            let wrong = || (format!("`.{step}` picks addresses, and this is {}", value.kind()), None);
            addresses(value, step == "v4").map(Datum::List).ok_or_else(wrong)
        }
        other => Err((format!("this is {}, which has no `{step}`", other.kind()), None)),
    }
}

/// The addresses of a family among the values; `None` if they are not all addresses.
fn addresses<'s>(value: &Datum<'s>, v4: bool) -> Option<Rc<List<'s>>> {
    let find = || {
        let items = value.flatten().filter(|items| !items.is_empty())?;
        let mut kept = Vec::new();
        for item in items {
            let address: IpAddr = item.scalar()?.0.parse().ok()?;
            if address.is_ipv4() == v4 {
                kept.push(item);
            }
        }
        Some(Rc::new(List::from(kept)))
    };
    match value {
        Datum::List(list) if v4 => list.v4.get_or_init(find).clone(),
        Datum::List(list) => list.v6.get_or_init(find).clone(),
        _ => find(),
    }
}
