using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
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
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Init;
using LinuxPatchApi.Pki.Bundles;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>install-bundle: puts the certificates that <c>pki bundle</c> made in place, and starts the agent.</summary>
internal static class InstallBundleVerb
{
    private const string Name = "install-bundle";
    private const string AllowOption = "--allow";
    private const string ForceOption = "--force";
    private const string NoStartOption = "--no-start";
    private const string ConfigOption = "--config";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static readonly Verb Verb = new(
        Name,
        "Install the certificates that 'pki bundle' made for this host",
        "Checks the bundle as a start of the agent would, and that its certificate names this host; then writes the files with owner and\n"
        + "mode, adds --allow to the allow-list, starts the agent and calls it. Nothing is written when a check fails. A second run\n"
        + "changes nothing. Delete FILE afterwards: it has the private key.",
        [
            new OptionSpec(AllowOption, "ADDRESS", "client that may connect: an address, a network or a host name") { IsRepeatable = true },
            new OptionSpec(ForceOption, null, "accept a certificate for other names, and replace another CA"),
            new OptionSpec(NoStartOption, null, "write the files only"),
            new OptionSpec(ConfigOption, "FILE", $"configuration file, {ConfigurationDefaults.ConfigurationFile} by default"),
        ],
        RunAsync)
    {
        Operand = "FILE",
    };

    private static async Task<ExitCode> RunAsync(ParsedOptions options, CommandContext context, CancellationToken cancellation)
    {
        SystemRoots.Ignore();
        if (options.Operands is not [var file])
        {
            return CommandLine.Usage(context, Name, "exactly one FILE is needed");
        }
        foreach (var entry in options.Values(AllowOption))
        {
            if (AllowListEdit.Problem(entry) is { } why)
            {
                return CommandLine.Usage(context, Name, $"{AllowOption}: {Quoted.Show(entry)} {why}");
            }
        }
        var report = new StepReport(context, Name);
        var paths = AgentPaths.FromEnvironment(options.Value(ConfigOption) ?? ConfigurationDefaults.ConfigurationFile);
        if (ConfigurationLoader.Load(paths.ConfigurationFile).Settings is not { } settings)
        {
            return report.Fail(new StepFailure(
                "configuration", $"{paths.ConfigurationFile} cannot be used", "'linux-patch-api check-config' says why",
                ExitCode.Configuration));
        }
        var target = RunningAgent.Target(settings.Server.Bind, settings.Server.Port);
        if ((AllowListStep.Check(settings.Whitelist.Path, options.Values(AllowOption))
            ?? Install(file, settings, paths, options.Has(ForceOption), context.Clock.GetUtcNow(), report)
            ?? AllowListStep.Run(settings.Whitelist.Path, options.Values(AllowOption), target.Address, report)) is { } failure)
        {
            return report.Fail(failure);
        }
        if (options.Has(NoStartOption))
        {
            report.Say("start", $"left to you: {InitCommands.Here.Start("linux-patch-api")}");
            return ExitCode.Ok;
        }
        // On an enrolled host other files are in force now.
        settings = ConfigurationLoader.Load(paths.ConfigurationFile).Settings ?? settings;
        var own = OwnClient.Find([Path.GetDirectoryName(Path.GetFullPath(settings.Tls.ServerCertificatePath))!], context.Clock.GetUtcNow());
        return await HostSteps.StartAndTestAsync(paths, settings, _ => own?.Certificate, own?.Path ?? "", context, report, cancellation)
            is { } failed ? report.Fail(failed) : ExitCode.Ok;
    }

    private static StepFailure? Install(
        string path, Settings settings, AgentPaths paths, bool force, DateTimeOffset now, StepReport report)
    {
        var read = BoundedFile.Read(path, HostBundle.MaxArchiveBytes);
        if (read.Bytes is not { } archive)
        {
            return new StepFailure("bundle", read.Problem!.ToString(), "make it with 'linux-patch-api pki bundle' and copy it here",
                read.Problem.Reason == FileFailure.NotFound ? ExitCode.NoInput : ExitCode.InputOutput);
        }
        var (files, problem) = HostFiles.FromArchive(archive);
        if (files is null)
        {
            return new StepFailure("bundle", $"{path}: {problem}", "make it with 'linux-patch-api pki bundle' and copy it here unchanged",
                ExitCode.DataError);
        }
        if (!force && (WrongHost(files, paths) ?? LostAuthority(files, settings.Tls, now)) is { } refused)
        {
            return refused;
        }
        var install = new HostFilesInstall(settings.Tls, now);
        var (order, unusable) = files.RevocationList is { } list ? install.Compare(list, files.Authorities, "the bundle's list") : default;
        var stays = order == CrlOrder.Older || (order == CrlOrder.Mixed && !force);
        var (written, failure) = install.Apply(stays ? files with { RevocationList = null } : files);
        if (failure is not null)
        {
            return failure;
        }
        report.Say("bundle", written.Count == 0 ? "unchanged, all its files are in place" : $"written: {string.Join(", ", written)}");
        if (stays)
        {
            report.Say("", unusable is not null ? $"warning: the revocation list in place stays: {unusable}"
                : order == CrlOrder.Older ? "the revocation list in place is newer than the bundle's, and stays"
                : "warning: the revocation list in place stays: each has a list that the other lacks; bring them together by hand, "
                    + "or --force");
        }
        if (FileOwner.Of(path) is { } owner && (owner.Mode & Others) != 0)
        {
            report.Say("", $"warning: others could read {path}, which has the private key: chmod 0600 it, or delete it");
        }
        return null;
    }

    private static StepFailure? WrongHost(HostFiles files, AgentPaths paths)
    {
        if (First(files.Certificate) is not { } server)
        {
            return null; // The check of the files says what is wrong with it.
        }
        using (server)
        {
            var host = HostAddresses.Read(new HostFacts(paths.Host).Hostname);
            return ServerIdentityCheck.Judge(server, isOfAuthorities: true, host) is { Status: not CheckStatus.Ok } judged
                ? new StepFailure("bundle", $"its certificate is for {string.Join(", ", ServerNames.In(server).All)}, and this host is "
                    + string.Join(", ", host.Names.Concat(
                        host.Addresses.Where(a => !System.Net.IPAddress.IsLoopback(a)).Select(a => a.ToString()))),
                    "take the bundle of this host; --force when clients call it by another address than its own", ExitCode.DataError)
                : null;
        }
    }

    private static StepFailure? LostAuthority(HostFiles files, TlsSettings tls, DateTimeOffset now)
    {
        if (!File.Exists(tls.CaCertificatePath)
            || AuthorityFile.Load(tls.CaCertificatePath, now, TlsLimits.ExpiresSoon, [], out _) is not { } inForce)
        {
            return null;
        }
        var coming = PemAuthorities.Of(files.Authorities);
        return inForce.FirstOrDefault(ca => !coming.Contains(ca)) is { } lost
            ? new StepFailure("bundle", $"clients of {lost.Subject}, whose certificate is in {tls.CaCertificatePath}, would be refused",
                "--force when that is meant; else put that certificate into the ca.pem of the CA's directory and make the bundle again",
                ExitCode.CannotCreate)
            : null;
    }

    private static X509Certificate2? First(byte[] pem) => PemAuthorities.Of(pem) is [var first, ..] ? first : null;
}
