using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.SystemTests.Installation;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>
/// The packaged agent and a manager that sends without end, too much, too slowly or compressed, in every exchange that there is: the most
/// memory that the process ever had, by the kernel's own count, stays below what the unit documents.
/// </summary>
public sealed class HostileMemoryTests(BareHost host) : IClassFixture<BareHost>
{
    private const string Head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    private const int Megabyte = 1024 * 1024;
    private long _peak;

    [Fact]
    public async Task No_answer_of_a_hostile_manager_makes_the_agent_hold_more_than_the_unit_documents()
    {
        var limit = await LimitAsync();
        await using var manager = Managed.On(host.Sandbox);
        manager.Switches.RepositoryKey = "";
        await Managed.ConfigureAsync(host.Sandbox, manager, isConfigured: true);
        // The first request.
        await EachAsync(manager, "rm -f /var/lib/linux_patch_api/enrolment/*", Megabyte);
        Assert.Equal("active", await host.Sandbox.UnitStateAsync(Managed.Unit));
        await Managed.StatusAsync("waiting for approval by an administrator", host.Sandbox);
        // The poll, in whose place the certificates come: what could be them is kept and ends the enrolment, which goes on from its copy.
        const string folder = "/var/lib/linux_patch_api/enrolment";
        await host.Sandbox.ShAsync($"cp -a {folder} /root/enrolment");
        await EachAsync(manager, $"rm -rf {folder}; cp -a /root/enrolment {folder}", Megabyte);
        await Managed.StatusAsync("waiting for approval by an administrator", host.Sandbox);
        Assert.Equal(0, manager.Enrolments.HandedOut);
        Assert.Equal(200, manager.Enrolments.Approve());
        await Managed.StatusAsync("listens on", host.Sandbox);
        // The repository; without a record it is asked for at the start.
        await EachAsync(manager, "rm -f /var/lib/linux_patch_api/repository/record.json", Megabyte / 4);
        Assert.Equal("", await host.Sandbox.ShAsync("ls /etc/apt/keyrings /etc/apt/sources.list.d 2>/dev/null | grep lpa || true"));
        Assert.True(_peak > 0 && _peak < limit, $"the agent had {_peak} KB, more than {limit}");
    }

    /// <summary>Each kind of answer, met by a fresh process that has done nothing else.</summary>
    /// <param name="before">What makes the next start ask this question.</param>
    /// <param name="most">The limit of this answer in bytes.</param>
    private async Task EachAsync(Manager manager, string before, int most)
    {
        foreach (var (name, answer, endless, drip) in Kinds(most))
        {
            await host.Sandbox.ShAsync($"systemctl stop {Managed.Unit}; {before}");
            var switches = manager.Switches;
            (switches.Instead, switches.Endless, switches.Drip) = (answer, endless, drip);
            var ended = manager.Ended;
            await host.Sandbox.ShAsync($"systemctl start {Managed.Unit}");
            await Eventually.AsWantedAsync(
                $"the end of an answer: {name}", () => Task.FromResult(manager.Ended), count => count > ended, seconds: 180);
            await RestingAsync();
            // One that was killed for its memory would be a new process by now, with a small peak.
            Assert.Equal("0", (await host.Sandbox.ShAsync($"systemctl show -p NRestarts --value {Managed.Unit}")).Trim());
            var peak = await PeakAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {peak} KB");
            _peak = Math.Max(_peak, peak);
        }

        await host.Sandbox.ShAsync($"systemctl stop {Managed.Unit}; {before}");
        (manager.Switches.Instead, manager.Switches.Endless, manager.Switches.Drip) = (null, null, TimeSpan.Zero);
        await host.Sandbox.ShAsync($"systemctl start {Managed.Unit}");
    }

    private static IEnumerable<(string Name, byte[] Answer, byte[]? Endless, TimeSpan Drip)> Kinds(int most)
    {
        var (block, slowly) = (new byte[64 * 1024], TimeSpan.FromMilliseconds(200));
        yield return ("a body without an end", Ascii(Head + "\r\n{\"status\":\""), block, default);
        yield return ("a body of a gigabyte", Ascii(Head + "content-length: 1073741824\r\n\r\n"), block, default);
        yield return ("chunks without an end", Ascii(Head + "transfer-encoding: chunked\r\n\r\n"),
            [.. "10000\r\n"u8, .. new byte[65536], .. "\r\n"u8], default);
        yield return ("one chunk without an end", Ascii(Head + "transfer-encoding: chunked\r\n\r\nfffffff\r\n"), block, default);
        yield return ("a head without an end", Ascii(Head), Ascii(string.Concat(Enumerable.Repeat("x-more: of it\r\n", 4096))), default);
        yield return ("one line without an end", Ascii("HTTP/1.1 200 "), Ascii(new string('x', 65536)), default);
        yield return ("100 megabytes compressed", Compressed(100 * Megabyte), null, default);
        yield return ("lists in lists", Whole(new string('[', most - 1024)), null, default);
        var values = string.Join(',', Enumerable.Repeat("{}", (most / 3) - 1024));
        yield return ("as many values as fit", Whole($$"""{"status":"pending","polling_token":[{{values}}]}"""), null, default);
        yield return ("slowly", Ascii(Head + $"content-length: {most}\r\n\r\n" + new string(' ', 64 * 1024)), null, slowly);
    }

    private static byte[] Whole(string body) => Ascii(Head + $"content-length: {body.Length}\r\n\r\n{body}");

    private static byte[] Compressed(int bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zip.Write(new byte[bytes]);
        }

        return [.. Ascii(Head + $"content-encoding: gzip\r\ncontent-length: {packed.Length}\r\n\r\n"), .. packed.ToArray()];
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>Until it has worked up what it got: it has used no processor in several looks in a row.</summary>
    private async Task RestingAsync()
    {
        const int looks = 4;
        var (last, same) = ("", 0);
        await Eventually.AsWantedAsync(
            "an agent at rest",
            async () =>
            {
                var used = await host.Sandbox.ShAsync(
                    $"cut -d' ' -f14,15 /proc/$(systemctl show -P MainPID {Managed.Unit})/stat");
                (last, same) = (used, used == last ? same + 1 : 0);
                return same;
            },
            times => times >= looks);
    }

    /// <summary>The most that was resident at any moment, in KB (proc(5), VmHWM).</summary>
    private async Task<long> PeakAsync() => long.Parse(
        (await host.Sandbox.ShAsync(
            $"sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$(systemctl show -P MainPID {Managed.Unit})/status")).Trim(),
        CultureInfo.InvariantCulture);

    /// <summary>Of the floods, which the unit's file names as what peers can make it hold.</summary>
    private static async Task<long> LimitAsync()
    {
        using var budgets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(TestBed.Repository, "aot/budgets.json")));
        return budgets.RootElement.Number("floods_rss_at_any_moment_kb_max");
    }
}
