using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Advisories;

/// <summary>What a distribution publishes with an update. No record: comparing would add kilobytes to the binary.</summary>
internal sealed class Advisory
{
    /// <summary>
    /// References of one kind, of an advisory and of an update. Origin: the kernel's have some hundred; a client reads fewer.
    /// </summary>
    public const int MostReferences = 512;

    public required string Id { get; init; }

    public required string Text { get; init; }

    public bool IsSecurity { get; init; }

    /// <summary>One of <see cref="Severities.All"/>; unknown where it is not about security.</summary>
    public required string Severity { get; init; }

    /// <summary>Null when it has no date.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    public List<string> Urls { get; } = [];

    public List<string> BugUrls { get; } = [];

    public List<string> CveUrls { get; } = [];
}

/// <summary>A version of a package, with the advisory that names it.</summary>
internal sealed class AdvisedPackage(string name, string architecture, string version)
{
    public string Name => name;

    public string Architecture => architecture;

    public string Version => version;

    /// <summary>The one that says so; null where that is not known.</summary>
    public string? Repository { get; set; }

    /// <summary>What it asks to restart: none, application, session or system.</summary>
    public string Restart { get; set; } = "none";

    /// <summary>Set once the whole advisory is read.</summary>
    public Advisory Advisory { get; set; } = null!;
}
