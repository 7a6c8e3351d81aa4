using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Cli.Agents;
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
using LinuxPatchApi.ManagerRepository;
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
        "Queries the running agent with a client certificate that is on this host (--cert and --key, NAME.pem and NAME.key.pem beside\n"
        + "the server certificate, or what setup left in ~/linux-patch-api-client or was unpacked into ~/.config/linux-patch-api) over an\n"
        + "address that the allow-list admits: 127.0.0.1, unless server.bind names another.\n"
        + "When the agent cannot be queried, this command runs the same checks itself. A check that could not be made is 'not tested'.\n"
        + "Exits with 1 when a check failed, else with 0.",
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
        await using var bus = new SystemBus(paths.BusAddress, context.Clock, NullLogger.Instance);
        await bus.StartAsync(cancellation);
        var configuration = ConfigurationLoader.Load(paths.ConfigurationFile);
        if (configuration.Loaded is not { } loaded)
        {
            return Print(await WithoutConfigurationAsync(configuration.Findings, bus, cancellation), context);
        }

        var settings = loaded.Settings;
        var tls = new TlsMonitor(AgentPaths.RevocationList(settings), context.Clock);
        var first = tls.Reload(settings.Tls);
        if (options.Has(FixOption) && first.Problems.FirstOrDefault(p => p.Reason == TlsFailure.KeyTooOpen) is { } open)
        {
            context.Output.WriteLine(PrivateMode.Set(open.Path) is { } why
                ? $"not fixed: {why}"
                : $"fixed: {open.Path} has mode 0600 now; whoever could read it may still know the key");
            first = tls.Reload(settings.Tls);
        }

        var lifetimes = new DnsLifetimes(DnsServers.Configured, context.Clock);
        var allowList = new AllowListMonitor(new DnsHostResolver(lifetimes, context.Clock), context.Clock);
        var allowed = allowList.Reload(settings.Whitelist.Path, settings.Whitelist.EnrolledPath);
        await ResolveAsync(allowList, context.Clock, cancellation);
        var findings = configuration.Findings.Concat(SandboxFindings.Of(paths.ConfigurationFile, loaded)).Concat(BindFindings.Of(loaded))
            .Where(f => f.Severity != FindingSeverity.Info).Select(f => f.ToString()).ToList();
        var files = new FilesInForce(new ConfigurationMonitor(paths.ConfigurationFile, loaded), tls, allowList, context.Clock, findings);
        var onDisk = new OnDisk(
            files.Current, first,
            AuthorityFile.Load(settings.Tls.CaCertificatePath, context.Clock.GetUtcNow(), TlsLimits.ExpiresSoon, [], out _),
            allowed.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error)?.ToString(), findings);
        return Print(await ExamineAsync(files, onDisk, paths, bus, Client(options, settings, context), context, cancellation), context);
    }

    /// <summary>
    /// Without its configuration neither address nor certificates of the agent are known, but systemd knows whether it runs.
    /// </summary>
    private static async Task<IReadOnlyList<CheckResult>> WithoutConfigurationAsync(
        IReadOnlyList<Finding> findings, SystemBus bus, CancellationToken cancellation)
    {
        var problems = string.Join("; ", findings.Where(f => f.Severity != FindingSeverity.Info));
        var unit = await new UnitCheck(new SystemdClient(bus)).RunAsync(CheckDepth.Asked, cancellation);
        return unit is { Status: CheckStatus.Ok or CheckStatus.Warning }
            ? [unit, ServedNow.Configuration(problems)]
            : [.. unit is null ? [] : new[] { unit }, CheckResult.Fail(
                ConfigCheck.Name, "not usable", problems, "correct the file; 'linux-patch-api check-config' shows every mistake")];
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
        FilesInForce files, OnDisk onDisk, AgentPaths paths, SystemBus bus, OwnClient.Choice own, CommandContext context,
        CancellationToken cancellation)
    {
        var host = new HostFacts(paths.Host);
        var results = new List<CheckResult>();
        var missing = MissingCertificates.Remedy(onDisk.Files.Settings.Tls);
        if (await new UnitCheck(new SystemdClient(bus), missing).RunAsync(CheckDepth.Asked, cancellation) is { } unit)
        {
            results.Add(unit);
        }

        var place = RunningAgent.Target(onDisk.Files.Settings.Server.Bind, onDisk.Files.Settings.Server.Port);
        var listening = await RunningAgent.ListeningAsync(place, context.Clock, cancellation);
        if (missing is not null && listening.Status != CheckStatus.Ok)
        {
            // Started, it would only wait for them.
            listening = listening with { Remedy = missing };
        }
        results.Add(listening);
        IReadOnlyList<CheckResult>? agentChecks = null;
        X509Certificate2? served = null;
        if (listening.Status == CheckStatus.Ok)
        {
            var onFile = onDisk.Files.Material?.Server;
            Task<(CheckResult Result, IReadOnlyList<CheckResult>? Agent)> QueryAsync(X509Certificate2? expected) =>
                new RunningAgent(new RunningAgent.Trust(onDisk.Authorities, expected, onDisk.Files.Allowed), context.Clock)
                    .QueryAsync(place, own.Found, cancellation, own.Problem);

            // Only where the files do not tell: the agent logs such a look as a failed handshake.
            served = onFile is null ? await RunningAgent.ServedAsync(place, context.Clock, cancellation) : null;
            var (ownClient, answered) = await QueryAsync(onFile ?? served);
            if (answered is null && onFile is not null)
            {
                served = await RunningAgent.ServedAsync(place, context.Clock, cancellation);
                if (served is not null && !served.RawDataMemory.Span.SequenceEqual(onFile.RawDataMemory.Span))
                {
                    (ownClient, answered) = await QueryAsync(served); // It has not taken up the file, which may have other names.
                }
            }

            agentChecks = answered;
            results.Add(own.Failure ?? (own.IsOfPerson && ownClient.Status == CheckStatus.Failed
                ? RunningAgent.NotAsked($"{ownClient.Seen}: {ownClient.Problem}", place, isAllowed: true) : ownClient));
        }

        if (agentChecks is not null)
        {
            context.Output.WriteLine($"the running agent at {place} was queried");
            return [.. results, .. agentChecks.Select(c => onDisk.WhileServed(c, served))];
        }

        var facts = PackageFacts.Read(paths.Host, host, context.Clock);
        var packages = new PackageModule(bus, paths, facts, files, context.Clock, NullLoggerFactory.Instance);
        await packages.Installed.CurrentAsync(cancellation);
        var here = new CheckTable(AgentChecks.OfHost(
            bus, packages, host, files,
            new RepositoryView(RepositoryHost.Of(facts.Family, AgentChecks.Release(host.OsRelease), paths.Host.Root),
                AgentPaths.ManagerRepository(files.Current.Settings), () => files.Current.Settings.Enrollment, context.Clock)
            {
                Configured = packages.Repositories.Now,
            },
            () => false, context.Clock), NullLogger.Instance);
        context.Output.WriteLine("the running agent was not queried; these are the same checks, run by this command");
        if (await new DropInCheck().RunAsync(CheckDepth.Asked, cancellation) is { } dropIns)
        {
            results.Add(dropIns);
        }

        var checks = await here.ExamineAsync(cancellation);
        return [.. results, .. listening.Status == CheckStatus.Ok ? checks.Select(c => onDisk.WhileServed(c, served)) : checks];
    }

    private static OwnClient.Choice Client(ParsedOptions options, Settings settings, CommandContext context)
    {
        var now = context.Clock.GetUtcNow();
        if (options.Value(CertificateOption) is { } certificate)
        {
            return OwnClient.Named(certificate, options.Value(KeyOption)!, now);
        }

        string[] near = [settings.Tls.ServerCertificatePath, settings.Tls.CaCertificatePath];
        var ofHost = OwnClient.Choose(near.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!), now);
        return ofHost.Found is null && OwnClient.Find([ClientCertificates.OfSetup, ClientCertificates.Directory], now) is { } found
            ? new OwnClient.Choice(found, null) { IsOfPerson = true }
            : ofHost;
    }

    private static ExitCode Print(IReadOnlyList<CheckResult> checks, CommandContext context)
    {
        foreach (var check in checks)
        {
            // Aligned for the eye; a check that was not made has its words in full.
            var status = check.Status == CheckStatus.NotTested ? "not tested" : $"{CheckResult.WireName(check.Status),-8}";
            context.Output.WriteLine($"{status} {check.Name}: {check.Seen}");
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
