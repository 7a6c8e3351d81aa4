using System.Diagnostics;
using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>A private real dbus-daemon with a permissive policy. Fails the test when the program is absent.</summary>
internal sealed class PrivateBus : IDisposable
{
    private const string Program = "/usr/bin/dbus-daemon";
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private PrivateBus()
    {
        if (!File.Exists(Program))
        {
            Assert.Fail($"{Program} is needed for this test: install the package dbus-daemon (or dbus).");
        }

        var configuration = _folder.File("bus.conf");
        File.WriteAllText(
            configuration,
            $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>session</type>
              <listen>unix:path={_folder.File("s")}</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/>
                <allow own="*"/>
              </policy>
            </busconfig>
            """);
        string[] arguments = ["--nofork", "--nopidfile", "--print-address", "--config-file", configuration];
        _process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        // Read and dropped: it complains about a file descriptor limit that does not matter here.
        _process.BeginErrorReadLine();
    }

    public string Address => $"unix:path={_folder.File("s")}";

    /// <summary>Returns once it listens, when it prints its address.</summary>
    public static async Task<PrivateBus> StartAsync()
    {
        var bus = new PrivateBus();
        Assert.NotNull(await bus._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return bus;
    }

    public async Task<BusConnection> ConnectAsync() =>
        (await BusConnection.ConnectAsync(Address, TimeProvider.System, TestContext.Current.CancellationToken)).Value;

    /// <summary>Ends the bus as a crash would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _folder.Dispose();
    }
}
