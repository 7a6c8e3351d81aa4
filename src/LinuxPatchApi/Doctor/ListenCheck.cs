using System.Net;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.InForce;

namespace LinuxPatchApi.Doctor;

/// <summary>Checks that this host has the configured listen addresses.</summary>
/// <param name="canBind">What the kernel says of an address that no interface has: with ip_nonlocal_bind it can be listened on.</param>
internal sealed class ListenCheck(ISnapshots files, Func<HostAddresses> host, Func<IPAddress, bool> canBind) : ICheck
{
    public const string Name = "bind";

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken) =>
        new(Judge(files.Current.Settings.Server.Bind, files.Current.Settings.Server.Port, host(), canBind));

    public static CheckResult Judge(IReadOnlyList<IPAddress> bind, int port, HostAddresses host, Func<IPAddress, bool> canBind)
    {
        var seen = string.Join(", ", bind.Select(address => new IPEndPoint(address, port)));
        return host.Addresses.Count == 0 ? CheckResult.NotTested(Name, $"{seen}; the addresses of this host are not known")
            : bind.FirstOrDefault(address => !host.Has(address) && !canBind(address)) is { } foreign
            ? CheckResult.Fail(
                Name, seen, $"{foreign} is not an address of this host, so the agent cannot listen on it",
                "write one of "
                + $"{string.Join(", ", host.Addresses.Where(a => !IPAddress.IsLoopback(a) && !a.IsIPv6LinkLocal))} in server.bind, "
                + "or 0.0.0.0 for all")
            : CheckResult.Ok(Name, seen);
    }
}
