using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Host;
using LinuxPatchApi.ManagerRepository;

namespace LinuxPatchApi.Cli.Units;

/// <summary>write-repository: run by linux-patch-api-repository.service for the agent.</summary>
internal static class WriteRepositoryVerb
{
    private const string ConfigOption = "--config";

    public static readonly Verb Verb = new(
        "write-repository",
        "Write the line and the key of the manager's repository",
        "Judges the manager's answer that the agent has kept once more, and writes the two files that it stands for; nothing else. The\n"
        + "agent starts linux-patch-api-repository.service for it, which may write in their directories only.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default")],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        var loaded = ConfigurationLoader.Load(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        var facts = new HostFacts(HostPaths.Host);
        var problem = loaded.Settings is { } settings
            ? RepositoryHost.Of(facts.Family, AgentChecks.Release(facts.OsRelease), HostPaths.Host.Root)
                .WriteKept(AgentPaths.ManagerRepository(settings), settings.Enrollment, context.Clock.GetUtcNow())
            : "the configuration cannot be used";
        if (problem is not null)
        {
            context.Error.WriteLine($"linux-patch-api write-repository: {problem}");
            return ExitCode.InputOutput;
        }
        context.Output.WriteLine("the manager's repository is set up");
        return ExitCode.Ok;
    }
}
