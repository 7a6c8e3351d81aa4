using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>A file that belongs to the agent's unit: the unit itself or a drop-in.</summary>
internal sealed record UnitFile(string Path, string Text);

/// <summary>
/// The agent's unit as systemd would load it from its files (systemd.unit(5), "Unit File Load Path"). A command of an operator runs outside
/// of the unit's sandbox; this says what the agent would see inside of it.
/// </summary>
/// <param name="Fragment">Null where the unit is not installed: then nothing is known about a sandbox.</param>
/// <param name="DropIns">In the order in which they apply: a later one overrides an earlier one.</param>
internal sealed record AgentUnit(UnitFile? Fragment, IReadOnlyList<UnitFile> DropIns)
{
    private const string Name = "linux-patch-api.service";

    /// <summary>Every folder of drop-ins that applies to the unit, the most specific one first.</summary>
    private static readonly string[] Folders = [Name + ".d", "linux-patch-.service.d", "linux-.service.d", "service.d"];

    /// <summary>The load path of the system manager, the first one wins.</summary>
    private static readonly string[] Places =
    [
        "etc/systemd/system.control", "run/systemd/system.control", "run/systemd/transient", "run/systemd/generator.early",
        "etc/systemd/system", "etc/systemd/system.attached", "run/systemd/system", "run/systemd/system.attached",
        "run/systemd/generator", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system",
        "run/systemd/generator.late",
    ];

    /// <summary>What is an empty or private directory inside (systemd.exec(5), ProtectHome= and PrivateTmp=).</summary>
    private static readonly (string Directive, string[] Roots)[] Hidden =
        [("ProtectHome", ["/home", "/root", "/run/user"]), ("PrivateTmp", ["/tmp", "/var/tmp"])];

    /// <summary>Directories that the unit may write whatever ProtectSystem= says, each below its parent (systemd.exec(5)).</summary>
    private static readonly (string Directive, string Parent)[] Owned =
        [("StateDirectory", "/var/lib"), ("LogsDirectory", "/var/log"), ("RuntimeDirectory", "/run"), ("CacheDirectory", "/var/cache")];

    /// <summary>Returns the unit of this host; null when its files cannot be read.</summary>
    public static AgentUnit? OfHost()
    {
        try
        {
            return Read("/");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public static AgentUnit Read(string root)
    {
        var fragment = Places.Select(place => Path.Combine(root, place, Name)).FirstOrDefault(File.Exists);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in Folders.SelectMany(folder => Places.Select(place => Path.Combine(root, place, folder))))
        {
            if (Directory.Exists(place))
            {
                foreach (var path in Directory.EnumerateFiles(place, "*.conf"))
                {
                    // A file masks the ones of the same name in later folders; a link to /dev/null masks and adds nothing.
                    found.TryAdd(Path.GetFileName(path), path);
                }
            }
        }

        return new AgentUnit(
            fragment is null ? null : new UnitFile(fragment, TextOf(fragment)),
            [.. found.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new UnitFile(f.Value, TextOf(f.Value)))]);
    }

    private static string TextOf(string path) => RegularFile.IsNull(path) ? "" : RegularFile.ReadAllText(path);

    /// <summary>Returns the last value of a directive of [Service]; null when no file has one.</summary>
    public string? Value(string directive) => All(directive).LastOrDefault();

    /// <summary>Returns a directive's assignments in [Service] of one file.</summary>
    public static IEnumerable<(string Directive, string Value)> Assignments(string text)
    {
        var isService = false;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line is ['[', ..])
            {
                isService = line == "[Service]";
            }
            else if (isService && line is [not ('#' or ';'), ..] && line.IndexOf('=') is > 0 and var at)
            {
                yield return (line[..at].TrimEnd(), line[(at + 1)..].TrimStart());
            }
        }
    }

    /// <summary>Returns why the agent cannot see a file that this process sees; null when it can, or when that is unknown.</summary>
    /// <remarks>Follows links: the agent has to see each of them, and what they lead to.</remarks>
    public string? WhyHidden(string path)
    {
        if (Fragment is null)
        {
            return null;
        }

        var direct = Path.GetFullPath(path);
        List<string> bound = [.. Bound("BindPaths"), .. Bound("BindReadOnlyPaths")];
        foreach (var step in AgentFile.Steps(path).Where(step => !bound.Exists(place => IsBelow(step, place))))
        {
            foreach (var (directive, roots) in Hidden)
            {
                if (Value(directive) is { } value && !IsOff(value) && value != "read-only"
                    && roots.FirstOrDefault(root => IsBelow(step, root)) is { } hidden)
                {
                    return $"{(IsBelow(direct, hidden) ? "" : $"{path} leads to {step}, and ")}the agent sees nothing of {hidden}: "
                        + $"its unit has {directive}={value}";
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Returns why the agent cannot write below a directory, or beside a file; null when it can, or when that is unknown. Follows links.
    /// </summary>
    public string? WhyReadOnly(string path, bool isDirectory = true)
    {
        if (WhyHidden(path) is { } hidden)
        {
            return hidden;
        }

        var end = AgentFile.End(path);
        var directory = isDirectory ? end : Path.GetDirectoryName(end)!;
        return Fragment is null || Value("ProtectSystem") != "strict" || Writable().Any(root => IsBelow(directory, root)) ? null
            : $"the agent cannot write {(end == Path.GetFullPath(path) ? "there" : $"to {directory}")}: its unit has ProtectSystem=strict";
    }

    private IEnumerable<string> Writable()
    {
        var own = Owned.SelectMany(o => Words(o.Directive).Select(name => Path.Combine(o.Parent, name.Split(':')[0])));
        return own.Concat(Words("ReadWritePaths").Select(path => path.TrimStart('-', '+'))).Concat(Bound("BindPaths"));
    }

    /// <summary>The places of bind mounts, which show there what the rest of the sandbox hides (systemd.exec(5), BindPaths=).</summary>
    private IEnumerable<string> Bound(string directive) => Words(directive).Select(bind => bind.TrimStart('-').Split(':'))
        .Select(bind => bind is [_, { Length: > 0 } place, ..] ? place : bind[0]);

    /// <summary>Returns the entries of a list: assignments add to it, and an empty one clears it (systemd.exec(5)).</summary>
    private List<string> Words(string directive)
    {
        var words = new List<string>();
        foreach (var value in All(directive))
        {
            words = value.Length == 0 ? [] : [.. words, .. value.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        }

        return words;
    }

    private IEnumerable<string> All(string directive) => (Fragment is null ? DropIns : [Fragment, .. DropIns])
        .SelectMany(file => Assignments(file.Text)).Where(a => a.Directive == directive).Select(a => a.Value);

    /// <summary>systemd.syntax(7), boolean arguments.</summary>
    private static bool IsOff(string value) => value.ToLowerInvariant() is "0" or "no" or "n" or "false" or "f" or "off" or "";

    private static bool IsBelow(string path, string root)
    {
        var whole = Path.GetFullPath(path);
        return whole == root || whole.StartsWith(root + "/", StringComparison.Ordinal);
    }
}
