using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Doctor;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxPatchApi.Cli.Verbs;

/// <summary>doctor: looks at the host as the agent would, whether it runs or not.</summary>
internal static class DoctorVerb
{
    private const string ConfigOption = "--config";
    private const string FixOption = "--fix";

    public static readonly Verb Verb = new(
        "doctor",
        "Examine the host: what was seen, what is wrong, the exact remedy",
        "Ends with 0 when every check is ok or a warning, with 1 when one failed.",
        [new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
            new OptionSpec(FixOption, null, "mend what can be mended without a risk: a private key that others can read")],
        RunAsync);

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        var configuration = ConfigurationLoader.Load(paths.ConfigurationFile);
        var own = new List<DoctorCheck> { Configuration(configuration) };
        if (configuration.Settings is not { } settings)
        {
            return Print(own, context);
        }

        var tls = TlsLoader.Load(settings.Tls, AgentPaths.RevocationList(settings), context.Clock.GetUtcNow());
        if (options.Has(FixOption) && tls.Problems.FirstOrDefault(p => p.Reason == TlsFailure.KeyTooOpen) is { } open)
        {
            context.Output.WriteLine(PrivateMode.Set(open.Path) is { } why ? $"not fixed: {why}" : $"fixed: {open.Path} has mode 0600 now; whoever could read it may still know the key");
            tls = TlsLoader.Load(settings.Tls, AgentPaths.RevocationList(settings), context.Clock.GetUtcNow());
        }

        own.Add(Certificates(tls));
        await using var bus = new SystemBus(paths.BusAddress, context.Clock, NullLogger.Instance);
        await bus.StartAsync(cancellation).ConfigureAwait(false);
        var host = new HostFacts(paths.Host);
        var packages = new PackageRoom(bus, paths, host.OsRelease, settings, () => settings.Cache.StaleAfter, context.Clock, NullLoggerFactory.Instance);
        await packages.Installed.CurrentAsync(cancellation).ConfigureAwait(false);
        var doctor = new Doctor.Doctor(
            bus,
            packages.Probe,
            packages.Installed,
            packages.Repairs,
            host,
            () => own,
            () => tls.Material is { } material ? new DateTimeOffset(material.Server.NotBefore.ToUniversalTime()) : null,
            () => false,
            settings.PackageManager.ExpectedBackends,
            context.Clock);
        return Print(await doctor.ExamineAsync(cancellation).ConfigureAwait(false), context);
    }

    private static DoctorCheck Configuration(ConfigurationResult result)
    {
        var problems = string.Join("; ", result.Findings.Where(f => f.Severity != FindingSeverity.Info));
        return result.Settings is null ? DoctorCheck.Fail("config", "not usable", problems, "correct the file; 'linux-patch-api check-config' tells more")
            : problems.Length > 0 ? DoctorCheck.Warn("config", "usable", problems, "'linux-patch-api check-config' tells more")
            : DoctorCheck.Ok("config", $"valid; {result.Settings.Access.Summary}");
    }

    private static DoctorCheck Certificates(TlsLoadResult tls)
    {
        var problems = string.Join("; ", tls.Problems);
        return tls.Material is null ? DoctorCheck.Fail("certificates", "not usable", problems, "install them, or make them with 'linux-patch-api pki'")
            : problems.Length > 0 ? DoctorCheck.Warn("certificates", "usable", problems, null)
            : DoctorCheck.Ok("certificates", $"server certificate until {tls.Material.Server.NotAfter.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }

    private static ExitCode Print(IReadOnlyList<DoctorCheck> checks, CommandContext context)
    {
        foreach (var check in checks)
        {
            context.Output.WriteLine($"{DoctorCheck.Word(check.Status),-8} {check.Name}: {check.Seen}");
            if (check.Problem is { } problem)
            {
                context.Output.WriteLine($"         problem: {problem}");
            }

            if (check.Remedy is { } remedy)
            {
                context.Output.WriteLine($"         remedy:  {remedy}");
            }
        }

        return checks.Any(c => c.Status == DoctorStatus.Failed) ? ExitCode.Failure : ExitCode.Ok;
    }
}
