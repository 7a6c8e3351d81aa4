using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Lists;

/// <summary>The packages that a list includes.</summary>
internal enum PackageStatus
{
    Installed,
    Upgradable,
    Available,
    All,
}

/// <summary>The query of the package list. Pure.</summary>
/// <param name="Name">Null for all.</param>
/// <param name="Limit">Null for everything.</param>
internal sealed record PackageFilter(
    string? Name, PackageStatus Status, bool? Upgradable, string Sort, bool Descending, int? Limit, int Offset)
{
    public static readonly Spelling<PackageStatus> Statuses = new(
        (PackageStatus.Installed, "installed"),
        (PackageStatus.Upgradable, "upgradable"),
        (PackageStatus.Available, "available"),
        (PackageStatus.All, "all"));

    public bool IncludesInstalled => Status != PackageStatus.Available;

    public bool IncludesAvailable => Status is PackageStatus.Available or PackageStatus.All;

    /// <summary>True when the answer would be wrong, not merely incomplete, without the offered updates.</summary>
    public bool NeedsUpdates => Status == PackageStatus.Upgradable || Upgradable is not null;

    /// <summary>True for the list of all installed packages in its default order.</summary>
    public bool IsFullInstalledList =>
        this is { Name: null, Status: PackageStatus.Installed, Upgradable: null, Sort: "name", Descending: false, Limit: null, Offset: 0 };

    public static (PackageFilter? Filter, InputFailure? Failure) Read(QueryObject query)
    {
        var name = query.Text("name", NameRules.IsPattern, NameRules.PatternInQuery);
        var status = query.Choice("status", Statuses.Of(PackageStatus.Installed), [.. Statuses.Names]);
        var upgradable = query.Bool("upgradable");
        var sort = query.Choice("sort", "name", "name", "version", "status", "size");
        var order = query.Choice("order", "asc", "asc", "desc");
        var limit = query.Int("limit", 1, Paging.MaxLimit);
        var offset = query.Int("offset", 0, int.MaxValue) ?? 0;
        Statuses.TryParse(status, out var included);
        return query.Finish() is { } failure
            ? (null, failure)
            : (new PackageFilter(name, included, upgradable, sort, order == "desc", limit, offset), null);
    }

    public bool AcceptsName(string name) => Name is null || NameQuery.Matches(Name, name);

    /// <param name="versions">The version order of the host's package family.</param>
    public (IReadOnlyList<T> Page, int Total) Apply<T>(IReadOnlyList<T> items, IComparer<string> versions)
        where T : class, IListed
    {
        var matching = items
            .Where(p => (Status != PackageStatus.Upgradable || p.Upgradable) && (Upgradable is null || p.Upgradable == Upgradable))
            .ToList();
        IEnumerable<T> sorted = Sort switch
        {
            "version" => matching.OrderBy(p => p.Version, versions).ThenBy(p => p.Name, StringComparer.Ordinal),
            "status" => matching.OrderBy(p => p.Status, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal),
            "size" => matching.OrderBy(p => p.SizeBytes ?? 0).ThenBy(p => p.Name, StringComparer.Ordinal),
            _ when IsInOrder(matching) => matching,
            _ => matching.OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal),
        };
        return ([.. (Descending ? sorted.Reverse() : sorted).Skip(Offset).Take(Limit ?? int.MaxValue)], matching.Count);
    }

    /// <summary>Compares by name, then by architecture.</summary>
    public static int ByName(IListed one, IListed other)
    {
        var order = string.CompareOrdinal(one.Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(one.Architecture, other.Architecture);
    }

    private static bool IsInOrder<T>(List<T> items)
        where T : class, IListed
    {
        for (var i = 1; i < items.Count; i++)
        {
            if (ByName(items[i - 1], items[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
