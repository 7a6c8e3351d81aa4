using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Api.Answers;

/// <summary>A package that a refused plan is about, with its versions on this host.</summary>
/// <param name="InstalledVersion">Null when it is not installed.</param>
/// <param name="OfferedVersion">Null when no update is offered.</param>
internal sealed record ConcernedPackage(string Name, string Architecture, string? InstalledVersion, string? OfferedVersion)
{
    /// <summary>Packages listed in a refusal. Origin: more than people read; the names are complete.</summary>
    public const int Most = 500;

    /// <summary>Looks the names up in what is known. A name that is neither installed nor offered has no entry. Pure.</summary>
    /// <param name="names">Names, with or without an architecture.</param>
    /// <param name="installed">Null while it is not known.</param>
    public static IReadOnlyList<ConcernedPackage> Of(
        IReadOnlyList<string> names, InstalledInventory? installed, IReadOnlyList<UpdateCandidate> updates)
    {
        var concerned = new List<ConcernedPackage>();
        foreach (var name in names)
        {
            var builds = (installed?.Packages ?? []).Where(p => Means(name, p.Name, p.Architecture)).ToList();
            concerned.AddRange(builds.Select(p => new ConcernedPackage(
                p.Name, p.Architecture, p.Version, updates.FirstOrDefault(u => Replaced(u)?.Key == p.Key)?.Version)));
            concerned.AddRange(updates.Where(u => Means(name, u.Name, u.Architecture) && !builds.Any(p => p.Key == Replaced(u)?.Key))
                .Select(u => new ConcernedPackage(u.Name, u.Architecture, Replaced(u)?.Version, u.Version)));
            if (concerned.Count >= Most)
            {
                break;
            }
        }

        return concerned;

        InstalledPackage? Replaced(UpdateCandidate update) => installed?.Predecessor(update.Key);
    }

    private static bool Means(string text, string name, string architecture) => text == name || text == $"{name}:{architecture}";
}
