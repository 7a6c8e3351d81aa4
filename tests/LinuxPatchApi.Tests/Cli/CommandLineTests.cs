using LinuxPatchApi.Cli;
using LinuxPatchApi.Cli.Verbs;

namespace LinuxPatchApi.Tests.Cli;

public sealed class CommandLineTests
{
    private readonly CommandRunner _cli = new();

    [Fact]
    public async Task Version_names_version_commit_and_build_id()
    {
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("--version"));
        Assert.Matches("^linux-patch-api [0-9]+\\.[0-9]+\\.[0-9]+ commit [0-9a-z+]+ build-id ([0-9a-f]{8,}|none)\n$", _cli.Output);
    }

    [Fact]
    public async Task Help_names_every_verb_and_every_exit_code()
    {
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("--help"));
        Assert.All(VerbTable.All, verb => Assert.Contains($"  {verb.Name} ", _cli.Output, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Contains($"\n  {(int)code,-4}", _cli.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_of_each_verb_names_its_options_and_not_the_hidden_ones()
    {
        foreach (var verb in VerbTable.All)
        {
            Assert.Equal(ExitCode.Ok, await _cli.RunAsync([.. verb.Name.Split(' '), "--help"]));
            Assert.All(verb.Options, option =>
                Assert.Equal(!option.IsHidden, _cli.Output.Contains($"\n  {option.Name}", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("check-config --confg x", "linux-patch-api check-config: unknown option --confg (did you mean --config?)")]
    [InlineData("check-config --config", "linux-patch-api check-config: --config needs a value: --config FILE")]
    [InlineData("check-config --config a --config b", "linux-patch-api check-config: --config is given twice")]
    [InlineData("check-config extra", "linux-patch-api check-config: unexpected argument \"extra\"")]
    [InlineData("check-config --print-example=1", "linux-patch-api check-config: --print-example takes no value")]
    [InlineData("chek-config", "linux-patch-api: unknown verb chek-config (did you mean check-config?)")]
    [InlineData("pki", "linux-patch-api pki: a verb is needed")]
    [InlineData("pki frob", "linux-patch-api pki: unknown verb \"frob\"")]
    [InlineData("pki init", "linux-patch-api pki init: --directory DIR is needed")]
    [InlineData("pki init --directory --force", "linux-patch-api pki init: --directory needs a value: --directory DIR")]
    [InlineData("pki init --directory d --days 0", "linux-patch-api pki init: --days must be a whole number from 1 to 36500")]
    [InlineData("pki init --directory d --days 36501", "linux-patch-api pki init: --days must be a whole number from 1 to 36500")]
    [InlineData("pki issue --directory d --name n", "linux-patch-api pki issue: exactly one of --server and --client is needed")]
    [InlineData("pki issue --directory d --name n --server --client",
        "linux-patch-api pki issue: exactly one of --server and --client is needed")]
    [InlineData("pki issue --directory d --name n --server --ip 10.1", "linux-patch-api pki issue: --ip: 10.1 is not an IP address")]
    [InlineData("pki issue --directory d --name n --server --dns a_b", "linux-patch-api pki issue: --dns: a_b is not a DNS name")]
    [InlineData("pki revoke --directory d", "linux-patch-api pki revoke: exactly one of --serial and --certificate is needed")]
    public async Task Mistake_is_named_and_exits_with_the_usage_code(string arguments, string expected)
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(arguments.Split(' ')));
        Assert.Equal(expected, _cli.Error.Split('\n')[0]);
        Assert.StartsWith("Try 'linux-patch-api", _cli.Error.Split('\n')[1], StringComparison.Ordinal);
        Assert.Empty(_cli.Output);
    }

    [Fact]
    public async Task Empty_command_line_and_leading_option_mean_the_default_verb()
    {
        var seen = new List<string?>();
        var run = new Verb(CommandLine.DefaultVerb, "Run", "", [new OptionSpec("--config", "FILE", "")], (options, _, _) =>
        {
            seen.Add(options.Value("--config"));
            return Task.FromResult(ExitCode.Unavailable);
        });

        foreach (var arguments in (string[][])[[], ["--config=/x"], ["run", "--config", "/y"]])
        {
            Assert.Equal(ExitCode.Unavailable, await CommandLine.RunAsync([run], arguments, _cli.Context, CancellationToken.None));
        }
        Assert.Equal([null, "/x", "/y"], seen);
    }
}
