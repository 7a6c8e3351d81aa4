using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Daemon;

/// <summary>What must be right before anything starts: configuration and certificates.</summary>
/// <param name="Reload">The keepers of what may change later; null when the agent does not start.</param>
/// <param name="Exit">How the process ends when it does not start.</param>
internal sealed record AgentStart(AgentStart.Keepers? Reload, ExitCode Exit)
{
    internal sealed record Keepers(ConfigurationKeeper Configuration, TlsKeeper Tls, AllowListKeeper AllowList)
    {
        /// <summary>How the files looked before they were read, so that what was replaced meanwhile is found.</summary>
        public IReadOnlyList<(string Path, FileStamp Stamp)> Seen { get; init; } = [];

        /// <summary>What the file of the allow-list says; null when it cannot be used.</summary>
        public AllowListDocument? FirstAllowList { get; init; }
    }

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
            return new AgentStart(null, ExitCode.Configuration);
        }

        seen.AddRange(TlsLoader.Paths(configuration.Settings.Tls).Append(configuration.Settings.Whitelist.Path).Select(path => (path, FileStamp.Of(path))));
        var tls = new TlsKeeper(AgentPaths.RevocationList(configuration.Settings), time);
        var problems = tls.Reload(configuration.Settings.Tls).Problems;
        foreach (var problem in problems)
        {
            complaints.WriteLine(problem);
        }

        if (tls.Current is null)
        {
            return new AgentStart(null, WithoutCertificates(configuration.Settings, problems, complaints));
        }

        var allowList = new AllowListKeeper(new DnsHostResolver(new DnsLifetimes(DnsServers.Configured, time), time), time);
        var allowed = allowList.Reload(configuration.Settings.Whitelist.Path);
        foreach (var finding in allowed.Findings)
        {
            complaints.WriteLine(finding);
        }

        var keepers = new Keepers(new ConfigurationKeeper(paths.ConfigurationFile, configuration), tls, allowList)
        {
            Seen = seen,
            FirstAllowList = allowed.Document,
        };
        return new AgentStart(keepers, ExitCode.Ok);
    }

    /// <summary>A fresh installation has no certificates: that is told. The unit's conditions skip it then; where they do not know the
    /// files, this code keeps the service manager from trying again and again.</summary>
    private static ExitCode WithoutCertificates(Settings settings, IReadOnlyList<TlsProblem> problems, TextWriter complaints)
    {
        if (!problems.Where(p => p.IsFatal).All(p => p.Reason == TlsFailure.FileMissing))
        {
            complaints.WriteLine("linux-patch-api: the certificates cannot be used; 'linux-patch-api check-config' shows it all");
            return ExitCode.Configuration;
        }

        complaints.WriteLine($"linux-patch-api: not started, there are no certificates yet. Put them at {settings.Tls.CaCertificatePath}, "
            + $"{settings.Tls.ServerCertificatePath} and {settings.Tls.ServerKeyPaths[0]}, or make them with 'linux-patch-api pki init' and 'pki issue --server'");
        return ExitCode.Configuration;
    }
}
