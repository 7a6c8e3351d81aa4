using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>The last steps of setup and install-bundle.</summary>
internal static class HostSteps
{
    /// <param name="client">Finds a client certificate that the given authorities issued.</param>
    /// <param name="clientPath">Shown as the name of that certificate.</param>
    public static async Task<StepFailure?> StartAndTestAsync(
        AgentPaths paths, Settings settings, Func<X509Certificate2Collection, X509Certificate2?> client, string clientPath,
        CommandContext context, StepReport report, CancellationToken cancellation)
    {
        var loaded = TlsLoader.Load(settings.Tls, AgentPaths.RevocationList(settings), context.Clock.GetUtcNow());
        if (loaded.Material is not { } material)
        {
            return new StepFailure(
                "start", "the certificates cannot be used", "'linux-patch-api check-config' says why", ExitCode.Configuration);
        }
        if (await ServiceStart.RunAsync(paths, context, report, cancellation) is { } failure)
        {
            return failure;
        }
        using var own = client(material.Authorities);
        var target = RunningAgent.Target(settings.Server.Bind, settings.Server.Port);
        return await new SelfTest(material, target, context.Clock).RunAsync(own is null ? null : (own, clientPath), report, cancellation);
    }
}
