using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

/// <summary>What a cut between libalpm's steps leaves, of which PackageKit passes nothing on.</summary>
public sealed class AlpmFaultsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("web-1.0-1,db-1-1", "")]
    [InlineData("web-1.0-1,web-1.1-1,db-1-1", "web-1.0-1 web-1.1-1")]
    [InlineData("web-1.0-1,web-1.1-1!,db-1-1", "web-1.0-1 web-1.1-1")]
    [InlineData("web-1.0-1!,db-1-1", "web-1.0-1")]
    [InlineData("web-1.0-1?,db-1-1", "web-1.0-1")]
    [InlineData("web-1.0-1!,db-1-1,db-2-1", "db-1-1 db-2-1 web-1.0-1")]
    [InlineData("web-1.0-1,web-extra-1.0-1,web-2-1.0-1", "")]
    public async Task Case50_Two_entries_of_a_package_and_one_without_a_description_make_the_database_unclean(string entries, string told)
    {
        foreach (var entry in entries.Split(','))
        {
            Write(entry.TrimEnd('!', '?'), entry[^1] switch { '!' => "", '?' => null, _ => "%NAME%\nx\n" });
        }

        var inventory = await ReadAsync();
        Assert.Equal(told.Length == 0, inventory.IsClean);
        Assert.Equal(told, string.Join(' ', UncleanDatabase.Of(inventory)?.Packages ?? []));
        var check = DatabaseCheck.Judge(inventory, busy: false, AlpmTerms.Instance);
        Assert.Equal(told.Length == 0 ? CheckStatus.Ok : CheckStatus.Failed, check.Status);
    }

    [Fact]
    public async Task Case50_The_remedies_are_in_pacmans_words_and_what_is_mended_is_told_no_more()
    {
        Write("web-1.0-1", "%NAME%\nweb\n");
        Write("web-1.1-1", "");
        Write("db-1-1", "");
        var inventory = await ReadAsync();
        var check = DatabaseCheck.Judge(inventory, busy: false, AlpmTerms.Instance);
        Assert.Equal("1 package(s) in several versions, 1 package(s) without its description", check.Seen);
        Assert.Contains("web-1.0-1, web-1.1-1: duplicated database entries", check.Problem, StringComparison.Ordinal);
        Assert.Contains($"rm -r {_root.File("var/lib/pacman/local")}/NAME-VERSION", check.Remedy, StringComparison.Ordinal);
        Assert.Contains("pacman -S --overwrite '*' NAME", check.Remedy, StringComparison.Ordinal);

        // The set of packages is the same as before, so that nobody reads it again.
        Directory.Delete(_root.File("var/lib/pacman/local/web-1.0-1"), recursive: true);
        Write("web-1.1-1", "%NAME%\nweb\n");
        Write("db-1-1", "%NAME%\ndb\n");
        Assert.True(inventory.IsClean);
        Assert.Null(UncleanDatabase.Of(inventory));
    }

    [Fact]
    public async Task Case50_An_entry_without_its_list_of_files_is_told_too()
    {
        Write("web-1.0-1", "%NAME%\nweb\n");
        File.Delete(_root.File("var/lib/pacman/local/web-1.0-1/files"));
        Assert.False((await ReadAsync()).IsClean);
    }

    [Fact]
    public async Task Without_a_database_nothing_is_claimed() => Assert.True((await ReadAsync()).IsClean);

    private async Task<InstalledInventory> ReadAsync()
    {
        var host = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System);
        var source = new EngineInstalledSource(new FakeEngine(), AlpmTerms.Instance, host.Stamp, host.Holds, TimeProvider.System)
        {
            Faults = host.Faults,
        };
        return (await source.ReadAsync(CancellationToken.None)).Value;
    }

    private void Write(string entry, string? desc)
    {
        Directory.CreateDirectory(_root.File($"var/lib/pacman/local/{entry}"));
        if (desc is not null)
        {
            File.WriteAllText(_root.File($"var/lib/pacman/local/{entry}/desc"), desc);
            File.WriteAllText(_root.File($"var/lib/pacman/local/{entry}/files"), "");
        }
    }
}
