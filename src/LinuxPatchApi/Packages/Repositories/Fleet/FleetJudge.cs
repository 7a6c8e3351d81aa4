using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Packages.Repositories.Fleet;

/// <summary>What was judged good: the line or section, and the key.</summary>
internal sealed record JudgedRepository(string Source, FleetKey Key);

/// <summary>
/// Judges what a manager wants a host to install from. Who may name a repository may have any program run as root, so nothing is written
/// that is not of the known form. Pure.
/// </summary>
internal static class FleetJudge
{
    /// <param name="content">The body of the manager's answer.</param>
    /// <returns>Null with a clause that says what is wrong.</returns>
    public static (JudgedRepository? Good, string? Problem) Judge(
        byte[] content, IFleetRepository family, FleetRelease release, FleetHosts hosts, DateTimeOffset now)
    {
        var (query, whyNot) = family.Query(release);
        if (query is null)
        {
            return (null, whyNot);
        }
        var (answer, problem) = FleetAnswer.Parse(content, family.KeyMember);
        if (answer is null)
        {
            return (null, problem);
        }
        if (answer.Distribution != query.Distribution)
        {
            return (null, $"distro_id is {Cut(answer.Distribution)}, not {query.Distribution}");
        }
        if (answer.KeyringPath != "/" + family.KeyFile)
        {
            return (null, $"keyring_path is {Cut(answer.KeyringPath)}, not /{family.KeyFile}");
        }
        (var source, problem) = family.Judge(answer.Source, query.Suite, hosts);
        if (source is null)
        {
            return (null, $"sources_config: {problem}");
        }
        if (answer.Key.Trim().Length == 0)
        {
            return (null, $"{family.KeyMember} is empty");
        }
        (var key, problem) = family.ReadKey(answer.Key, now);
        return key is null ? (null, $"{family.KeyMember}: {problem}") : (new JudgedRepository(source, key), null);
    }

    /// <summary>A text of the manager's for people: short, on one line.</summary>
    public static string Cut(string text) => text.Length == 0 ? "empty" : OneLine.Of(text, 80);

    /// <summary>The lines of a text; null when it has a control character other than the end of a line.</summary>
    public static List<string>? Lines(string text)
    {
        // The manager has sent a backslash and an n in place of each end of a line.
        var whole = text.Contains('\n', StringComparison.Ordinal) ? text : text.Replace("\\n", "\n", StringComparison.Ordinal);
        return whole.Any(c => c != '\n' && c is < ' ' or > '~') ? null
            : [.. whole.Split('\n').Select(line => line.Trim(' ')).Where(line => line.Length > 0)];
    }
}
