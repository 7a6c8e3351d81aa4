namespace LinuxPatchApi.Packages.Families;

/// <summary>The release file of a repository, as the package manager stores it on disk. A field that it does not have is null.</summary>
/// <param name="Date">When the repository created it.</param>
/// <param name="ValidUntil">When the package manager begins to refuse it, by the host's settings too; null: never.</param>
/// <param name="Born">When the file was created on this host; null where the file system does not record it.</param>
internal sealed record ReleaseFacts(
    string? Origin, string? Label, string? Suite, string? Codename, DateTimeOffset? Date, DateTimeOffset? ValidUntil, DateTimeOffset? Born);

/// <summary>The key that verifies a repository.</summary>
/// <param name="Fingerprint">Null when no key could be read.</param>
/// <param name="Until">When it cannot verify a new index any more; null: never.</param>
/// <param name="Problem">Why it verifies nothing, as a clause; null when it does.</param>
internal sealed record RepositoryKey(string? Fingerprint, DateTimeOffset? Until, string? Problem);

/// <summary>A key with what it is for.</summary>
/// <param name="Name">The repository; of a key that all of them share, its file.</param>
internal sealed record NamedKey(string Name, RepositoryKey Key);

/// <summary>A repository in the package manager's configuration.</summary>
/// <param name="Name">Its address and suite, as the package manager's messages name it.</param>
/// <param name="Release">Null when its release file is not on this host.</param>
/// <param name="HasIndex">True when any of its indexes is on this host.</param>
internal sealed record ConfiguredRepository(string Name, ReleaseFacts? Release, bool HasIndex)
{
    /// <summary>Null when nothing is known of it.</summary>
    public RepositoryKey? Key { get; init; }

    /// <summary>
    /// Why the package manager accepts no signature of what is on this host, as a clause; null when nothing speaks against it.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>Whether the last refresh has read it; null where only the package manager's messages tell.</summary>
    public bool? WasRead { get; init; }

    /// <summary>When its data on this host were fetched; null where <see cref="WasRead"/> does not tell, or when there are none.</summary>
    public DateTimeOffset? DataAt { get; init; }

    /// <summary>True when nothing of it is on this host, so that its updates are in no list.</summary>
    public bool IsMissing => WasRead == false;

    /// <summary>True when no file of it was found; where only messages tell, it may be there under a name that the agent does not
    /// foresee.</summary>
    public bool IsUnseen => IsMissing || (WasRead is null && !HasIndex && Release is null);

    /// <summary>True where each refresh fetches every repository's data anew, so that their time tells whether it did.</summary>
    public bool IsAlwaysFetched { get; init; }

    /// <summary>
    /// Whether a refresh that failed has read this repository, which its message does not name; null when that is not known: the package
    /// manager may have ended before it came to it.
    /// </summary>
    /// <param name="leftOut">True when the package manager reported success, and has left others out.</param>
    public bool? WasReadSince(DateTimeOffset since, bool leftOut) => (DataAt, WasRead, IsAlwaysFetched) switch
    {
        ({ } at, _, _) when at >= since => true,
        ({ }, _, true) => false,
        (null, null, true) => null,
        (_, null, _) => true, // The message names each that was not read.
        _ => leftOut ? true : null,
    };

    /// <summary>
    /// Returns when the oldest data of these repositories were fetched, the least time when one has none; null when none tells.
    /// </summary>
    public static DateTimeOffset? OldestData(IReadOnlyList<ConfiguredRepository> repositories)
    {
        DateTimeOffset? oldest = null;
        foreach (var repository in repositories)
        {
            var at = repository.WasRead == false ? DateTimeOffset.MinValue : repository.DataAt;
            oldest = at < oldest || oldest is null ? at ?? oldest : oldest;
        }

        return oldest;
    }

    /// <summary>True when a line of the package manager's output is about this repository.</summary>
    public required Func<string, bool> IsNamedIn { get; init; }
}

/// <summary>Reads the configured repositories from the package manager's files.</summary>
internal interface IRepositories
{
    /// <summary>Returns null when the configured repositories are unknown.</summary>
    IReadOnlyList<ConfiguredRepository>? Read();

    /// <summary>Returns the setting that keeps the package manager from fetching anything, as a sentence; null when none does.</summary>
    string? WhyNotFetched() => null;
}
