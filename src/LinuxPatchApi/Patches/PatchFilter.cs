using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Patches;

/// <summary>The query of the patch list. Pure.</summary>
/// <param name="Name">Glob, or a substring when it has no wildcard.</param>
/// <param name="Sort"><c>name</c>, <c>severity</c>, <c>published_at</c>.</param>
/// <param name="Limit">Null for everything.</param>
internal sealed record PatchFilter(string? Severity, bool? Security, string? Name, string Sort, bool Descending, int? Limit, int Offset)
{
    public (IReadOnlyList<Patch> Page, int Total) Apply(IReadOnlyList<Patch> patches)
    {
        var matching = patches.Where(Accepts).ToList();
        IEnumerable<Patch> sorted = Sort switch
        {
            "severity" => matching.OrderBy(p => Severities.Rank(p.Update.Severity) ?? 0).ThenBy(p => p.Update.Name, StringComparer.Ordinal),
            "published_at" => matching.OrderBy(p => p.PublishedAt ?? DateTimeOffset.MinValue)
                .ThenBy(p => p.Update.Name, StringComparer.Ordinal),
            _ => matching.OrderBy(p => p.Update.Name, StringComparer.Ordinal),
        };
        return ([.. (Descending ? sorted.Reverse() : sorted).Skip(Offset).Take(Limit ?? int.MaxValue)], matching.Count);
    }

    private bool Accepts(Patch patch) =>
        (Severity is null || patch.Update.Severity == Severity)
        && (Security is null || patch.Update.Security == Security)
        && (Name is null || NameQuery.Matches(Name, patch.Update.Name));
}
