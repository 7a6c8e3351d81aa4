using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Alpm;

/// <summary>Recognises failures by the messages of libalpm (alpm_strerror), which PackageKit puts after what is concerned. Pure.</summary>
internal sealed class AlpmFailureTexts : IFailureTexts
{
    public static readonly AlpmFailureTexts Instance = new();

    private static readonly string[] Solver = ["conflicting dependencies", "could not satisfy dependencies", "conflicting files"];

    public bool IsHeldLock(string text) => false;

    public bool IsNoLock(string text) => false;

    public bool IsScript(string text) => text.Contains("script", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Measured with PackageKit 1.4.0: of a package without a signature, and of one whose key nobody knows, it says no more.
    /// </summary>
    public string? Advice(string text) => text.Trim() switch
    {
        "failed to retrieve some files" => "where pacman asks for signatures, a package whose signature the repository lacks reads so too",
        "unexpected error" => "libalpm gave no reason: a package may be signed by a key that pacman's keyring does not trust; "
            + "'pacman -S' on the host names it",
        _ => null,
    };

    /// <summary>
    /// PackageKit's list has <c>one &lt;-&gt; other (reason)</c> for a conflict, <c>one &lt;- dependency</c> for what is missing, and
    /// <c>one (/file)</c> for a file that is in the way, separated by commas.
    /// </summary>
    public IReadOnlyList<string>? Conflict(string text)
    {
        // PackageKit 1.4.0 says "unexpected error" behind a conflict; its arrow stands for nothing else.
        if (!Solver.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase))
            && !text.Contains(" <-> ", StringComparison.Ordinal))
        {
            return null;
        }

        var found = new SolverNames();
        foreach (var range in text.AsSpan().Split(','))
        {
            var entry = text.AsSpan()[range].Trim();
            var arrow = entry.IndexOf("<-");
            if (arrow > 0)
            {
                var left = entry[..arrow].TrimEnd();
                found.Add(Bare(left[(left.LastIndexOf(' ') + 1)..]));
                found.Add(Bare(SolverNames.WordAt(entry, arrow + (entry[arrow..].StartsWith("<->") ? 3 : 2))));
            }
            else if (entry.IndexOf(" (/") is var file and > 0)
            {
                found.Add(entry[..file]);
            }
        }

        return found.Names;
    }

    /// <summary>Without the version of a dependency.</summary>
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> word)
    {
        var end = word.IndexOfAny("=<>");
        return end < 0 ? word : word[..end];
    }
}
