using System.Globalization;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

/// <summary>dpkg's status file and its journal, read together as dpkg does; dpkg-query with the same directory is the judge.</summary>
public sealed class DpkgDatabaseTests : IDisposable
{
    private const string Same = "Multi-Arch: same\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly DpkgPaths _paths;

    public DpkgDatabaseTests()
    {
        _paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(_paths.Info);
        Directory.CreateDirectory(_paths.Updates);
        File.WriteAllText(Path.Combine(_paths.Info, "format"), "1\n");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_paths.Status)!, "available"), "");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Case50_Journal_says_what_the_status_file_does_not_have_yet()
    {
        Status(Record("web", "install ok installed", "1.0-1"), Record("lib", "install ok installed", "1.0-1"));
        Journal("0000", Record("web", "install ok half-configured", "1.0-1"));
        Journal("0001", Record("web", "install ok unpacked", "1.1-1"));
        var now = (await ReadAsync()).Value;

        Assert.Equal(["lib 1.0-1 (installed)", "web 1.1-1 (unpacked)"], now.Packages.Select(p => p.DisplayText));
        Assert.Equal(["web"], now.Broken.Select(p => p.Name));
        Assert.Equal((2, false), (now.Unmerged, now.IsClean));
        Agree();
    }

    [Fact]
    public async Task Case50_Journal_with_nothing_in_part_is_not_clean_all_the_same()
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        Journal("0000", Record("web", "install ok installed", "1.1-1"));
        var now = (await ReadAsync()).Value;
        Assert.Equal(("1.1-1", 0, false), (now.Packages[0].Version, now.Broken.Count, now.IsClean));
        Agree();
    }

    [Fact]
    public async Task Case50_What_was_never_renamed_into_the_journal_does_not_count()
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        Journal("tmp.i", "#padding\n#padding\n");
        Assert.True((await ReadAsync()).Value.IsClean);
        Agree();
    }

    /// <summary>Which record takes the place of which.</summary>
    [Theory]
    [InlineData("foo amd64|", "foo i386|", "foo:i386")]
    [InlineData("foo amd64|same", "foo i386|same", "foo:amd64 foo:i386")]
    [InlineData("foo amd64|", "foo i386|same", "foo:i386")]
    [InlineData("foo amd64|same", "foo i386|", "foo:i386")]
    [InlineData("foo amd64|same", "foo all|", "foo:all")]
    [InlineData("foo all|", "foo amd64|", "foo:amd64")]
    [InlineData("foo amd64|same foo i386|same", "foo i386|same", "foo:amd64 foo:i386")]
    [InlineData("foo amd64|same foo i386|same", "foo i386|", null)]
    public async Task Case50_Record_replaces_the_whole_of_the_one_in_its_place(string status, string journal, string? expected)
    {
        Status([.. status.Split(' ').Chunk(2).Select(p => Of(p, "installed"))]);
        Journal("0000", Of(journal.Split(' '), "unpacked"));
        var read = await ReadAsync();
        Assert.Equal(expected, read.IsSuccess ? string.Join(' ', read.Value.Packages.Select(p => $"{p.Name}:{p.Architecture}")) : null);
        Agree();

        static string Of(string[] pair, string state)
        {
            var architecture = pair[1].Split('|');
            return Record(pair[0], $"install ok {state}", "1", architecture[0], architecture[1].Length > 0 ? Same : "");
        }
    }

    [Theory]
    [InlineData("0000", "")]
    [InlineData("0000", "\n\n")]
    [InlineData("0000", "TWO")]
    public async Task Case50_What_dpkg_takes_is_taken(string name, string content)
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        Journal(name, content.Replace(
            "TWO", Record("web", "install ok unpacked", "2") + "\n" + Record("new", "install ok installed", "3"),
                StringComparison.Ordinal));
        Assert.True((await ReadAsync()).IsSuccess);
        Agree();
    }

    /// <summary>A file cut short, one of zeros as a power cut leaves it, names that dpkg never makes: unknown, never "clean".</summary>
    [Theory]
    [InlineData("0000", "Package: web\nStatus: install ok installed", "0000")]
    [InlineData("0000", "Package: web\nStat", "0000")]
    [InlineData("0000", "Package: web\nStatus: install ok installed\nVersion: 1", "cut off")]
    [InlineData("0000", "\0\0\0\0\0\0\0\0", "0000")]
    [InlineData("00000000001", "", "longer")]
    [InlineData("003", "", "length")]
    public async Task Case50_Damaged_journal_is_unknown_and_never_passed_over(string name, string content, string reported)
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        Journal("0001", Record("web", "install ok unpacked", "1.1-1"));
        Journal(name, content);
        var read = await ReadAsync();
        Assert.Equal((JobErrorCode.PackageManagerError, false), (read.Failure!.Code, read.Failure.Retryable));
        Assert.Contains(reported, read.Failure.Message, StringComparison.Ordinal);
        Agree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case50_Damaged_status_file_is_unknown(bool cut)
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        File.WriteAllText(Path.Combine(_paths.Info, "web.list"), "/.\n");
        File.WriteAllText(_paths.Status, cut ? File.ReadAllText(_paths.Status)[..^3] : "");
        Assert.False((await ReadAsync()).IsSuccess);
    }

    [Fact]
    public void Case50_Mark_moves_with_every_change_of_the_journal()
    {
        var database = new DpkgDatabase(_paths);
        Assert.Null(database.Stamp());
        Status(Record("web", "install ok installed", "1.0-1"));
        var first = database.Stamp();
        Journal("0000", Record("web", "install ok unpacked", "1.1-1"));
        var second = database.Stamp();
        Journal("0001", Record("web", "install ok installed", "1.1-1"));
        var third = database.Stamp();
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        File.Delete(Path.Combine(_paths.Updates, "0000"));
        File.Delete(Path.Combine(_paths.Updates, "0001"));
        Assert.Equal(first, database.Stamp());
    }

    /// <summary>
    /// dpkg puts its journal into the status file between our two looks: the reading is begun again, and is of one moment.
    /// </summary>
    [Fact]
    public void Case50_Journal_put_away_in_the_middle_of_a_reading_is_read_again()
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        Journal("0000", Record("web", "install ok unpacked", "1.1-1"));
        var readings = 0;
        var view = new DpkgDatabase(_paths).Read(
            (record, _) =>
            {
                if (readings++ == 0)
                {
                    Status(Record("web", "install ok installed", "1.1-1 "));
                    File.Delete(Path.Combine(_paths.Updates, "0000"));
                }

                return $"{record.Version} {record.Status.State.Spelling()}";
            },
            CancellationToken.None);
        Assert.Equal(["1.1-1 installed"], view.Entries);
        Assert.Equal(0, view.Unmerged);
    }

    [Fact]
    public void Case50_Journal_that_grows_meanwhile_is_a_reading_of_a_moment_ago()
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        var readings = 0;
        var view = new DpkgDatabase(_paths).Read(
            (record, _) =>
            {
                Journal(readings++.ToString("D4", CultureInfo.InvariantCulture), Record("web", "install ok unpacked", "1.1-1"));
                return record.Version;
            },
            CancellationToken.None);
        Assert.Equal(1, readings);
        Assert.Equal(["1.0-1"], view.Entries);
    }

    [Fact]
    public async Task Case50_Database_that_is_rewritten_at_each_reading_is_given_up_as_retryable()
    {
        Status(Record("web", "install ok installed", "1.0-1"));
        var readings = 0;
        var busy = Assert.Throws<DpkgBusyException>(() => new DpkgDatabase(_paths).Read(
            (_, _) =>
            {
                Status(Record("web", "install ok installed", "1." + new string('0', ++readings)));
                return 0;
            },
            CancellationToken.None));
        Assert.Equal(LinuxPatchApi.Packages.PackageLimits.DatabaseReadings, readings);
        Assert.Contains("during each of", busy.Message, StringComparison.Ordinal);
        Assert.True((await ReadAsync()).IsSuccess);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Case50_Generated_databases_are_read_as_dpkg_reads_them(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            foreach (var file in Directory.EnumerateFiles(_paths.Updates))
            {
                File.Delete(file);
            }

            Status([.. new[] { "a", "b", "c", "d" }.Select(name => Generated(random, name))]);
            for (var i = random.Next(4); i > 0; i--)
            {
                Journal(i.ToString("D4", CultureInfo.InvariantCulture), Generated(random, "abcde"[random.Next(5)].ToString()));
            }

            Agree();
        }
    }

    private static string Generated(Random random, string name)
    {
        string[] states = ["installed", "half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending",
            "config-files", "not-installed"];
        string[] wants = ["install", "hold", "deinstall", "purge", "unknown"];
        var state = states[random.Next(states.Length)];
        var extra = (state.StartsWith("triggers-a", StringComparison.Ordinal) ? "Triggers-Awaited: b\n" : "")
            + (state.StartsWith("triggers-p", StringComparison.Ordinal) ? "Triggers-Pending: b\n" : "")
            + (random.Next(3) == 0 ? Same : "");
        var version = state is "not-installed" or "half-installed" && random.Next(2) == 0 ? null : $"1.{random.Next(3)}-1";
        return Record(
            name,
            $"{wants[random.Next(wants.Length)]} {(random.Next(4) == 0 ? "reinstreq" : "ok")} {state}",
            version,
            random.Next(3) == 0 ? "i386" : "amd64",
            extra);
    }

    private static string Record(string name, string status, string? version, string architecture = "amd64", string extra = "") =>
        $"Package: {name}\nStatus: {status}\nPriority: optional\nSection: net\nMaintainer: a <a@b>\nArchitecture: {architecture}\n{extra}"
        + (version is null ? "" : $"Version: {version}\n") + "Description: d\n in two lines\n";

    private void Status(params string[] records) => File.WriteAllText(_paths.Status, string.Join('\n', records));

    private void Journal(string name, string content) => File.WriteAllText(Path.Combine(_paths.Updates, name), content);

    private Task<PackageResult<InstalledInventory>> ReadAsync() =>
        new DpkgInstalledSource(_paths, TimeProvider.System).ReadAsync(CancellationToken.None);

    /// <summary>Ours and dpkg-query's answer are the same, its refusal included.</summary>
    private void Agree()
    {
        var (code, output) = Tool.Run(
            "dpkg-query", "--admindir=" + Path.GetDirectoryName(_paths.Status), "-W", "-f",
                "${Package}:${Architecture} ${Version} ${Status}\n");
        var theirs = code != 0 && !output.Contains("no packages found", StringComparison.Ordinal) ? null : Sorted(output.Split('\n'));
        string? ours;
        try
        {
            ours = Sorted(new DpkgDatabase(_paths).Read(
                (r, _) => ($"{r.Name}:{r.Architecture} {r.Version} {r.Status.Want} "
                    + $"{(r.Status.ReinstallRequired ? "reinstreq" : "ok")} {r.Status.State.Spelling()}").ToLowerInvariant(),
                CancellationToken.None).Entries);
        }
        catch (InvalidDataException)
        {
            ours = null;
        }

        Assert.True(theirs == ours, $"dpkg-query: {output}\nours: {ours}");

        static string Sorted(IEnumerable<string> lines) =>
            string.Join('\n', lines.Where(
                l => l.Contains(':', StringComparison.Ordinal) && l[0] is >= 'a' and <= 'z'
                    && !l.StartsWith("dpkg-query", StringComparison.Ordinal)
                && !l.Contains("not-installed", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
