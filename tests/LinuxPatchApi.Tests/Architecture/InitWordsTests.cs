namespace LinuxPatchApi.Tests.Architecture;

/// <summary>
/// A text that tells an administrator what to type names the commands of the init system that is there: only one file has them, and every
/// remedy takes them from it. Words of package managers are kept in their families by <see cref="FamilyWordsTests"/>.
/// </summary>
public sealed class InitWordsTests
{
    private const string Home = "Init/InitCommands.cs";

    private static readonly string[] Words =
    [
        "systemctl", "journalctl", "timesyncd", "rc-service", "rc-update", "loginctl", "systemd-analyze", "InitCommands.Systemd",
        "packagekit.service.d",
    ];

    /// <summary>Where a word is no advice for a host with another init system, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal);

    [Fact]
    public void Only_one_file_has_the_commands_of_an_init_system()
    {
        var found = SourceTree.Files.Where(f => Short(f) != Home && !Exceptions.ContainsKey(Short(f))).SelectMany(Said).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void No_exception_is_left_that_nobody_needs() =>
        Assert.All(Exceptions.Keys, file => Assert.NotEmpty(Said(Path.Combine(SourceTree.Daemon, file))));

    [Fact]
    public void The_file_has_them_all() =>
        Assert.True(Said(Path.Combine(SourceTree.Daemon, Home)).Count() > 10);

    private static string Short(string file) => Path.GetRelativePath(SourceTree.Daemon, file);

    /// <summary>Comments may say which command does what the code does.</summary>
    private static IEnumerable<string> Said(string file) => File.ReadLines(file)
        .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
        .SelectMany(line => Words.Where(w => line.Contains(w, StringComparison.Ordinal))
            .Select(w => $"{SourceTree.Short(file)}: {w}: {line.Trim()}"));
}
