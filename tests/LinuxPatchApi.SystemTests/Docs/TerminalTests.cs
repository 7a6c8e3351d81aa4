using System.Diagnostics;
using System.Text.RegularExpressions;
using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Docs;

/// <summary>The client in a real terminal: script(1) gives it one, and what it draws there is what an operator sees.</summary>
public sealed partial class TerminalTests(SlowPackageHost host) : IClassFixture<SlowPackageHost>
{
    private const int Columns = 80;

    /// <summary>Also a recording: with LPA_RECORDINGS the session is kept in that folder (<c>make recordings</c>).</summary>
    [Fact]
    public async Task Progress_of_a_job_fits_a_terminal_of_80_columns()
    {
        var session = "";
        foreach (var action in (string[])
            ["status", "patches --security", "plan sample-tiny1 sample-tiny2", "apply --yes sample-tiny1 sample-tiny2", "jobs", "doctor"])
        {
            var (exit, drawn, pieces) = await InTerminalAsync(action, interruptWhen: null);
            Assert.True(exit == 0 || action == "doctor", $"{action}: exit {exit}\n{drawn}");
            // Sentences and long tables may be wrapped by the terminal; what is drawn over may not.
            Assert.All(
                pieces.Where(piece => piece.Contains('%', StringComparison.Ordinal)),
                piece => Assert.True(piece.Length <= Columns, $"{action}: {piece}"));
            session += $"$ linux-patch-api client -H web1 {action}\n{drawn}\n";
        }

        Assert.Contains("100%  completed", session);
        if (Environment.GetEnvironmentVariable("LPA_RECORDINGS") is { } folder)
        {
            // The kernel is that of the machine that runs the tests.
            session = Kernel().Replace(session, "kernel ...,").Replace(host.Sandbox.Address, "web1", StringComparison.Ordinal)
                .Replace(host.Sandbox.Name, "web1", StringComparison.Ordinal);
            Assert.Equal(6, session.Split("$ linux-patch-api client -H web1 ").Length - 1);
            await File.WriteAllTextAsync(Path.Combine(folder, "client.txt"), session);
        }
    }

    [Fact]
    public async Task Ctrl_C_in_a_terminal_leaves_the_job_running_and_says_how_to_watch_it()
    {
        await host.Sandbox.PublishAsync(
            "sample-tiny3", "3.0-1", "--postinst", "touch /var/lib/tiny3.begun; i=0; while [ $i -lt 5 ]; do i=$((i+1)); sleep 1; done");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        var (exit, drawn, _) = await InTerminalAsync(
            "apply --yes sample-tiny3", interruptWhen: () => File.Exists($"{host.Sandbox.Root}/var/lib/tiny3.begun"));
        Assert.True(exit == 130, $"exit {exit}\n{drawn}");
        var watch = Watch().Match(drawn);
        Assert.True(watch.Success, drawn);
        Assert.Equal("completed", (await host.Client.EndAsync(watch.Groups[1].Value)).Text("status"));
        Assert.Equal("3.0-1", await host.Sandbox.VersionAsync("sample-tiny3"));
    }

    [GeneratedRegex("(?<=\nhost .*, )kernel [^,\\n]+,")]
    private static partial Regex Kernel();

    [GeneratedRegex("watch ([0-9a-f]{8}-[0-9a-f-]{27})")]
    private static partial Regex Watch();

    /// <summary>Colours, movements of the cursor and erased ends of lines.</summary>
    [GeneratedRegex("\\u001b(\\[[0-9;?]*[A-Za-z]|[=>])")]
    private static partial Regex Escapes();

    /// <summary>Runs an action of the client; types Ctrl-C once the condition holds, null for never.</summary>
    /// <returns>Its exit code, each line as it was drawn last, and whatever was drawn.</returns>
    private async Task<(int Exit, string Drawn, IReadOnlyList<string> Pieces)> InTerminalAsync(string action, Func<bool>? interruptWhen)
    {
        var files = host.Sandbox.ClientFiles;
        var program = $"{host.Sandbox.Root}/usr/bin/linux-patch-api client -H {host.Sandbox.Address} --ca {files}/ca.pem "
            + $"--cert {files}/client.pem --key {files}/client.key.pem {action}";
        using var script = Process.Start(
            new ProcessStartInfo("script", ["-qec", $"stty cols {Columns} rows 24; TERM=xterm exec env -u COLUMNS {program}", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = script.StandardOutput.ReadToEndAsync(limit.Token);
        if (interruptWhen is not null)
        {
            await Eventually.AsWantedAsync("the moment", () => Task.FromResult(interruptWhen() || script.HasExited), holds => holds);
            if (!script.HasExited)
            {
                await script.StandardInput.WriteAsync('\u0003');
                await script.StandardInput.FlushAsync(limit.Token);
            }
        }

        await script.WaitForExitAsync(limit.Token);
        var text = Escapes().Replace(await output, "");
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).Select(line => line[(line.LastIndexOf('\r') + 1)..].TrimEnd());
        return (script.ExitCode, string.Join('\n', lines).TrimEnd() + "\n", text.Split('\r', '\n'));
    }
}
