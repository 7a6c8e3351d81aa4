using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>One configured repository.</summary>
/// <param name="Name">Its address and suite, as the package manager's messages name it.</param>
/// <param name="Release">Null when there is no release file of it on this host.</param>
/// <param name="HasIndex">Whether any of its indexes lies on this host.</param>
/// <param name="RefreshedAt">The last time it is known to have been read with success; null: not known.</param>
/// <param name="Words">What the package manager said of it when it was last refreshed here; empty when that went well.</param>
internal sealed record RepositoryState(
    string Name, ReleaseFacts? Release, bool HasIndex, DateTimeOffset? RefreshedAt, IReadOnlyList<string> Words);
