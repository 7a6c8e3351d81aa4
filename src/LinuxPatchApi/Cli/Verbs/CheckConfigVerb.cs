using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>check-config: validates everything the agent reads at its start, by the same rules, without starting it.</summary>
internal static class CheckConfigVerb
{
    private const string Name = "check-config";
    private const string ConfigOption = "--config";
    private const string PrintReference = "--print-reference";
    private const string PrintExample = "--print-example";
    private const string BeforeStart = "--before-start";

    public static readonly Verb Verb = new(
        Name,
        "Check configuration, allow-list and certificates",
        "Prints each finding as FILE:LINE:COLUMN: SEVERITY: KEY: MESSAGE (HINT). Exits with 0 when the agent can start with these files\n"
        + "(there may be warnings), with 78 when it cannot.",
        [
            new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
            new OptionSpec(BeforeStart, null, "for service managers: leave out what the agent waits for") { IsHidden = true },
            new OptionSpec(PrintReference, null, "print the reference page of all settings") { IsHidden = true },
            new OptionSpec(PrintExample, null, "print the example configuration") { IsHidden = true },
        ],
        (options, context, _) => Task.FromResult(Run(options, context)));

    private static ExitCode Run(ParsedOptions options, CommandContext context)
    {
        string[] alone = [.. new[] { PrintReference, PrintExample, ConfigOption }.Where(options.Has)];
        if (alone.Length > 1)
        {
            return CommandLine.Exclude(context, Name, alone[0], alone[1]);
        }
        if (options.Has(PrintReference) || options.Has(PrintExample))
        {
            context.Output.Write(options.Has(PrintReference) ? ConfigurationReference.Write() : ConfigurationExample.Write());
            return ExitCode.Ok;
        }
        return Check(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile, context, isStarting: options.Has(BeforeStart));
    }

    /// <summary>Changes nothing.</summary>
    /// <param name="isStarting">
    /// True before a start: an address may come late, and a port be free in a moment, so the service manager starts the agent until it can
    /// listen.
    /// </param>
    public static ExitCode Check(string path, CommandContext context, bool isStarting)
    {
        var configuration = ConfigurationLoader.Load(path);
        var tally = new Tally(context.Output);
        tally.Add(configuration.Findings);
        if (configuration.Settings is not { } settings)
        {
            return tally.End("allow-list and certificates were not checked");
        }
        tally.Add(SandboxFindings.Of(path, configuration.Loaded!));
        if (!isStarting)
        {
            tally.Add(BindFindings.Of(configuration.Loaded!));
        }
        tally.Add(AllowListFile.Load(settings.Whitelist.Path, settings.Whitelist.EnrolledPath).Findings);
        var tls = TlsLoader.Load(settings.Tls, AgentPaths.RevocationList(settings), context.Clock.GetUtcNow());
        if (AgentStart.Enrols(settings, tls.Problems))
        {
            context.Output.WriteLine($"there are no certificates yet; the agent will ask {EnrolmentStart.Asked(settings)} for them");
        }
        else
        {
            tally.Add(tls.Problems);
        }
        if (tls.Material?.Crl.DegradedReasonAt(context.Clock.GetUtcNow()) is { } reason)
        {
            tally.AddWarning(reason);
        }
        if (MissingCertificates.Remedy(settings.Tls) is { } remedy)
        {
            context.Output.WriteLine($"what to do: {remedy}");
        }
        return tally.End(null);
    }
}
