using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>What the release file of a repository says, as the package manager keeps it on disk. Null: it does not say.</summary>
/// <param name="Date">When the repository made it.</param>
/// <param name="ValidUntil">When the package manager refuses it from, the host's own settings included; null: never.</param>
/// <param name="Born">When it came to this host.</param>
internal sealed record ReleaseFacts(
    string? Origin, string? Label, string? Suite, string? Codename, DateTimeOffset? Date, DateTimeOffset? ValidUntil, DateTimeOffset Born);

/// <summary>One configured repository.</summary>
/// <param name="Name">Its address and suite, as the package manager's messages name it.</param>
/// <param name="Release">Null when there is no release file of it on this host.</param>
/// <param name="HasIndex">Whether any of its indexes lies on this host.</param>
/// <param name="RefreshedAt">The last time it is known to have been read with success; null: not known.</param>
/// <param name="Words">What the package manager said of it when it was last refreshed here; empty when that went well.</param>
internal sealed record RepositoryState(
    string Name, AptSource Source, ReleaseFacts? Release, bool HasIndex, DateTimeOffset? RefreshedAt, IReadOnlyList<string> Words);
