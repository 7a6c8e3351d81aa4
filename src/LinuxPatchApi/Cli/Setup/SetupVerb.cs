using System.Net.Sockets;
using LinuxPatchApi.Access;
using LinuxPatchApi.Cli.Agents;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Init;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>setup: from the installed package to an agent that answers, with one command.</summary>
internal static class SetupVerb
{
    private const string Name = "setup";
    private const string AllowOption = "--allow";
    private const string NameOption = "--name";
    private const string CaOption = "--ca";
    private const string OutputOption = "--output";
    private const string ClientOption = "--client";
    private const string ForceOption = "--force";
    private const string NoStartOption = "--no-start";
    private const string ConfigOption = "--config";
    private const string HostsFile = "/etc/hosts";

    public static readonly Verb Verb = new(
        Name,
        "Make this host ready: certificates, allow-list, start, self-test",
        "Makes what is missing and leaves the rest: a CA when there is none, a server certificate with all names and addresses of this\n"
        + "host, a client certificate (tar for curl and the client verb, PKCS#12 for browsers), entries of the allow-list. Starts the\n"
        + "agent, calls it with the client certificate, and prints the line to type on the client. Without --ca the CA's key is kept on\n"
        + "no disk: nothing can be issued or revoked later, and the certificates last 825 days. With --ca DIR the CA of DIR is used, or\n"
        + "made there. A second run changes only what is missing; with --ca DIR also what ends\n"
        + "within 30 days or lacks a name. Exits with 0 when the agent answered.",
        [
            new OptionSpec(AllowOption, "ADDRESS",
                "client that may connect: an address, a network or a host name; needed while the allow-list has none")
            {
                IsRepeatable = true,
            },
            new OptionSpec(NameOption, "NAME", "further name or address that clients call this host by") { IsRepeatable = true },
            new OptionSpec(CaOption, "DIR", "directory for the CA and its key"),
            new OptionSpec(OutputOption, "DIR", "directory for the client's files, ~/linux-patch-api-client by default"),
            new OptionSpec(ClientOption, "NAME", $"common name of the client's certificate, {SetupOptions.DefaultClient} by default"),
            new OptionSpec(ForceOption, null, "replace certificates that are there; clients of another CA are refused then"),
            new OptionSpec(NoStartOption, null, "write the files only"),
            new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
        ],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions parsed, CommandContext context, CancellationToken cancellation)
    {
        SystemRoots.Ignore();
        var options = new SetupOptions(
            parsed.Values(AllowOption),
            parsed.Values(NameOption),
            parsed.Value(CaOption),
            Path.GetFullPath(parsed.Value(OutputOption) ?? ClientCertificates.OfSetup),
            parsed.Value(ClientOption),
            parsed.Has(ForceOption));
        foreach (var entry in options.Allow)
        {
            if (AllowListEdit.Problem(entry) is { } why)
            {
                return CommandLine.Usage(context, Name, $"{AllowOption}: {Quoted.Show(entry)} {why}");
            }
        }
        if (options.Names.FirstOrDefault(name => !StrictAddress.TryParse(name, out _) && !HostName.IsValid(name)) is { } bad)
        {
            return CommandLine.Usage(context, Name, $"{NameOption}: {Quoted.Show(bad)} is no host name and no IP address");
        }
        var report = new StepReport(context, Name);
        var paths = AgentPaths.FromEnvironment(parsed.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        var configuration = ConfigurationLoader.Load(paths.ConfigurationFile);
        if (configuration.Settings is not { } settings)
        {
            var first = configuration.Findings.First(f => f.Severity == FindingSeverity.Error);
            return report.Fail(new StepFailure("configuration", first.ToString(),
                "correct it ('linux-patch-api check-config' shows all), or copy /usr/share/linux-patch-api/config.yaml there",
                ExitCode.Configuration));
        }
        var hostname = new HostFacts(paths.Host).Hostname;
        var names = ServerNames.Of(
            options.Names, HostAddresses.Read(hostname), Lines(HostsFile), await CanonicalAsync(hostname, context.Clock, cancellation));
        var certificates = new SetupCertificates(settings, options, names, hostname, context);
        var target = RunningAgent.Target(settings.Server.Bind, settings.Server.Port);
        // Before anything is written: certificates and a password are not shown to somebody who must type the command again.
        if ((AllowListStep.Check(settings.Whitelist.Path, options.Allow) ?? certificates.Run(report)
            ?? AllowListStep.Run(settings.Whitelist.Path, options.Allow, target.Address, report)) is { } failure)
        {
            return report.Fail(failure);
        }
        // On an enrolled host other files are in force now.
        settings = ConfigurationLoader.Load(paths.ConfigurationFile).Settings ?? settings;
        if (parsed.Has(NoStartOption))
        {
            report.Say("start", $"left to you: {InitCommands.Here.Start("linux-patch-api")}");
        }
        else if (await HostSteps.StartAndTestAsync(paths, settings, certificates.LoadClient, certificates.Client.Certificate,
            context, report, cancellation) is { } failed)
        {
            return report.Fail(failed);
        }
        SayLine(certificates, options, report);
        return ExitCode.Ok;
    }

    private static void SayLine(SetupCertificates certificates, SetupOptions options, StepReport report)
    {
        var url = $"{ClientAddress.Url(certificates.Called())}/health";
        var client = options.Allow.Count > 0 ? options.Allow[0] : "the client";
        report.Plain("");
        report.Plain(File.Exists(certificates.Client.Archive)
            ? $"Carry {certificates.Client.Archive} to {client}, then type there:"
            : $"On {client}, with the client.tar of the first run (setup --force makes another, and another CA):");
        report.Plain("  mkdir -p ~/.config/linux-patch-api && tar -xf client.tar -C ~/.config/linux-patch-api "
            + "&& cd ~/.config/linux-patch-api");
        report.Plain($"  curl --cacert ca.pem --cert client.pem --key client.key.pem {url}");
        report.Plain("Or, with this program: linux-patch-api client status");
        report.Plain("warning: the archive replaces what is there for another host. For more hosts than one unpack each into a directory "
            + "DIR of its own, and type:");
        report.Plain("  linux-patch-api client -H HOST --ca DIR/ca.pem --cert DIR/client.pem --key DIR/client.key.pem status");
    }

    /// <summary>The full name by the resolver; null when there is none in time.</summary>
    private static async Task<string?> CanonicalAsync(string hostname, TimeProvider clock, CancellationToken cancellation)
    {
        using var deadline = new Timing.Deadline(SetupLimits.Lookup, clock, cancellation);
        try
        {
            return (await System.Net.Dns.GetHostEntryAsync(hostname, deadline.Token)).HostName;
        }
        catch (Exception e) when (e is SocketException || deadline.IsOver)
        {
            return null;
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return RegularFile.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
