//! Names as keys: byte strings whose plain comparison is the canonical order of
//! names (RFC 4034 section 6.1).

use super::Name;

impl Name {
    /// The labels above `apex` as a byte string whose plain comparison is the
    /// canonical order: labels from right to left, each ended by a zero octet,
    /// the octets 0 and 1 inside a label written as 1,1 and 1,2. `None` if the
    /// name is not at or below `apex`.
    pub fn key_below(&self, apex: &Name) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(self.wire.len());
        self.write_key_below(apex, &mut key).then_some(key)
    }

    /// Like [`Name::key_below`], appending to `key`; `false` if it is not below.
    pub fn write_key_below(&self, apex: &Name, key: &mut Vec<u8>) -> bool {
        if !self.is_at_or_below(apex) {
            return false;
        }
        write_key(&self.wire[..self.wire.len() - apex.wire.len()], key);
        true
    }

    /// The inverse of [`Name::key_below`]. The key must come from there.
    pub fn from_key(key: &[u8], apex: &Name) -> Name {
        let mut labels: Vec<Vec<u8>> = Vec::new();
        let mut label = Vec::new();
        let mut octets = key.iter();
        while let Some(&octet) = octets.next() {
            match octet {
                0 => labels.push(std::mem::take(&mut label)),
                1 => label.push(octets.next().map_or(0, |escaped| escaped - 1)),
                octet => label.push(octet),
            }
        }
        let mut wire = Vec::with_capacity(key.len() + apex.wire.len() + 1);
        for label in labels.iter().rev() {
            wire.push(label.len() as u8);
            wire.extend_from_slice(label);
        }
        wire.extend_from_slice(&apex.wire);
        Name { wire: wire.into() }
    }
}

/// Appends the order-preserving key of the labels in `wire` (no root label).
fn write_key(wire: &[u8], key: &mut Vec<u8>) {
    let mut starts = [0u8; 128];
    let mut count = 0;
    let mut at = 0;
    while at < wire.len() {
        starts[count] = at as u8;
        count += 1;
        at += wire[at] as usize + 1;
    }
    for &start in starts[..count].iter().rev() {
        let start = start as usize;
        let label = &wire[start + 1..start + 1 + wire[start] as usize];
        if label.iter().all(|&octet| octet > 1) {
            key.extend_from_slice(label);
        } else {
            for &octet in label {
                match octet {
                    0 | 1 => key.extend_from_slice(&[1, octet + 1]),
                    octet => key.push(octet),
                }
            }
        }
        key.push(0);
    }
}
