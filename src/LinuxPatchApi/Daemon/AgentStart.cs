using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host.Checks;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Daemon;

/// <summary>What must be valid before anything starts: configuration and certificates.</summary>
/// <param name="Begin">What is in force at the start; null when the agent does not start.</param>
/// <param name="Exit">The exit code when it does not start.</param>
/// <param name="Cause">Why it does not start, in one line for the service manager; null when it starts.</param>
internal sealed record AgentStart(AgentStart.Begun? Begin, ExitCode Exit, string? Cause = null)
{
    internal sealed record Begun(FilesInForce Files)
    {
        /// <summary>The files' stamps before they were read, to detect files that were replaced meanwhile.</summary>
        public IReadOnlyList<(string Path, FileStamp Stamp)> Seen { get; init; } = [];

        /// <summary>The content of the allow-list's file; null when it is unusable.</summary>
        public AllowListDocument? FirstAllowList { get; init; }
    }

    /// <summary>The settings, when there are no certificates yet and a manager is to be asked for them; otherwise null.</summary>
    public Settings? Enrolling { get; private init; }

    /// <summary>Of <see cref="Enrolling"/>: the files' stamps before they were read.</summary>
    public IReadOnlyList<(string Path, FileStamp Stamp)> Seen { get; private init; } = [];

    /// <summary>
    /// True when nothing is wrong but that the host has no certificates, and there is a manager to ask: configured, or of an enrolment that
    /// the verb has begun. Pure but for the enrolment's record.
    /// </summary>
    public static bool Enrols(Settings settings, IReadOnlyList<TlsProblem> problems) =>
        problems.Where(p => p.IsFatal).All(p => p.Reason == TlsFailure.FileMissing)
        && problems.Any(p => p.IsFatal && p.Path == settings.Tls.ServerCertificatePath)
        && problems.Any(p => p.IsFatal && p.Path == settings.Tls.CaCertificatePath)
        && EnrolmentStart.Asked(settings) is not null;

    public static AgentStart Load(AgentPaths paths, TimeProvider time, TextWriter complaints)
    {
        var seen = new List<(string Path, FileStamp Stamp)> { (paths.ConfigurationFile, FileStamp.Of(paths.ConfigurationFile)) };
        var loaded = ConfigurationLoader.Load(paths.ConfigurationFile);
        foreach (var finding in loaded.Findings)
        {
            complaints.WriteLine(finding);
        }

        if (loaded.Loaded is not { } configuration)
        {
            complaints.WriteLine("linux-patch-api: the configuration cannot be used; 'linux-patch-api check-config' shows it all");
            var error = loaded.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error);
            return new AgentStart(null, ExitCode.Configuration, $"not started: {error}");
        }

        seen.AddRange(TlsLoader.Paths(configuration.Settings.Tls)
            .Concat([configuration.Settings.Whitelist.Path, Enrolled.Pointer(configuration.Settings)])
            .Select(path => (path, FileStamp.Of(path))));
        var tls = new TlsMonitor(AgentPaths.RevocationList(configuration.Settings), time);
        var problems = tls.Reload(configuration.Settings.Tls).Problems;
        if (tls.Current is null && Enrols(configuration.Settings, problems))
        {
            return new AgentStart(null, ExitCode.Configuration) { Enrolling = configuration.Settings, Seen = seen };
        }

        foreach (var problem in problems)
        {
            complaints.WriteLine(problem);
        }

        if (tls.Current is null)
        {
            var fatal = problems.Where(p => p.IsFatal).ToList();
            var unit = AgentUnit.OfHost();
            var hidden = fatal.Select(p => unit?.WhyHidden(p.Path)).FirstOrDefault(why => why is not null);
            var cause = hidden is null ? WithoutCertificates(configuration.Settings, fatal) : $"not started: {hidden}";
            complaints.WriteLine($"linux-patch-api: {cause}");
            return new AgentStart(null, ExitCode.Configuration, cause);
        }

        if (configuration.Settings.Tls.Enrolled is not null && EnrolmentStart.Finish(configuration.Settings) is { } left)
        {
            complaints.WriteLine($"linux-patch-api: the manager's answer, which holds the private key, is still on the disk: {left}");
        }

        var allowList = new AllowListMonitor(new DnsHostResolver(new DnsLifetimes(DnsServers.Configured, time), time), time);
        var allowed = allowList.Reload(configuration.Settings.Whitelist.Path, configuration.Settings.Whitelist.EnrolledPath);
        foreach (var finding in allowed.Findings)
        {
            complaints.WriteLine(finding);
        }

        var files = new FilesInForce(new ConfigurationMonitor(paths.ConfigurationFile, configuration), tls, allowList, time);
        var begun = new Begun(files)
        {
            Seen = seen,
            FirstAllowList = allowed.Document,
        };
        return new AgentStart(begun, ExitCode.Ok);
    }

    /// <summary>Returns why there is nothing to serve with. Retrying would not help, so the unit does not. Pure.</summary>
    /// <param name="fatal">The fatal problems; at least one.</param>
    public static string WithoutCertificates(Settings settings, IReadOnlyList<TlsProblem> fatal)
    {
        var missing = fatal.Where(p => p.Reason == TlsFailure.FileMissing).Select(p => p.Path).ToList();
        if (missing.Count < fatal.Count)
        {
            return $"not started: {fatal.First(p => p.Reason != TlsFailure.FileMissing)}; 'linux-patch-api check-config' shows it all";
        }

        return missing.Contains(settings.Tls.ServerCertificatePath) && missing.Contains(settings.Tls.CaCertificatePath)
            ? $"not started, there are no certificates yet: {MissingCertificates.Remedy(settings.Tls, missing)}"
            : $"not started: {string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} missing: "
                + MissingCertificates.Remedy(settings.Tls, missing);
    }
}
