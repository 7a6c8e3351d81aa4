namespace LinuxPatchApi.Packages.Repositories.Fleet;

/// <summary>
/// The form in which a fleet manager's repository is set up on a family's hosts: exactly two files, and what may stand in them. Pure.
/// </summary>
internal interface IFleetRepository
{
    /// <summary>The member of the manager's answer with the key.</summary>
    string KeyMember { get; }

    /// <summary>The key's file below the root. The manager names the same path; it is compared and never itself used.</summary>
    string KeyFile { get; }

    /// <summary>The file below the root that names the repository.</summary>
    string SourceFile { get; }

    /// <summary>What the manager is asked for; null with a clause when it has nothing for this release.</summary>
    (FleetQuery? Query, string? WhyNot) Query(FleetRelease release);

    /// <summary>Judges the manager's text; returns it written anew, or what is wrong with it as a clause.</summary>
    /// <param name="suite">Of the query.</param>
    (string? Source, string? Problem) Judge(string text, string suite, FleetHosts hosts);

    /// <summary>The content of the file that names the repository.</summary>
    /// <param name="source">As judged.</param>
    /// <param name="present">What is in the file; null when there is none.</param>
    string Content(string source, string? present) => source;

    /// <summary>True when the file that names the repository has what was written there.</summary>
    /// <param name="present">What is in the file.</param>
    bool IsNamedIn(string present) => true;

    /// <summary>What has to be deleted for the repository not to be named any more, in words for people.</summary>
    string Named => $"/{SourceFile}";

    /// <summary>The name under which the package manager's own configuration has it; null where that is not read.</summary>
    /// <param name="source">As judged.</param>
    string? NameOf(string source) => null;

    /// <summary>Judges a key; returns it in the family's own format, or what is wrong with it as a clause.</summary>
    (FleetKey? Key, string? Problem) ReadKey(string text, DateTimeOffset now);
}

/// <summary>The release of a distribution that a host is, by ID and VERSION_ID of os-release(5).</summary>
/// <param name="Release">Null when it has none.</param>
internal sealed record FleetRelease(string Id, string? Release);

/// <summary>What the manager is asked for.</summary>
internal sealed record FleetQuery(string Distribution, string Suite);

/// <summary>A judged key.</summary>
/// <param name="Content">Of its file, written anew.</param>
/// <param name="Until">When it cannot sign any more; null: never.</param>
internal sealed record FleetKey(byte[] Content, DateTimeOffset? Until, string Fingerprint)
{
    public bool IsRevoked { get; init; }
}
