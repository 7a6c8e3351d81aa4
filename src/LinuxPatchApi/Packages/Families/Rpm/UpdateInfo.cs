using System.Text;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Rpm;

/// <summary>
/// Reads a repository's updateinfo.xml tag by tag, for the severities of security advisories: it may have a hundred megabytes, of which a
/// few tags count. Pure.
/// </summary>
internal static class UpdateInfo
{
    /// <summary>Characters of a tag or a text kept. Origin: a package's tag has 400; descriptions are passed over.</summary>
    private const int MostKept = 4096;

    /// <param name="found">Receives the worst severity of each build.</param>
    /// <returns>False when it has more characters than <paramref name="most"/>, or is cut.</returns>
    public static bool Read(
        Stream stream, long most, IReadOnlySet<string> names, Dictionary<string, string> found, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var buffer = new char[64 * 1024];
        var (kept, isTag, count) = (new StringBuilder(), false, 0L);
        char last = '\0', beforeLast = '\0';
        var advisory = new Advisory(names, found);
        for (var length = reader.Read(buffer); length > 0; length = reader.Read(buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((count += length) > most)
            {
                return false;
            }

            foreach (var c in buffer.AsSpan(0, length))
            {
                if (isTag ? c == '>' && !IsOpen(kept, last, beforeLast) : c == '<')
                {
                    advisory.Take(kept.ToString(), isTag);
                    kept.Clear();
                    isTag = !isTag;
                }
                else if (kept.Length < MostKept)
                {
                    kept.Append(c);
                }

                beforeLast = last;
                last = c;
            }
        }

        return advisory.IsComplete;
    }

    /// <summary>A comment and a section of raw text may have a <c>&gt;</c>, and end behind two characters of their own.</summary>
    private static bool IsOpen(StringBuilder kept, char last, char beforeLast) => kept.Length > 2 && kept[0] == '!'
        && (kept[1] == '-' ? last != '-' || beforeLast != '-' || kept.Length < 5 : kept[1] == '[' && (last != ']' || beforeLast != ']'));

    /// <summary>The advisory that is being read.</summary>
    private sealed class Advisory(IReadOnlySet<string> names, Dictionary<string, string> found)
    {
        private readonly List<string> _builds = [];
        private bool _isSecurity;
        private bool _isSeverity;
        private string _severity = Severities.Unknown;

        public bool IsComplete { get; private set; }

        public void Take(string text, bool isTag)
        {
            if (!isTag)
            {
                _severity = _isSeverity ? Word(text.Trim()) : _severity;
                return;
            }

            _isSeverity = text == "severity";
            IsComplete |= text == "/updates" || (text.EndsWith('/') && Is(text.TrimEnd('/') + " ", "updates"));
            if (Is(text, "update"))
            {
                _builds.Clear();
                (_isSecurity, _severity) = (Attribute(text, "type") == "security", Severities.Unknown);
            }
            else if (_isSecurity && Is(text, "package") && Attribute(text, "name") is { } name && names.Contains(name))
            {
                var epoch = Attribute(text, "epoch") is { Length: > 0 } e and not "0" ? e + ":" : "";
                _builds.Add(IAdvisorySeverities.KeyOf(
                    name, $"{epoch}{Attribute(text, "version")}-{Attribute(text, "release")}", Attribute(text, "arch") ?? ""));
            }
            else if (text == "/update" && _isSecurity)
            {
                foreach (var build in _builds)
                {
                    found[build] = found.TryGetValue(build, out var other) ? Worse(other, _severity) : _severity;
                }
            }
        }

        /// <summary>One that is not known may be the worse one.</summary>
        private static string Worse(string a, string b) => a == "critical" || b == "critical" ? "critical"
            : Severities.Rank(a) is { } left && Severities.Rank(b) is { } right ? left > right ? a : b
            : Severities.Unknown;

        private static string Word(string text) => text.ToLowerInvariant() switch
        {
            "critical" => "critical",
            "important" => "high",
            "moderate" => "medium",
            "low" => "low",
            _ => Severities.Unknown,
        };

        private static bool Is(string tag, string name) =>
            tag.StartsWith(name, StringComparison.Ordinal) && tag.Length > name.Length && char.IsWhiteSpace(tag[name.Length]);

        private static string? Attribute(string tag, string name)
        {
            for (var at = tag.IndexOf(name, StringComparison.Ordinal); at > 0; at = tag.IndexOf(name, at + 1, StringComparison.Ordinal))
            {
                var equals = at + name.Length;
                if (char.IsWhiteSpace(tag[at - 1]) && equals + 1 < tag.Length && tag[equals] == '='
                    && tag[equals + 1] is '"' or '\'')
                {
                    var end = tag.IndexOf(tag[equals + 1], equals + 2);
                    return end < 0 ? null : tag[(equals + 2)..end];
                }
            }

            return null;
        }
    }
}
