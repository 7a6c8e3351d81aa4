using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Caches;

public sealed class InstalledCacheTests
{
    private static readonly PackageFailure Broken = new(JobErrorCode.PackageManagerError, "cannot be read", Retryable: true);

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
    public async Task Failed_reading_keeps_the_former_set_and_stays_outdated(bool isLocal)
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
        Assert.Contains(Unfinished.Remedy(source.Answer.Value), unclean.Told, StringComparison.Ordinal);
        Assert.False(await cache.IsCleanAsync(CancellationToken.None));

        source.Answer = Inventories.Of("web=1");
        source.Mark = new DatabaseStamp(2, 2);
        Assert.Null(await cache.UncleanAsync(CancellationToken.None));
        Assert.True(await cache.IsCleanAsync(CancellationToken.None));
    }

    /// <summary>A database of this host that cannot be read is not clean; a service that does not answer says nothing (contract section 5).</summary>
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
