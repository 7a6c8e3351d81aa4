using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Activity;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

/// <summary>dpkg's and apt's files in a directory of the test.</summary>
public sealed class DpkgFilesTests : IDisposable
{
    private const string Status = """
        Package: web
        Status: install ok installed
        Section: net
        Architecture: amd64
        Version: 1.0-1
        Depends: libweb (>= 1), mail | post
        Recommends: docs
        Description: a server
         in two lines
        Homepage: https://example.org

        Package: libweb
        Status: hold ok installed
        Architecture: amd64
        Multi-Arch: same
        Version: 1.2
        Description: its library

        Package: gone
        Status: deinstall ok config-files
        Architecture: all
        Version: 1
        Description: was here

        """;

    private const string Packages = """
        Package: web
        Architecture: amd64
        Version: 1.0-1
        Installed-Size: 10
        Size: 4000
        Description: a server

        Package: web
        Architecture: amd64
        Version: 1.0-2
        Description: a server

        Package: other
        Architecture: all
        Version: 3
        Description: something

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly DpkgPaths _paths;

    public DpkgFilesTests()
    {
        _paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(_paths.Info);
        Directory.CreateDirectory(_paths.Lists);
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.TerminalLog)!);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Installed_set_is_what_the_status_file_says()
    {
        File.WriteAllText(_paths.Status, Status);
        File.WriteAllText(Path.Combine(_paths.Info, "web.list"), "/.\n/usr/bin/web\n");
        File.SetLastWriteTimeUtc(Path.Combine(_paths.Info, "web.list"), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        var clock = new FakeTimeProvider();
        var source = new DpkgInstalledSource(_paths, clock);

        var read = await source.ReadAsync(CancellationToken.None);
        Assert.Equal(["libweb", "web"], read.Value.Packages.Select(p => p.Name));
        Assert.True(read.Value.Packages[0].Held);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), read.Value.Packages[1].InstalledAt);
        Assert.Null(read.Value.Packages[0].InstalledAt);
        Assert.Equal(clock.GetUtcNow(), read.Value.ReadAt);
    }

    [Fact]
    public async Task Unreadable_status_file_is_a_failure_that_names_it()
    {
        var read = await new DpkgInstalledSource(_paths, TimeProvider.System).ReadAsync(CancellationToken.None);
        Assert.Equal((JobErrorCode.PackageManagerError, true), (read.Failure!.Code, read.Failure.Retryable));
        Assert.Contains(_paths.Status, read.Failure.Message, StringComparison.Ordinal);
        Assert.Null(new DpkgInstalledSource(_paths, TimeProvider.System).Stamp());
    }

    [Fact]
    public async Task Details_have_dependencies_both_ways_and_files()
    {
        File.WriteAllText(_paths.Status, Status);
        File.WriteAllText(Path.Combine(_paths.Info, "libweb:amd64.list"), "/.\n/usr/lib/libweb.so\n");
        var inventory = (await new DpkgInstalledSource(_paths, TimeProvider.System).ReadAsync(CancellationToken.None)).Value;
        var reader = new DpkgDetailReader(_paths);

        var library = reader.Read(inventory.Packages[0], CancellationToken.None)!;
        Assert.Equal(["web"], library.ReverseDependencies);
        Assert.Equal(["/usr/lib/libweb.so"], library.Files);

        var web = reader.Read(inventory.Packages[1], CancellationToken.None)!;
        Assert.Equal(["libweb True", "mail False", "post False", "docs False"], web.Dependencies.Select(d => $"{d.Name} {d.Required}"));
        Assert.Equal(("https://example.org", "net", "a server\n in two lines"), (web.Homepage, web.Group, web.Description));
        Assert.Empty(web.Files);
    }

    [Fact]
    public void Versions_of_a_package_come_from_all_indexes_newest_first_with_their_repository()
    {
        Index("deb.example_debian_dists_stable_main_binary-amd64_Packages", Packages);
        Index("deb.example_debian_dists_stable_InRelease", "Origin: Debian\nSuite: stable\n");
        Index("sec.example_dists_x_updates_main_binary-amd64_Packages", Packages.Replace("1.0-2", "1.0-10", StringComparison.Ordinal));
        var versions = new AptIndexes(_paths).Versions("web", CancellationToken.None);
        Assert.Equal(["1.0-10", "1.0-2", "1.0-1", "1.0-1"], versions.Select(v => v.Version));
        Assert.Equal("debian-stable-main", versions[1].Repository);
        Assert.Equal("main", versions[0].Repository);
        Assert.All(versions, v => Assert.Null(v.Id));
        Assert.Equal(10 * 1024, versions[2].SizeBytes);
    }

    [Fact]
    public void Newest_of_each_accepted_package_is_listed_once()
    {
        Index("a_dists_s_main_binary-amd64_Packages", Packages);
        var newest = new AptIndexes(_paths).Newest(key => key.Name != "other", int.MaxValue, CancellationToken.None);
        Assert.Equal("1.0-2", Assert.Single(newest).Version);
        Assert.Equal(2, new AptIndexes(_paths).Newest(_ => true, int.MaxValue, CancellationToken.None).Count);
    }

    [Theory]
    [InlineData("Debian", "stable", "main", "debian-stable-main")]
    [InlineData("My Site", "x", "contrib", "my_site-x-contrib")]
    [InlineData(null, null, "main", "main")]
    public void Repository_is_named_as_packagekit_does(string? origin, string? suite, string component, string expected) =>
        Assert.Equal(expected, AptIndexes.RepositoryName(origin, suite, component));

    [Fact]
    public void Without_indexes_there_are_no_versions_and_no_date()
    {
        var indexes = new AptIndexes(_paths);
        Assert.Null(indexes.ChangedAt());
        Assert.Empty(indexes.Versions("web", CancellationToken.None));
        Index("a_dists_s_main_binary-amd64_Packages", Packages);
        Assert.NotNull(indexes.ChangedAt());
        Assert.Null(new AptIndexes(new DpkgPaths("/nonexistent")).ChangedAt());
    }

    [Fact]
    public void Terminal_log_gives_what_was_written_since()
    {
        var log = DebHost.Output(_paths);
        Assert.Equal(0, log.Position());
        Assert.Empty(log.Since(0));
        File.WriteAllText(_paths.TerminalLog, "old line\n");
        var position = log.Position();
        File.AppendAllText(_paths.TerminalLog, "new line\n(Reading database ... 5%\rdone\r\nlast\n\n");
        Assert.Equal(["new line", "done", "last"], log.Since(position));
    }

    [Fact]
    public void Terminal_log_that_was_rotated_meanwhile_is_read_from_its_start()
    {
        File.WriteAllText(_paths.TerminalLog, "fresh\n");
        Assert.Equal(["fresh"], DebHost.Output(_paths).Since(1000));
    }

    [Fact]
    public void Only_the_end_of_a_long_terminal_log_is_kept()
    {
        File.WriteAllText(_paths.TerminalLog, string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\n")));
        var lines = DebHost.Output(_paths).Since(0);
        Assert.Equal("line 19999", lines[^1]);
        Assert.InRange(lines.Sum(l => l.Length + 1), 60_000, 64 * 1024);
    }

    [Fact]
    public void Progress_lines_of_dpkg_are_dropped() =>
        Assert.Equal(["a", "b"], TerminalLog.Lines("a\n(Reading database ... 10%\r(Reading database ... 100%\n\nb", "(Reading database"));

    private void Index(string name, string content) => File.WriteAllText(Path.Combine(_paths.Lists, name), content);

    [Fact]
    public void Automatic_marks_are_apts_own()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.ExtendedStates)!);
        File.WriteAllText(_paths.ExtendedStates,
            "Package: lib\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: web\nArchitecture: amd64\nAuto-Installed: 0\n");
        Assert.Equal(["lib"], new AptMarks(_paths).Automatic()!);
        File.Delete(_paths.ExtendedStates);
        Assert.Empty(new AptMarks(_paths).Automatic()!);
        Directory.CreateDirectory(_paths.ExtendedStates);
        Assert.Null(new AptMarks(_paths).Automatic());
    }
}
