using System.Net;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Files;
using LinuxPatchApi.Host;
using LinuxPatchApi.Http.Connections.Listening;

namespace LinuxPatchApi.Cli;

/// <summary>
/// Addresses of the configuration that cannot be listened on: the kernel is asked with a socket that listens at no time. What the agent
/// itself uses now is no finding.
/// </summary>
internal static class BindFindings
{
    public static IReadOnlyList<Finding> Of(LoadedConfiguration loaded) => Of(loaded, BindProbe.Try, "/proc", Environment.ProcessId);

    /// <param name="probe">Returns why an endpoint, of these, cannot be bound; null when it can.</param>
    /// <param name="proc"><c>/proc</c>.</param>
    /// <param name="own">This process, which may be the agent.</param>
    public static IReadOnlyList<Finding> Of(
        LoadedConfiguration loaded, Func<IPEndPoint, IReadOnlyList<IPEndPoint>, BindFailureReason?> probe, string proc, int own)
    {
        var server = loaded.Settings.Server;
        List<IPEndPoint> all = [.. server.Bind.Select(address => new IPEndPoint(address, server.Port))];
        return
        [
            .. all.Select(
                endpoint => Covered(endpoint, all) is { } other
                    ? At(loaded, ConfigurationDefaults.ServerBind, $"{other} covers {endpoint.Address} already", "keep one of them")
                    : probe(endpoint, all) is { } reason ? Of(loaded, endpoint, reason, proc, own) : null).OfType<Finding>(),
        ];
    }

    private static Finding? Of(LoadedConfiguration loaded, IPEndPoint endpoint, BindFailureReason reason, string proc, int own)
    {
        switch (reason)
        {
            case BindFailureReason.AddressInUse:
                var owner = PortOwner.Of(proc, endpoint);
                var by = owner is { Pid: { } pid }
                    ? $"{Quoted.Show(owner.Command ?? "?")} (process {pid}) listens there" : "another process listens there";
                return owner?.IsAgent == true || owner?.Pid == own
                    ? null
                    : At(loaded, ConfigurationDefaults.ServerPort, $"{endpoint} is in use: {by}",
                        "stop it, or write another port; 'ss -ltnp' as root shows who listens where");
            case BindFailureReason.AddressNotAvailable:
                return At(loaded, ConfigurationDefaults.ServerBind, $"no interface of this host has {endpoint.Address}",
                    "write an address that 'ip address' shows, or 0.0.0.0 for all");
            case BindFailureReason.FamilyNotSupported:
                return At(loaded, ConfigurationDefaults.ServerBind, $"the kernel of this host has no addresses like {endpoint.Address}",
                    "IPv6 may be switched off; write an IPv4 address");
            default:
                return null; // Depends on the rights of the process: only the start shows it.
        }
    }

    /// <summary>Returns the wildcard address that binds an address too, so that the second of them fails; null without one.</summary>
    private static IPAddress? Covered(IPEndPoint endpoint, IReadOnlyList<IPEndPoint> all) => all.Select(e => e.Address).FirstOrDefault(
        other => !other.Equals(endpoint.Address) && other.AddressFamily == endpoint.AddressFamily
            && (other.Equals(IPAddress.Any) || other.Equals(IPAddress.IPv6Any)));

    private static Finding At(LoadedConfiguration loaded, ConfigurationKey key, string message, string hint) =>
        Finding.Error(FindingReason.CannotBind, loaded.Values[key.Path].Position, key.Path, message, hint);
}
