namespace LinuxPatchApi.Packages.Families;

/// <summary>What the release file of a repository says, as the package manager keeps it on disk. Null: it does not say.</summary>
/// <param name="Date">When the repository made it.</param>
/// <param name="ValidUntil">When the package manager refuses it from, the host's own settings included; null: never.</param>
/// <param name="Born">When it came to this host.</param>
internal sealed record ReleaseFacts(
    string? Origin, string? Label, string? Suite, string? Codename, DateTimeOffset? Date, DateTimeOffset? ValidUntil, DateTimeOffset Born);

/// <summary>A repository that the package manager is told to use.</summary>
/// <param name="Name">Its address and suite, as the package manager's messages name it.</param>
/// <param name="Release">Null when there is no release file of it on this host.</param>
/// <param name="HasIndex">Whether any of its indexes lies on this host.</param>
internal sealed record ConfiguredRepository(string Name, ReleaseFacts? Release, bool HasIndex)
{
    /// <summary>Whether a line of the package manager's is about it.</summary>
    public required Func<string, bool> IsNamedIn { get; init; }
}

/// <summary>The repositories of the host, as its package manager's files tell them.</summary>
internal interface IRepositories
{
    /// <summary>Null when it cannot be told which are configured.</summary>
    IReadOnlyList<ConfiguredRepository>? Read();
}
