using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Tests.Packages.Caches;

public sealed class InstalledCacheTests
{
    private static readonly PackageFailure Broken = new(JobErrorCode.PackageManagerError, "cannot be read", Retryable: true);

    /// <summary>dpkg --audit lists them, and an initrd may be the old one until the trigger has run.</summary>
    [Theory]
    [InlineData(InstalledState.TriggersPending)]
    [InlineData(InstalledState.TriggersAwaited)]
    internal async Task Case50_A_trigger_that_has_yet_to_run_is_unfinished_and_breaks_nothing(InstalledState state)
    {
        var package = Inventories.Package("initramfs-tools=1") with { State = state };
        var inventory = new InstalledInventory([package], new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), DebTerms.Instance);
        Assert.Equal((false, 0), (inventory.IsClean, inventory.Broken.Count));
        var unclean = await new InstalledCache(new FakeInstalledSource { Answer = inventory }).UncleanAsync(CancellationToken.None);
        Assert.Equal($"initramfs-tools 1 ({state.Spelling()})", Assert.Single(unclean!.Packages));
        Assert.Contains("/api/v1/system/repair", unclean.Text, StringComparison.Ordinal);
        var check = DatabaseCheck.Judge(inventory, busy: false, DebTerms.Instance);
        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Contains("a trigger has yet to run for initramfs-tools 1", check.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_database_is_read_again_when_its_mark_changed_and_only_then()
    {
        var source = new FakeInstalledSource();
        var cache = new InstalledCache(source);
        Assert.True(cache.IsOutdated);
        for (var i = 0; i < 3; i++)
        {
            Assert.Single((await cache.ForRequestAsync(CancellationToken.None)).Value.Packages);
        }
        Assert.Equal(1, source.Reads);
        source.Mark = new DatabaseStamp(2, 1);
        Assert.True(cache.IsOutdated);
        await cache.ForHealthAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
        Assert.False(cache.IsOutdated);
    }

    /// <summary>The service would answer behind the transaction of the job.</summary>
    [Fact]
    public async Task While_a_package_job_runs_a_request_gets_the_last_set_of_a_service_with_its_age()
    {
        var source = new FakeInstalledSource { IsLocal = false };
        var busy = true;
        var cache = new InstalledCache(source) { IsBusy = () => busy };
        await cache.ForRequestAsync(CancellationToken.None);
        source.Mark = new DatabaseStamp(2, 1);
        Assert.True((await cache.ForRequestAsync(CancellationToken.None)).IsSuccess);
        Assert.Equal((1, true), (source.Reads, cache.IsOutdated));
        busy = false;
        await cache.ForRequestAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
    }

    [Fact]
    public async Task Write_in_the_middle_of_a_reading_makes_the_next_one_look_again()
    {
        var source = new FakeInstalledSource();
        source.WhileReading = () => source.Mark = new DatabaseStamp(2, 1);
        var cache = new InstalledCache(source);
        await cache.CurrentAsync(CancellationToken.None);
        Assert.True(cache.IsOutdated);
    }

    [Fact]
    public async Task Signal_in_the_middle_of_a_reading_is_not_lost()
    {
        var source = new FakeInstalledSource();
        var cache = new InstalledCache(source);
        source.WhileReading = cache.Invalidate;
        await cache.CurrentAsync(CancellationToken.None);
        Assert.True(cache.IsOutdated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failed_reading_keeps_the_previous_set_and_stays_outdated(bool isLocal)
    {
        var source = new FakeInstalledSource { IsLocal = isLocal };
        var cache = new InstalledCache(source);
        await cache.CurrentAsync(CancellationToken.None);
        cache.Invalidate();
        source.Answer = Broken;
        Assert.Equal(Broken, (await cache.CurrentAsync(CancellationToken.None)).Failure);
        Assert.NotNull(cache.Latest);
        Assert.True(cache.IsOutdated);
    }

    [Fact]
    public async Task Service_is_not_waited_for_once_there_is_something_to_show()
    {
        var source = new FakeInstalledSource { IsLocal = false };
        var cache = new InstalledCache(source);
        await cache.ForRequestAsync(CancellationToken.None);
        cache.Invalidate();
        await cache.ForRequestAsync(CancellationToken.None);
        await cache.ForHealthAsync(CancellationToken.None);
        Assert.Equal(1, source.Reads);
        await cache.CurrentAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
    }

    /// <summary>A service that sleeps tells of no change: its database on disk does.</summary>
    [Fact]
    public async Task A_service_is_asked_again_when_the_database_on_disk_changed()
    {
        var source = new FakeInstalledSource { IsLocal = false };
        var cache = new InstalledCache(source);
        await cache.ForRequestAsync(CancellationToken.None);
        await cache.ForRequestAsync(CancellationToken.None);
        Assert.Equal(1, source.Reads);
        source.Mark = new DatabaseStamp(2, 2);
        Assert.True(cache.IsOutdated);
        await cache.ForRequestAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
    }

    [Fact]
    public async Task What_is_in_part_is_told_by_name_with_the_way_out()
    {
        var source = new FakeInstalledSource { Answer = Inventories.Of("web=1!broken", "db=2") };
        var cache = new InstalledCache(source);
        var unclean = await cache.UncleanAsync(CancellationToken.None);
        Assert.Equal(["web 1 (half-configured)"], unclean!.Packages);
        Assert.Contains(Unfinished.Remedy(source.Answer.Value), unclean.Text, StringComparison.Ordinal);
        Assert.False(await cache.IsCleanAsync(CancellationToken.None));

        source.Answer = Inventories.Of("web=1");
        source.Mark = new DatabaseStamp(2, 2);
        Assert.Null(await cache.UncleanAsync(CancellationToken.None));
        Assert.True(await cache.IsCleanAsync(CancellationToken.None));
    }

    /// <summary>
    /// A database of this host that cannot be read is not clean; a service that does not answer says nothing (contract section 5).
    /// </summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_cannot_be_read_is_clean_only_where_a_service_would_have_to_tell(bool isLocal, bool expected)
    {
        var cache = new InstalledCache(new FakeInstalledSource { IsLocal = isLocal, Answer = Broken });
        await cache.CurrentAsync(CancellationToken.None);
        Assert.Equal(expected, await cache.IsCleanAsync(CancellationToken.None));
        Assert.Equal(expected, await cache.UncleanAsync(CancellationToken.None) is null);
    }
}
