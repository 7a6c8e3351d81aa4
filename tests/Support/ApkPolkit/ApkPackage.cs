namespace LinuxPatchApi.ApkPolkit;

/// <summary>One version of a package, installed or offered.</summary>
/// <param name="Depends">As apk writes it, separated by spaces.</param>
internal sealed record ApkPackage(string Name, string Version, string Depends = "", string Provides = "")
{
    public string Architecture { get; init; } = "x86_64";

    /// <summary>A configuration file, by path below the root, which an installation leaves beside the host's as <c>.apk-new</c>.</summary>
    public string? Configuration { get; init; }

    /// <summary>The file that belongs to it.</summary>
    public string File => $"usr/bin/{Name}";

    public IEnumerable<string> Needs => Depends.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(NameOf);

    public IEnumerable<string> Names => [Name, .. Provides.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(NameOf)];

    public static string NameOf(string entry) => entry.Split('=', '<', '>', '~', '@')[0];
}
