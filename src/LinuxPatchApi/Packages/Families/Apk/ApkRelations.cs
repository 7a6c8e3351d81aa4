namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>
/// What a removal means on apk, which keeps exactly what the world needs: a removed name leaves the world, a package that another one needs
/// stays, and what nothing needs any more goes too. Versions of dependencies are not compared: the host has packages that fit. Pure.
/// </summary>
internal sealed class ApkRelations
{
    private readonly IReadOnlyList<ApkRecord> _installed;
    private readonly Dictionary<string, List<ApkRecord>> _providers = new(StringComparer.Ordinal);

    public ApkRelations(IReadOnlyList<ApkRecord> installed)
    {
        _installed = installed;
        foreach (var record in installed)
        {
            Provide(record.Name, record);
            foreach (var provided in record.Provides)
            {
                Provide(ApkRecord.NameOf(provided), record);
            }
        }
    }

    /// <summary>Returns what goes when these names leave the world, in the order of the database.</summary>
    public IReadOnlyList<ApkRecord> Leaving(IReadOnlyList<string> world, IReadOnlySet<string> names)
    {
        var before = Needed(world);
        var after = Needed([.. world.Where(entry => !names.Contains(ApkRecord.NameOf(entry)))]);
        return [.. _installed.Where(r => !after.Contains(r) && (before.Contains(r) || names.Contains(r.Name)))];
    }

    /// <summary>Returns the names of the packages that need one, by its name or by one that only it provides.</summary>
    public IReadOnlyList<string> Dependants(string name)
    {
        var needing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var record in _installed)
        {
            if (record.Name != name && record.Depends.Any(entry => IsOnlyProvider(entry, name)))
            {
                needing.Add(record.Name);
            }
        }

        return [.. needing];
    }

    private bool IsOnlyProvider(string entry, string name) => !entry.StartsWith('!')
        && _providers.TryGetValue(ApkRecord.NameOf(entry), out var providers) && providers.TrueForAll(p => p.Name == name);

    private void Provide(string name, ApkRecord record)
    {
        if (!_providers.TryGetValue(name, out var providers))
        {
            _providers[name] = providers = [];
        }

        providers.Add(record);
    }

    private HashSet<ApkRecord> Needed(IReadOnlyList<string> roots)
    {
        var needed = new HashSet<ApkRecord>();
        var open = new Stack<ApkRecord>();
        Need(roots);
        do
        {
            while (open.TryPop(out var record))
            {
                Need(record.Depends);
            }

            foreach (var record in _installed)
            {
                if (record.InstallIf.Count > 0 && !needed.Contains(record) && record.InstallIf.All(IsNeeded))
                {
                    needed.Add(record);
                    open.Push(record);
                }
            }
        }
        while (open.Count > 0);

        return needed;

        void Need(IReadOnlyList<string> entries)
        {
            foreach (var entry in entries)
            {
                if (!entry.StartsWith('!') && _providers.TryGetValue(ApkRecord.NameOf(entry), out var providers))
                {
                    foreach (var provider in providers.Where(needed.Add))
                    {
                        open.Push(provider);
                    }
                }
            }
        }

        bool IsNeeded(string entry) => _providers.TryGetValue(ApkRecord.NameOf(entry), out var providers) && providers.Any(needed.Contains);
    }
}
