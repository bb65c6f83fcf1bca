use std::collections::{HashMap, HashSet};

use super::{Change, Edit};
use crate::dns::{Name, RecordType};

/// The order in which changes (given in canonical order) go out: indexes into
/// `changes`. Otherwise canonical, each change stands behind what it needs:
///
/// - a name exists before something points at it and goes after the last
///   pointer is gone; so glue comes before its NS;
/// - a delegation's NS come before its DS and go after it;
/// - names below a DNAME go before it comes and come after it is gone
///   (RFC 6672 section 2.4);
/// - a CNAME and the types it cannot stand with swap side by side, removals
///   first (RFC 1034 section 3.6.2);
/// - the SOA is the very first.
///
/// In a cycle one of its needs is given up. Linear in changes and pointers.
pub fn order(changes: &[Change]) -> Vec<usize> {
    let graph = Graph::new(changes);
    let mut ordered = Vec::with_capacity(changes.len());
    let soa = graph.groups.iter().position(|group| changes[group[0]].key.record_type == RecordType::SOA);
    let mut seen = vec![false; graph.groups.len()];
    for first in soa.into_iter().chain(0..graph.groups.len()) {
        graph.visit(first, &mut seen, |group| ordered.extend_from_slice(&graph.groups[group]));
    }
    ordered
}

/// Cuts ordered changes into the runs that must go out in one request where
/// the provider can: a CNAME and what takes its place or gives it way. Every
/// other change is a run of its own.
pub fn bundles(changes: &[Change]) -> impl Iterator<Item = &[Change]> {
    let mut rest = changes;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let same_owner = rest.iter().take_while(|change| change.key.owner == first.key.owner).count();
        let length = if is_swap(rest[..same_owner].iter()) { same_owner } else { 1 };
        let (bundle, behind) = rest.split_at(length);
        rest = behind;
        Some(bundle)
    })
}

/// Whether changes of one owner put a CNAME in the place of other types, or
/// the other way round.
pub(super) fn is_swap<'c>(changes: impl Iterator<Item = &'c Change>) -> bool {
    let (mut cname, mut others) = ([false; 2], [false; 2]);
    for change in changes {
        let side = match change.edit {
            Edit::Add(_) => 0,
            Edit::Remove(_) => 1,
            Edit::Replace { .. } => continue,
        };
        let sides = if change.key.record_type == RecordType::CNAME { &mut cname } else { &mut others };
        sides[side] = true;
    }
    (cname[0] && others[1]) || (cname[1] && others[0])
}

/// Changes that stay together, and for each such group the groups it needs.
struct Graph {
    /// Indexes of changes, in the order in which they go out.
    groups: Vec<Vec<usize>>,
    needs: Vec<Vec<usize>>,
}

impl Graph {
    fn new(changes: &[Change]) -> Graph {
        let mut owners: HashMap<&Name, Vec<usize>> = HashMap::with_capacity(changes.len());
        for (index, change) in changes.iter().enumerate() {
            owners.entry(&change.key.owner).or_default().push(index);
        }
        let (groups, group_of) = group(changes, &owners);
        let mut graph = Graph { needs: vec![Vec::new(); groups.len()], groups };
        let has_dname = changes.iter().any(|change| change.key.record_type == RecordType::DNAME);
        let mut needs = |later: usize, earlier: usize| {
            let (later, earlier) = (group_of[later], group_of[earlier]);
            if later != earlier {
                graph.needs[later].push(earlier);
            }
        };
        for (index, change) in changes.iter().enumerate() {
            pointers(index, change, changes, &owners, &mut needs);
            delegation(index, change, changes, &owners[&change.key.owner], &mut needs);
            if has_dname {
                redirection(index, change, changes, &owners, &mut needs);
            }
        }
        for needs in &mut graph.needs {
            needs.sort_unstable();
            needs.dedup();
        }
        graph
    }

    /// Emits the group behind all that it needs, unless it was seen.
    fn visit(&self, first: usize, seen: &mut [bool], mut emit: impl FnMut(usize)) {
        let mut stack = Vec::new();
        if !std::mem::replace(&mut seen[first], true) {
            stack.push((first, 0));
        }
        while let Some((group, next)) = stack.last_mut() {
            match self.needs[*group].get(*next) {
                Some(&earlier) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[earlier], true) {
                        stack.push((earlier, 0));
                    }
                }
                None => {
                    emit(*group);
                    stack.pop();
                }
            }
        }
    }
}

fn group(changes: &[Change], owners: &HashMap<&Name, Vec<usize>>) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of = vec![usize::MAX; changes.len()];
    for (index, change) in changes.iter().enumerate() {
        if group_of[index] != usize::MAX {
            continue;
        }
        let own = &owners[&change.key.owner];
        let mut members = vec![index];
        if own.len() > 1 && is_swap(own.iter().map(|&index| &changes[index])) {
            members.clone_from(own);
            members.sort_by_key(|&index| matches!(changes[index].edit, Edit::Add(_)));
        }
        for &member in &members {
            group_of[member] = groups.len();
        }
        groups.push(members);
    }
    (groups, group_of)
}

/// A target comes before what points at it and goes after.
fn pointers(
    index: usize,
    change: &Change,
    changes: &[Change],
    owners: &HashMap<&Name, Vec<usize>>,
    needs: &mut impl FnMut(usize, usize),
) {
    let (old, new) = targets(change);
    for target in new.difference(&old) {
        for &other in at_or_wildcard(target, owners) {
            if matches!(changes[other].edit, Edit::Add(_)) {
                needs(index, other);
            }
        }
    }
    for target in old.difference(&new) {
        for &other in at_or_wildcard(target, owners) {
            if matches!(changes[other].edit, Edit::Remove(_)) {
                needs(other, index);
            }
        }
    }
}

/// The names a change's old and new side point at.
fn targets(change: &Change) -> (HashSet<Name>, HashSet<Name>) {
    if matches!(change.key.record_type, RecordType::SOA | RecordType::RRSIG | RecordType::NSEC) {
        return Default::default();
    }
    let names = |records: Option<&crate::dns::Records>| {
        let data = records.into_iter().flat_map(|records| records.data());
        data.flat_map(|rdata| rdata.as_ref().names()).filter(|name| !name.is_root()).collect()
    };
    (names(change.edit.before()), names(change.edit.after()))
}

/// The changes at a name, or else at the nearest wildcard that may stand for it
/// (RFC 4592 section 2.1.1).
fn at_or_wildcard<'o>(name: &Name, owners: &'o HashMap<&Name, Vec<usize>>) -> &'o [usize] {
    let own = owners.get(name);
    let wildcard = || {
        let mut above = name.ancestors().take_while(|ancestor| !ancestor.is_root());
        above.find_map(|ancestor| owners.get(&ancestor.child(b"*").ok()?))
    };
    own.or_else(wildcard).map_or(&[], |found| found)
}

/// NS before DS on the way in, DS before NS on the way out.
fn delegation(
    index: usize,
    change: &Change,
    changes: &[Change],
    own: &[usize],
    needs: &mut impl FnMut(usize, usize),
) {
    if change.key.record_type != RecordType::DS {
        return;
    }
    for &other in own.iter().filter(|&&other| changes[other].key.record_type == RecordType::NS) {
        match changes[other].edit {
            Edit::Remove(_) => needs(other, index),
            _ if matches!(change.edit, Edit::Remove(_)) => needs(other, index),
            _ => needs(index, other),
        }
    }
}

/// Names below a DNAME leave before it comes, and come after it has left.
fn redirection(
    index: usize,
    change: &Change,
    changes: &[Change],
    owners: &HashMap<&Name, Vec<usize>>,
    needs: &mut impl FnMut(usize, usize),
) {
    for above in change.key.owner.ancestors().filter_map(|ancestor| owners.get(&ancestor)) {
        let mut dnames = above.iter().filter(|&&other| changes[other].key.record_type == RecordType::DNAME);
        let Some(&dname) = dnames.next() else { continue };
        match (&change.edit, &changes[dname].edit) {
            (Edit::Remove(_), Edit::Add(_)) => needs(dname, index),
            (Edit::Add(_), Edit::Remove(_)) => needs(index, dname),
            _ => {}
        }
    }
}
