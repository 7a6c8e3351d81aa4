using System.Text.RegularExpressions;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Cli.Verbs;
using LinuxPatchApi.Tests.Cli;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Docs;

/// <summary>
/// What the pages promise is there: every command line of this program in them is run (the recipes with curl are played by a system test,
/// which has a host), and every code has its row.
/// </summary>
public sealed partial class UsagePagesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Pages =>
    [
        "README.md", "packaging/common/usr/share/doc/linux-patch-api/README.md",
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/usage"), "*.md")
            .Select(path => "docs/usage/" + Path.GetFileName(path)).Order(),
    ];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_line_of_the_page_is_understood_and_those_of_the_authority_succeed(string page)
    {
        var pki = _directory.File("pki");
        await File.WriteAllTextAsync(_directory.File("config.yaml"), "server: {port: 1}\n", TestContext.Current.CancellationToken);
        foreach (var line in Commands(File.ReadAllText(Path.Combine(Repository.Root, page))))
        {
            var words = Words(line.Replace("/root/pki", pki, StringComparison.Ordinal));
            var cli = new CommandRunner();

            // The agent itself, and what would change this host, are only parsed: an option that does not exist is answered before that.
            var isRun = words is ["pki", "init", ..] or ["check-config", ..] or ["audit", ..] or ["--version"]
                || (words is ["pki", "issue" or "crl", ..] && Directory.Exists(pki));
            var code = await cli.RunAsync(isRun ? WithFile(words) : [.. words, "--help"]);
            Assert.True(code != ExitCode.Usage, $"{page}: {line}: {cli.Error}");
            Assert.True(words[0] != "pki" || !isRun || code == ExitCode.Ok, $"{page}: {line}: {cli.Error}");
            if (!isRun)
            {
                AssertOptionsExist(page, words);
            }
        }
    }

    /// <summary>A reader goes from page to page with the same files: what one page makes, the next one uses.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void The_certificate_of_a_client_has_the_same_name_on_every_page(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        Assert.All(ClientFile().Matches(text), m => Assert.Matches(@"^(.*/)?client(\.key)?\.(pem|p12)$", m.Groups[1].Value));
        Assert.All(ClientName().Matches(text), m => Assert.Equal("client", m.Groups[1].Value));
    }

    [GeneratedRegex(@"(?:--cert|--key|-in|-inkey|-out|--certificate) ([^\s`""]+\.(?:pem|p12))(?! -noout)")]
    private static partial Regex ClientFile();

    [GeneratedRegex(@"--client --name (\w+)")]
    private static partial Regex ClientName();

    [Fact]
    public void Every_error_code_is_in_the_table_of_the_cookbook()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/usage/cookbook.md"));
        Assert.All(Enum.GetValues<ApiReason>(), reason =>
        {
            var entry = ApiReasonTable.Of(reason);
            Assert.Contains(page.Split('\n'), row => row.StartsWith("| ", StringComparison.Ordinal)
                && row.Contains($"`{entry.Code}`", StringComparison.Ordinal)
                && row.Split('|')[1].Contains($"{entry.Status}", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_exit_code_is_in_the_table_of_troubleshooting()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/usage/troubleshooting.md"));
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($"\n| {(int)code} | ", page, StringComparison.Ordinal));
    }

    /// <summary>Command lines in blocks and between backquotes; those with words in capitals are left out.</summary>
    private static IEnumerable<string> Commands(string page)
    {
        const string program = "linux-patch-api ";
        foreach (var text in page.Split('\n').SelectMany(line => line.Contains('`') ? line.Split('`') : [line]))
        {
            var line = text.Trim().Split(" #")[0].Split(" && ")[0].TrimEnd();
            if (line.StartsWith(program, StringComparison.Ordinal) && !line.Contains("DIR", StringComparison.Ordinal)
                && !line.Contains("FILE", StringComparison.Ordinal) && !line.Contains("NAME", StringComparison.Ordinal))
            {
                var command = line[program.Length..];
                if (command is not ("pki" or "audit"))
                {
                    yield return command; // The name of a group alone is prose.
                }
            }
        }
    }

    private static string[] Words(string line) =>
        [.. line.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Without other arguments these read the configuration of this machine.</summary>
    private string[] WithFile(string[] words) => words is ["check-config"] or ["audit", "verify"]
        ? [.. words, "--config", _directory.File("config.yaml")] : words;

    private static void AssertOptionsExist(string page, string[] words)
    {
        var verb = VerbTable.All.FirstOrDefault(v => v.Name == words[0])
            ?? VerbTable.All.First(v => v.Name == string.Join(' ', words.Take(2)));
        Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word is not "--help"), word => Assert.True(
            verb.Options.Any(option => option.Name == word.Split('=')[0]), $"{page}: {verb.Name} has no option {word}"));
    }
}
