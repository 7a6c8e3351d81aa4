using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Systemd;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Timing;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>doctor: queries the running agent; where that is not possible, runs the same checks in this process.</summary>
internal static class DoctorVerb
{
    private const string ConfigOption = "--config";
    private const string FixOption = "--fix";
    private const string CertificateOption = "--cert";
    private const string KeyOption = "--key";

    public static readonly Verb Verb = new(
        "doctor",
        "Examine the host: what was seen, what is wrong, the exact remedy",
        "Queries the running agent with a client certificate of this host (NAME.pem and NAME.key.pem beside the server certificate, or\n"
        + "--cert and --key). When the agent cannot be queried, this command runs the same checks itself.\n"
        + "Exits with 0 when every check is ok or a warning, with 1 when one failed.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
            new OptionSpec(CertificateOption, "FILE", "client certificate to query the agent with"),
            new OptionSpec(KeyOption, "FILE", "its private key"),
            new OptionSpec(FixOption, null, "fix what can be fixed without risk: a private key that others can read")],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        if (options.Value(CertificateOption) is null != options.Value(KeyOption) is null)
        {
            return CommandLine.Usage(context, "doctor", $"{CertificateOption} and {KeyOption} belong together");
        }

        // Nothing here trusts the system's root certificates, so the framework need not load them.
        SystemRoots.Ignore();
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        var configuration = ConfigurationLoader.Load(paths.ConfigurationFile);
        if (configuration.Loaded is not { } loaded)
        {
            var problems = string.Join("; ", configuration.Findings.Where(f => f.Severity != FindingSeverity.Info));
            var failed = CheckResult.Fail(
                ConfigCheck.Name, "not usable", problems, "correct the file; 'linux-patch-api check-config' shows every mistake");
            return Print([failed], context);
        }

        var settings = loaded.Settings;
        var tls = new TlsMonitor(AgentPaths.RevocationList(settings), context.Clock);
        var first = tls.Reload(settings.Tls);
        if (options.Has(FixOption) && first.Problems.FirstOrDefault(p => p.Reason == TlsFailure.KeyTooOpen) is { } open)
        {
            context.Output.WriteLine(PrivateMode.Set(open.Path) is { } why
                ? $"not fixed: {why}"
                : $"fixed: {open.Path} has mode 0600 now; whoever could read it may still know the key");
            tls.Reload(settings.Tls);
        }

        var lifetimes = new DnsLifetimes(DnsServers.Configured, context.Clock);
        var allowList = new AllowListMonitor(new DnsHostResolver(lifetimes, context.Clock), context.Clock);
        allowList.Reload(settings.Whitelist.Path);
        await ResolveAsync(allowList, context.Clock, cancellation);
        var findings = configuration.Findings.Where(f => f.Severity != FindingSeverity.Info).Select(f => f.ToString()).ToList();
        var files = new FilesInForce(new ConfigurationMonitor(paths.ConfigurationFile, loaded), tls, allowList, context.Clock, findings);
        return Print(await ExamineAsync(files, paths, Client(options, settings, context), context, cancellation), context);
    }

    /// <summary>Resolves host names as the agent does. The check of the allow-list reports those not resolved in time.</summary>
    private static async Task ResolveAsync(AllowListMonitor allowList, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new Deadline(AllowListLimits.ResolveTimeout, time, cancellation);
        try
        {
            await allowList.ResolveAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            // Reported by the check of the allow-list.
        }
    }

    /// <summary>Runs the checks that only this process can make, then returns the agent's checks, or runs the same ones here.</summary>
    private static async Task<IReadOnlyList<CheckResult>> ExamineAsync(
        FilesInForce files, AgentPaths paths, (X509Certificate2, string)? own, CommandContext context, CancellationToken cancellation)
    {
        await using var bus = new SystemBus(paths.BusAddress, context.Clock, NullLogger.Instance);
        await bus.StartAsync(cancellation);
        var host = new HostFacts(paths.Host);
        var results = new List<CheckResult>();
        if (await new UnitCheck(new SystemdClient(bus)).RunAsync(CheckDepth.Asked, cancellation) is { } unit)
        {
            results.Add(unit);
        }

        var place = RunningAgent.Target(files.Current.Settings.Server.Bind, files.Current.Settings.Server.Port);
        var listening = await RunningAgent.ListeningAsync(place, context.Clock, cancellation);
        results.Add(listening);
        IReadOnlyList<CheckResult>? agentChecks = null;
        if (listening.Status == CheckStatus.Ok && files.Current.Material is not null)
        {
            (var ownClient, agentChecks) = await new RunningAgent(files.Current, context.Clock).QueryAsync(place, own, cancellation);
            results.Add(ownClient);
        }

        var facts = PackageFacts.Read(paths.Host, host, context.Clock);
        var packages = new PackageModule(bus, paths, facts, files, context.Clock, NullLoggerFactory.Instance);
        await packages.Installed.CurrentAsync(cancellation);
        var here = new CheckTable(AgentChecks.OfHost(bus, packages, host, files, () => false, context.Clock));
        if (agentChecks is null)
        {
            context.Output.WriteLine("the running agent was not queried; these are the same checks, run by this command");
            if (await new DropInCheck().RunAsync(CheckDepth.Asked, cancellation) is { } dropIns)
            {
                results.Add(dropIns);
            }

            return [.. results, .. await here.ExamineAsync(cancellation)];
        }

        context.Output.WriteLine($"the running agent at {place} was queried");
        return [.. results, .. agentChecks];
    }

    private static (X509Certificate2, string)? Client(ParsedOptions options, Settings settings, CommandContext context)
    {
        var now = context.Clock.GetUtcNow();
        if (options.Value(CertificateOption) is { } certificate)
        {
            return OwnClient.Load(certificate, options.Value(KeyOption)!, now) is { } given ? (given, certificate) : null;
        }

        string[] near = [settings.Tls.ServerCertificatePath, settings.Tls.CaCertificatePath];
        return OwnClient.Find(near.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!), now);
    }

    private static ExitCode Print(IReadOnlyList<CheckResult> checks, CommandContext context)
    {
        foreach (var check in checks)
        {
            context.Output.WriteLine($"{CheckResult.WireName(check.Status),-8} {check.Name}: {check.Seen}");
            if (check.Problem is { } problem)
            {
                context.Output.WriteLine($"         problem: {problem}");
            }

            if (check.Remedy is { } remedy)
            {
                context.Output.WriteLine($"         remedy:  {remedy}");
            }
        }

        return checks.Any(c => c.Status == CheckStatus.Failed) ? ExitCode.Failure : ExitCode.Ok;
    }
}
