using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Advisories;

/// <summary>
/// What the advisories on disk say of updates, those of the versions in between included: an update brings them too. Pure. Loops where
/// LINQ would add tens of kilobytes to the binary.
/// </summary>
internal sealed class UpdateAdvice
{
    private readonly List<UpdateCandidate> _updates = [];
    private readonly Dictionary<string, UpdateDetail> _details = new(StringComparer.Ordinal);

    /// <summary>With their severities.</summary>
    public IReadOnlyList<UpdateCandidate> Updates => _updates;

    /// <summary>By the update's id.</summary>
    public IReadOnlyDictionary<string, UpdateDetail> Details => _details;

    /// <summary>A sentence about repositories of these updates whose advisories could not be read; null when all were.</summary>
    public string? Gap { get; private set; }

    /// <summary>Returns null where there is nothing to read.</summary>
    public static UpdateAdvice? Read(
        IAdvisories? advisories,
        IReadOnlyList<UpdateCandidate> updates,
        InstalledInventory? present,
        IComparer<string> versions,
        CancellationToken cancellationToken)
    {
        if (advisories is null || present is null)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var update in updates)
        {
            names.Add(update.Name);
        }

        return Of(advisories.Read(names, cancellationToken), updates, present, versions, cancellationToken);
    }

    public static UpdateAdvice Of(
        AdvisoryData data,
        IReadOnlyList<UpdateCandidate> updates,
        InstalledInventory present,
        IComparer<string> versions,
        CancellationToken cancellationToken)
    {
        var (advice, told) = (new UpdateAdvice(), new HashSet<string>(StringComparer.Ordinal));
        var byName = new Dictionary<string, List<AdvisedPackage>>(StringComparer.Ordinal);
        foreach (var package in data.Packages)
        {
            (byName.TryGetValue(package.Name, out var known) ? known : byName[package.Name] = []).Add(package);
        }

        foreach (var update in updates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var packages = byName.TryGetValue(update.Name, out var named) ? named : [];
            advice.Add(update, packages, present.Predecessor(update.Key)?.Version, versions);
            if (update.Repository is { } repository && data.Unread.TryGetValue(repository, out var reason) && told.Add(repository))
            {
                advice.Gap = advice.Gap is { } others ? $"{others}, {repository} ({reason})"
                    : "how severe updates are, when they were published and whether they ask for a reboot may be missing, "
                        + $"for the advisories on this host were not read of {repository} ({reason})";
            }
        }

        return advice;
    }

    /// <summary>Returns the engine's details with what it leaves out.</summary>
    public static IReadOnlyDictionary<string, UpdateDetail> Complete(UpdateAdvice? advice, IReadOnlyDictionary<string, UpdateDetail> known)
    {
        if (advice is null || advice._details.Count == 0)
        {
            return known;
        }

        var all = new Dictionary<string, UpdateDetail>(StringComparer.Ordinal);
        foreach (var (id, detail) in known)
        {
            all[id] = detail;
        }

        foreach (var (id, advised) in advice._details)
        {
            all[id] = !known.TryGetValue(id, out var detail) || detail.IsEmpty ? advised : detail with
            {
                Restart = Restarts.Rank(advised.Restart) > Restarts.Rank(detail.Restart) ? advised.Restart : detail.Restart,

                // dnf5's backend passes on when it was last changed.
                PublishedAt = advised.PublishedAt ?? detail.PublishedAt,
                CveUrls = Joined(detail.CveUrls, advised.CveUrls),
            };
        }

        return all;
    }

    private void Add(UpdateCandidate update, List<AdvisedPackage> packages, string? current, IComparer<string> versions)
    {
        var (text, restart, published, hasOwn) = ((string?)null, "none", (DateTimeOffset?)null, false);
        var (urls, bugs, cves, fixes) = (new References(), new References(), new References(), new List<AdvisedPackage>());
        foreach (var package in packages)
        {
            if (package.Architecture != update.Architecture || !IsOf(package, update.Repository)
                || !IsBrought(package.Version, update.Version, current, versions, out var isOwn))
            {
                continue;
            }

            var advisory = package.Advisory;
            if (advisory.IsSecurity)
            {
                fixes.Add(package);
            }

            // The text and the date are of the version itself, or else of any other.
            text = text is null || (isOwn && !hasOwn) ? advisory.Text : text;
            published = isOwn ? published ?? advisory.IssuedAt : published;
            restart = Restarts.Rank(package.Restart) > Restarts.Rank(restart) ? package.Restart : restart;
            hasOwn |= isOwn;
            urls.Add(advisory.Urls);
            bugs.Add(advisory.BugUrls);
            cves.Add(advisory.CveUrls);
        }

        _updates.Add(fixes.Count == 0 ? update : Judged(update, fixes, versions));
        if (text is not null)
        {
            _details[update.Id] = new UpdateDetail(update.Id, text, "", urls.All, bugs.All, cves.All, restart, published);
        }
    }

    /// <summary>A repository's advisories are about its own packages: another may have one of the same name and version.</summary>
    private static bool IsOf(AdvisedPackage package, string? repository) =>
        repository is null || package.Repository is null || package.Repository == repository;

    /// <summary>True for the version of the update itself, and for one between it and the installed one.</summary>
    private static bool IsBrought(string version, string to, string? from, IComparer<string> versions, out bool isOwn)
    {
        var order = versions.Compare(version, to);
        isOwn = order == 0;
        return isOwn || (order < 0 && from is not null && versions.Compare(version, from) > 0);
    }

    /// <summary>
    /// Returns an update with the severity of all fixes in it. One that the engine knows and no advisory names has the engine's severity,
    /// which may be unknown.
    /// </summary>
    private static UpdateCandidate Judged(UpdateCandidate update, List<AdvisedPackage> fixes, IComparer<string> versions)
    {
        var own = update.OvertakenFixes.Count > 0 ? update.OwnSeverity : update.Security ? update.Severity : null;
        List<string> all = [];
        foreach (var fix in fixes)
        {
            all.Add(fix.Advisory.Severity);
        }

        if (own is not null && (own != Severities.Unknown || !IsNamed(update.Version)))
        {
            all.Add(own);
        }

        foreach (var version in update.OvertakenFixes)
        {
            if (!IsNamed(version))
            {
                all.Add(Severities.Unknown);
            }
        }

        var (severity, mayBeWorse) = Severities.Together(all);
        return update with { Security = true, Severity = severity, MayBeWorse = mayBeWorse };

        bool IsNamed(string version) => fixes.Exists(fix => versions.Compare(fix.Version, version) == 0);
    }

    private static List<string> Joined(IReadOnlyList<string> some, IReadOnlyList<string> more)
    {
        var all = new References();
        all.Add(some);
        all.Add(more);
        return all.All;
    }

    /// <summary>Each once, up to a number.</summary>
    private sealed class References
    {
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);

        public List<string> All { get; } = [];

        public void Add(IReadOnlyList<string> more)
        {
            for (var at = 0; at < more.Count && All.Count < Advisory.MostReferences; at++)
            {
                if (_known.Add(more[at]))
                {
                    All.Add(more[at]);
                }
            }
        }
    }
}
