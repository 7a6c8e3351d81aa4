using LinuxPatchApi.Packages.Engines;

namespace LinuxPatchApi.Packages.Families.Apk;

/// <summary>Recognises failures by the messages of apk-tools, which its D-Bus service passes on in its own words or not at all.
/// Pure.</summary>
internal sealed class ApkFailureTexts : IFailureTexts
{
    public static readonly ApkFailureTexts Instance = new();

    /// <summary>Headings and lines of apk's solver (apk-tools, solver and print).</summary>
    private static readonly string[] Solver =
        ["unable to select packages", "no such package", "required by:", "conflicts:", "breaks:", "satisfies:", "masked in:"];

    public bool IsHeldLock(string text) => Has(text, "unable to lock database");

    public bool IsNoLock(string text) => false;

    public bool IsUnsigned(string text) => Has(text, "untrusted signature") || Has(text, "bad signature");

    public bool IsNetwork(string text) => Has(text, "temporary error") || Has(text, "network error") || Has(text, "dns lookup")
        || Has(text, "connection ");

    public bool IsScript(string text) => Has(text, "script exited") || Has(text, ".post-") || Has(text, ".pre-");

    /// <summary>
    /// A problem's heading is indented by two and ends with a colon: <c>name (no such package):</c> or <c>name-version-rN:</c>. A line
    /// below it may name others, as <c>name-version-rN</c> or <c>world[name]</c>.
    /// </summary>
    public IReadOnlyList<string>? Conflict(string text)
    {
        if (!Solver.Any(words => Has(text, words)))
        {
            return null;
        }

        var found = new SolverNames();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].Trim();
            if (line.EndsWith(":") && !Has(line, "unable to select packages"))
            {
                found.Add(SolverNames.NameOf(SolverNames.WordAt(line, 0)));
            }
            else if (line.StartsWith("conflicts:") || line.StartsWith("required by:") || line.StartsWith("breaks:"))
            {
                AddAll(found, line[(line.IndexOf(':') + 1)..]);
            }
            else if (line.EndsWith(": no such package", StringComparison.OrdinalIgnoreCase))
            {
                found.Add(line[..line.IndexOf(':')]);
            }
        }

        return found.Names;
    }

    private static void AddAll(SolverNames found, ReadOnlySpan<char> words)
    {
        foreach (var range in words.Split(' '))
        {
            var word = words[range].Trim();
            var bracket = word.IndexOf('[');
            word = bracket < 0 ? word : word.StartsWith("world[") ? [] : word[..bracket];
            found.Add(SolverNames.NameOf(word));
        }
    }

    private static bool Has(ReadOnlySpan<char> text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
