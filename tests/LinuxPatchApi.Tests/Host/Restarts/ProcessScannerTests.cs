using LinuxPatchApi.Host.Restarts;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Host.Restarts;

/// <summary>Uses a copy of /proc made by the test, and the machine's own.</summary>
public sealed class ProcessScannerTests : IDisposable
{
    private readonly TemporaryDirectory _proc = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void Processes_are_grouped_by_unit_with_files_and_owners()
    {
        Process(1, "0::/init.scope", "systemd", "1-2 r-xp 0 08:01 1 /usr/lib/systemd/systemd");
        Process(20, "0::/system.slice/web.service", "web",
            "1-2 r-xp 0 08:01 1 /usr/lib/libz.so.1 (deleted)\n2-3 r-xp 0 08:01 2 /usr/sbin/web (deleted)");
        Process(21, "0::/system.slice/web.service", "web", "1-2 r-xp 0 08:01 1 /usr/lib/libz.so.1 (deleted)");
        Process(30, "0::/user.slice/user-0.slice/session-7.scope", "bash", "1-2 r-xp 0 08:01 3 /usr/bin/bash (deleted)");
        Process(40, "0::/", "loose", "1-2 r-xp 0 08:01 4 /opt/loose (deleted)");
        _proc.Write("version", "Linux");
        Directory.CreateDirectory(_proc.File("sys"));
        var scan = Scan(paths => paths.Where(p => p.StartsWith("/usr/", StringComparison.Ordinal))
            .ToDictionary(p => p, IReadOnlyList<string> (p) => ["of-" + Path.GetFileName(p)]));
        Assert.Equal((5, 0, _clock.GetUtcNow()), (scan.Processes, scan.Unreadable, scan.GeneratedAt));
        Assert.Equal(["web.service", "session-7.scope", null], scan.Groups.Select(g => g.Unit));
        var web = scan.Groups[0];
        Assert.Equal((PlaceKind.Service, 2, 2), (web.Kind, web.ProcessCount, web.FileCount));
        Assert.Equal([new StaleProcess(20, "web"), new StaleProcess(21, "web")], web.Processes);
        Assert.Equal(["/usr/lib/libz.so.1", "/usr/sbin/web"], web.Files.Select(f => f.Path));
        Assert.Equal(["of-libz.so.1", "of-web"], web.Packages!);
        Assert.Equal("7", scan.Groups[1].Session);
        Assert.Equal((PlaceKind.Other, null), (scan.Groups[2].Kind, scan.Groups[2].Packages));
        Assert.Null(scan.Groups[2].Files[0].Packages);
    }

    [Fact]
    public void Process_with_another_root_is_not_judged_by_our_package_database()
    {
        Process(50, "0::/system.slice/docker-0a.scope", "app", "1-2 r-xp 0 08:01 4 /usr/bin/app (deleted)", root: _proc.File("elsewhere"));
        var scan = Scan(paths => throw new InvalidOperationException("was asked for " + string.Join(", ", paths)));
        Assert.Equal((PlaceKind.Scope, null), (scan.Groups[0].Kind, scan.Groups[0].Packages));
    }

    [Fact]
    public void Process_that_cannot_be_read_is_counted_and_one_that_is_gone_is_not()
    {
        Directory.CreateDirectory(_proc.File("1"));
        Process(60, "0::/system.slice/a.service", "a", "");
        Directory.CreateDirectory(_proc.File("61"));
        Process(62, "0::/system.slice/b.service", "b", "");
        using (var maps = File.OpenWrite(_proc.File("62/maps")))
        {
            maps.SetLength(RestartLimits.MapsBytes + 1);
        }

        var scan = Scan(null);
        Assert.Equal((1, 1, 0), (scan.Processes, scan.Unreadable, scan.Groups.Count));
    }

    /// <summary>A mount with hidepid shows only the caller's own processes, all of which can be read.</summary>
    [Fact]
    public void Case57_Processes_that_are_hidden_count_as_unreadable()
    {
        Process(60, "0::/system.slice/linux-patch-api.service", "own", "");
        Assert.Equal("1 processes could not be read", UnitScan.Limitation(Scan(null), ""));
    }

    [Fact]
    public void Path_that_leads_to_another_file_of_the_same_device_is_replaced()
    {
        var file = _proc.Write("program", "new");
        var now = FileIdentity.Of(file)!;
        Process(70, "0::/system.slice/a.service", "a", $"1-2 r-xp 0 {now.DeviceMajor:x2}:{now.DeviceMinor:x2} {now.Inode + 1} /program",
            root: _proc.Path);
        Process(71, "0::/system.slice/b.service", "b", $"1-2 r-xp 0 {now.DeviceMajor:x2}:{now.DeviceMinor:x2} {now.Inode} /program",
            root: _proc.Path);
        var group = Assert.Single(Scan(null).Groups);
        Assert.Equal(("a.service", false), (group.Unit, group.Files[0].IsDeleted));
    }

    [Fact]
    public void Own_process_is_found_on_the_real_machine()
    {
        var scan = new ProcessScanner("/proc", null, TimeProvider.System).Scan();
        Assert.True(scan.Processes >= 1);
        Assert.NotNull(FileIdentity.Of("/proc/self/exe"));
        Assert.Null(FileIdentity.Of("/no/such/file"));
    }

    [Fact]
    public void Scan_is_read_back_as_it_was_written()
    {
        Process(20, "0::/system.slice/web.service", "web", "1-2 r-xp 0 08:01 1 /usr/lib/libz.so.1 (deleted)");
        var scan = Scan(_ => new Dictionary<string, IReadOnlyList<string>> { ["/usr/lib/libz.so.1"] = ["zlib1g"] });
        Assert.Null(ScanFile.Write(_proc.Path, scan));
        Assert.Equivalent(scan, ScanFile.Read(_proc.Path).Scan, strict: true);
        _proc.Write("scan.json", "{");
        Assert.NotNull(ScanFile.Read(_proc.Path).Problem);
        File.Delete(_proc.File("scan.json"));
        Assert.NotNull(ScanFile.Read(_proc.Path).Problem);
        Assert.NotNull(ScanFile.Write(_proc.File("missing"), scan));
    }

    private RestartScan Scan(FileOwners? owners) => new ProcessScanner(_proc.Path, owners, _clock).Scan();

    private void Process(int pid, string cgroup, string command, string maps, string root = "/")
    {
        var folder = Directory.CreateDirectory(_proc.File(pid.ToString(System.Globalization.CultureInfo.InvariantCulture))).FullName;
        File.WriteAllText(Path.Combine(folder, "cgroup"), cgroup + "\n");
        File.WriteAllText(Path.Combine(folder, "comm"), command + "\n");
        File.WriteAllText(Path.Combine(folder, "maps"), maps + "\n");
        if (root != "/")
        {
            Directory.CreateDirectory(root);
        }

        File.CreateSymbolicLink(Path.Combine(folder, "root"), root);
        Directory.CreateDirectory(_proc.File("self"));
        if (!Path.Exists(_proc.File("self/root")))
        {
            File.CreateSymbolicLink(_proc.File("self/root"), "/");
        }
    }
}
