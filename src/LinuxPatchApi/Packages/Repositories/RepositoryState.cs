using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>One configured repository.</summary>
/// <param name="Name">Its address and suite, as the package manager's messages name it.</param>
/// <param name="Release">Null when its release file is not on this host.</param>
/// <param name="HasIndex">True when any of its indexes is on this host.</param>
/// <param name="RefreshedAt">When it was last read successfully; null when unknown.</param>
/// <param name="Messages">The package manager's messages about it from the last refresh by this process; empty when it succeeded.</param>
internal sealed record RepositoryState(
    string Name, ReleaseFacts? Release, bool HasIndex, DateTimeOffset? RefreshedAt, IReadOnlyList<string> Messages)
{
    /// <summary>The one of <see cref="Messages"/> about a signature that is not accepted; null when none is.</summary>
    public string? Refusal { get; init; }

    /// <inheritdoc cref="ConfiguredRepository.Fault"/>
    public string? Fault { get; init; }

    /// <summary>The key that verifies it; null when nothing is known of it.</summary>
    public RepositoryKey? Key { get; init; }
}
