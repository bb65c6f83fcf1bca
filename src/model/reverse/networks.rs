//! Which addresses have their names in which reverse zone.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use crate::dns::Network;
use crate::model::draft::Drafts;

/// The reverse zones of a project.
pub(super) struct Networks {
    zones: HashMap<Network, Vec<usize>>,
    lengths: BTreeSet<u8>,
}

impl Networks {
    pub fn of(drafts: &Drafts<'_>) -> Networks {
        let mut zones: HashMap<Network, Vec<usize>> = HashMap::new();
        for (place, draft) in drafts.all.iter().enumerate() {
            let is_zone = draft.view.is_none() && draft.declared.is_some();
            if let Some(network) = Network::of_reverse_zone(draft.builder.apex()).filter(|_| is_zone) {
                zones.entry(network).or_default().push(place);
            }
        }
        let lengths = zones.keys().map(|network| network.length()).collect();
        Networks { zones, lengths }
    }

    /// Whether a smaller network of the project holds the address, in a zone that those see
    /// who ask in this view.
    pub fn have_closer(
        &self,
        network: Network,
        address: IpAddr,
        view: Option<&str>,
        drafts: &Drafts<'_>,
    ) -> bool {
        let is_seen = |place: &usize| {
            view.is_none_or(|view| {
                drafts.views(*place).next().is_none() || drafts.view_named(*place, view).is_some()
            })
        };
        let mut closer = self.lengths.range(network.length() + 1..);
        closer.any(|length| {
            let zones = Network::around(address, *length).and_then(|network| self.zones.get(&network));
            zones.is_some_and(|zones| zones.iter().any(is_seen))
        })
    }
}
