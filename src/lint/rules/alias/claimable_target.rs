use super::target;
use crate::dns::{Name, RecordType};
use crate::lint::rule::rule;
use crate::lint::{Check, Findings, Level, Subject};

rule! {
    /// A CNAME leads to a name at a service where anybody may take a free name.
    ///
    /// If the site, the bucket or the app behind it is deleted and the alias stays, somebody else can
    /// create one of the same name and answer for yours. Whether it is free now cannot be told from the
    /// zones.
    ///
    /// Remove the alias before the thing that it leads to. Say who owns it with `[owner = ...]`, or
    /// allow it with the reason why it is safe.
    ///
    /// ```zonal
    /// docs  CNAME  example.github.io.  [allow = claimable-target, reason = "the domain is verified"]
    /// ```
    RULE = "claimable-target", Level::Off, Check::Rrset(&[RecordType::CNAME], check);
}

/// Domains below which customers choose names, by their services' manuals.
const SUFFIXES: [&str; 32] = [
    "amazonaws.com",
    "azure-api.net",
    "azurecontainer.io",
    "azureedge.net",
    "azurefd.net",
    "azurewebsites.net",
    "blob.core.windows.net",
    "cloudapp.azure.com",
    "cloudapp.net",
    "cloudfront.net",
    "elasticbeanstalk.com",
    "firebaseapp.com",
    "fly.dev",
    "ghost.io",
    "gitbook.io",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "herokudns.com",
    "myshopify.com",
    "netlify.app",
    "onrender.com",
    "pages.dev",
    "pantheonsite.io",
    "readthedocs.io",
    "surge.sh",
    "trafficmanager.net",
    "vercel.app",
    "web.app",
    "webflow.io",
    "wordpress.com",
    "zendesk.com",
];

fn check(subject: Subject<'_>, findings: &mut Findings) {
    let Some(target) = target(subject) else { return };
    let is_below = |suffix: &&&str| {
        let suffix = suffix.parse::<Name>();
        suffix.is_ok_and(|suffix| target != suffix && target.is_at_or_below(&suffix))
    };
    if let Some(suffix) = SUFFIXES.iter().find(is_below) {
        let headline = format!(
            "`{}` leads to a name below `{suffix}`, where a free name can be taken",
            subject.owner().with_unicode()
        );
        findings.at(subject, headline).help("remove the alias before what it leads to");
    }
}
