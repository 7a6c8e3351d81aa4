using System.Text.RegularExpressions;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Architecture;

public sealed partial class ArchitectureTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md"));

    [Fact]
    public void Folders_use_only_what_the_table_allows()
    {
        var broken = Arrows().Where(a => !FolderRules.Allowed[a.From].Contains(a.To)).Select(a => $"{a.From} -> {a.To} in {a.File}")
            .Distinct().ToList();
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Table_allows_nothing_that_nobody_uses()
    {
        var used = Arrows().Select(a => (a.From, a.To)).ToHashSet();
        var idle = FolderRules.Allowed.SelectMany(f => f.Value.Select(to => (f.Key, to))).Where(a => !used.Contains(a)).ToList();
        Assert.True(idle.Count == 0, string.Join('\n', idle));
    }

    [Fact]
    public void Arrows_never_lead_back()
    {
        foreach (var folder in FolderRules.Allowed.Keys)
        {
            var reached = new HashSet<string>();
            var next = new Queue<string>(FolderRules.Allowed[folder]);
            while (next.TryDequeue(out var to))
            {
                if (FolderRules.Allowed.TryGetValue(to, out var further) && reached.Add(to))
                {
                    further.ToList().ForEach(next.Enqueue);
                }
            }
            Assert.True(!reached.Contains(folder) || FolderRules.Process.Contains(folder), $"{folder} uses itself by way of others");
        }
    }

    [Fact]
    public void Every_folder_is_in_the_table_and_in_the_guide()
    {
        Assert.Equal(SourceTree.DaemonFolders, FolderRules.Allowed.Keys.Order(StringComparer.Ordinal));
        Assert.All(SourceTree.DaemonFolders, folder => Assert.Contains($"| `{folder}/` |", Guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Guide_has_the_table_of_arrows() => Assert.All(
        FolderRules.Allowed, rule => Assert.Matches(
            $@"\n\| `{rule.Key}/` \| {Regex.Escape(rule.Value.Length == 0 ? "nothing" : string.Join(", ", rule.Value))} \|\n", Guide));

    /// <summary>
    /// Any file may have been replaced by a FIFO, whose open blocks: only <c>Files/RegularFile</c> and its users open files for reading.
    /// </summary>
    [Fact]
    public void Files_are_read_by_what_never_waits_for_a_writer()
    {
        string[] itself = ["Files/RegularFile.cs", "Hardening/Sandbox.cs", "Cli/VersionText.cs"]; // the others read /proc only
        var reading = SourceTree.Files.Where(f =>
            f.Contains("/LinuxPatchApi/", StringComparison.Ordinal) && !itself.Any(i => f.EndsWith(i, StringComparison.Ordinal)))
            .SelectMany(f => WaitingRead().Matches(SourceTree.Code(f)).Select(m => $"{SourceTree.Short(f)}: {m.Value}")).ToList();
        Assert.True(reading.Count == 0, string.Join('\n', reading));
    }

    [GeneratedRegex(@"(?<!Regular|Bounded|Agent)File\.(ReadAll\w+|ReadLines|OpenRead|OpenText|OpenHandle)\(|FileAccess\.Read[,)]")]
    private static partial Regex WaitingRead();

    [Fact]
    public void Log_event_ids_are_unique_over_all_assemblies()
    {
        var events = SourceTree.Files.SelectMany(file =>
            LogEvent().Matches(SourceTree.Code(file)).Select(m => (Id: m.Groups["id"].Value, File: SourceTree.Short(file)))).ToList();
        Assert.True(events.Count > 30, "the pattern finds no log events any more");
        Assert.Equal(events.Count, SourceTree.Files.Sum(f => SourceTree.Code(f).Split("new EventId(").Length - 1));
        var twice = events.GroupBy(e => e.Id).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.File))}").ToList();
        Assert.True(twice.Count == 0, string.Join('\n', twice));
    }

    [Fact]
    public void No_process_is_started_anywhere()
    {
        var found = SourceTree.Files.Where(f => ProcessUse().IsMatch(SourceTree.Code(f))).Select(SourceTree.Short).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void The_library_of_the_bus_is_named_in_one_folder_only()
    {
        var users = SourceTree.Files.Where(f => SourceTree.Code(f).Contains("Tmds.DBus", StringComparison.Ordinal)).Select(SourceTree.Short)
            .ToList();
        Assert.NotEmpty(users);
        Assert.All(users, f => Assert.StartsWith("src/LinuxPatchApi.HostServices/Bus/", f, StringComparison.Ordinal));
    }

    [Fact]
    public void Native_calls_stand_in_the_folders_for_them_and_say_what_breaks_them()
    {
        var users = SourceTree.Files.Where(f => NativeUse().IsMatch(SourceTree.Code(f))).ToList();
        Assert.NotEmpty(users);
        Assert.All(users, f => Assert.Contains("/Native/", SourceTree.Short(f), StringComparison.Ordinal));
        Assert.All(users, f => Assert.Contains("Breaks", File.ReadAllText(f), StringComparison.Ordinal));
    }

    /// <summary>Messages of system exceptions reach users only through the one function for it.</summary>
    [Fact]
    public void Messages_of_exceptions_become_words_in_one_place()
    {
        var others = SourceTree.Files.Where(f =>
            SourceTree.FolderOf(f) is not null && !f.EndsWith("/SystemErrorText.cs", StringComparison.Ordinal))
            .SelectMany(f => CaughtMessage().Matches(SourceTree.Code(f)).Select(_ => SourceTree.Short(f))).Distinct().ToList();

        // Messages of our own exceptions, and of the YAML parser, whose words are ours to show with their place.
        Assert.Equal(
            [
                "src/LinuxPatchApi/Configuration/Yaml/YamlDocumentReader.cs",
                "src/LinuxPatchApi/Packages/Families/Deb/Database/DpkgDatabase.cs",
                "src/LinuxPatchApi/Tls/Revocation/Parsing/CrlParser.cs",
            ],
            others);
    }

    [Fact]
    public void Files_are_short()
    {
        var lines = SourceTree.Files.Select(f => (File: SourceTree.Short(f), Lines: File.ReadLines(f).Count())).OrderBy(f => f.Lines)
            .ToList();
        Assert.Empty(lines.Where(f => f.Lines > 400).Select(f => $"{f.File}: {f.Lines}"));
        Assert.InRange(lines[lines.Count / 2].Lines, 1, 100);
    }

    /// <summary>Uses by name of a complete namespace or of its last part (<c>Jobs.JobLimits</c>).</summary>
    private static IEnumerable<(string From, string To, string File)> Arrows()
    {
        foreach (var file in SourceTree.Files)
        {
            if (SourceTree.FolderOf(file) is not { } from)
            {
                continue;
            }
            foreach (Match match in Use().Matches(SourceTree.Code(file)))
            {
                var to = match.Groups["to"].Value;
                if (to != from && (FolderRules.Allowed.ContainsKey(to) || FolderRules.Assemblies.Contains(to)))
                {
                    yield return (from, to, SourceTree.Short(file));
                }
            }
        }
    }

    [GeneratedRegex(@"(?:LinuxPatchApi\.(?<to>\w+)|(?<![\w.])(?<to>[A-Z]\w+)\.(?=[A-Z]\w+\.?))")]
    private static partial Regex Use();

    [GeneratedRegex(@"new EventId\((?<id>\d+)")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"System\.Diagnostics\.Process\b|\bProcessStartInfo\b|\bProcess\.Start\b|\bposix_spawn|""execve?""|""fork""")]
    private static partial Regex ProcessUse();

    [GeneratedRegex(@"\[(?:LibraryImport|DllImport|UnsafeAccessor)\(|\bNativeLibrary\.|delegate\* unmanaged")]
    private static partial Regex NativeUse();

    [GeneratedRegex(@"catch \(\w*(?:Exception)? (?<name>\w+)\)[^}]*?\b\k<name>\.Message\b")]
    private static partial Regex CaughtMessage();
}
