using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Knowledge;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Knowledge;

public sealed class InstalledKnowledgeTests
{
    private static readonly PackageFailure Broken = new(JobErrorCode.PackageManagerError, "cannot be read", Retryable: true);

    [Fact]
    public async Task Local_database_is_read_again_when_its_mark_changed_and_only_then()
    {
        var source = new FakeInstalledSource();
        var knowledge = new InstalledKnowledge(source);
        Assert.True(knowledge.IsOutdated);
        for (var i = 0; i < 3; i++)
        {
            Assert.Single((await knowledge.ForRequestAsync(CancellationToken.None)).Value.Packages);
        }
        Assert.Equal(1, source.Reads);
        source.Mark = new DatabaseStamp(2, 1);
        Assert.True(knowledge.IsOutdated);
        await knowledge.ForHealthAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
        Assert.False(knowledge.IsOutdated);
    }

    [Fact]
    public async Task Write_in_the_middle_of_a_reading_makes_the_next_one_look_again()
    {
        var source = new FakeInstalledSource();
        source.WhileReading = () => source.Mark = new DatabaseStamp(2, 1);
        var knowledge = new InstalledKnowledge(source);
        await knowledge.CurrentAsync(CancellationToken.None);
        Assert.True(knowledge.IsOutdated);
    }

    [Fact]
    public async Task Signal_in_the_middle_of_a_reading_is_not_lost()
    {
        var source = new FakeInstalledSource();
        var knowledge = new InstalledKnowledge(source);
        source.WhileReading = knowledge.Invalidate;
        await knowledge.CurrentAsync(CancellationToken.None);
        Assert.True(knowledge.IsOutdated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failed_reading_keeps_the_former_set_and_stays_outdated(bool isLocal)
    {
        var source = new FakeInstalledSource { IsLocal = isLocal };
        var knowledge = new InstalledKnowledge(source);
        await knowledge.CurrentAsync(CancellationToken.None);
        knowledge.Invalidate();
        source.Answer = Broken;
        Assert.Equal(Broken, (await knowledge.CurrentAsync(CancellationToken.None)).Failure);
        Assert.NotNull(knowledge.Latest);
        Assert.True(knowledge.IsOutdated);
    }

    [Fact]
    public async Task Service_is_not_waited_for_once_there_is_something_to_show()
    {
        var source = new FakeInstalledSource { IsLocal = false };
        var knowledge = new InstalledKnowledge(source);
        await knowledge.ForRequestAsync(CancellationToken.None);
        knowledge.Invalidate();
        await knowledge.ForRequestAsync(CancellationToken.None);
        await knowledge.ForHealthAsync(CancellationToken.None);
        Assert.Equal(1, source.Reads);
        await knowledge.CurrentAsync(CancellationToken.None);
        Assert.Equal(2, source.Reads);
    }

    [Fact]
    public async Task What_is_in_part_is_told_by_name_with_the_way_out()
    {
        var source = new FakeInstalledSource { Answer = Inventories.Of("web=1!broken", "db=2") };
        var knowledge = new InstalledKnowledge(source);
        var unclean = await knowledge.UncleanAsync(CancellationToken.None);
        Assert.Equal(["web 1 (half-configured)"], unclean!.Packages);
        Assert.Contains(Unfinished.Remedy(source.Answer.Value), unclean.Told, StringComparison.Ordinal);
        Assert.False(await knowledge.IsCleanAsync(CancellationToken.None));

        source.Answer = Inventories.Of("web=1");
        source.Mark = new DatabaseStamp(2, 2);
        Assert.Null(await knowledge.UncleanAsync(CancellationToken.None));
        Assert.True(await knowledge.IsCleanAsync(CancellationToken.None));
    }

    /// <summary>A database of this host that cannot be read is not clean; a service that does not answer says nothing (contract section 5).</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_cannot_be_read_is_clean_only_where_a_service_would_have_to_tell(bool isLocal, bool expected)
    {
        var knowledge = new InstalledKnowledge(new FakeInstalledSource { IsLocal = isLocal, Answer = Broken });
        await knowledge.CurrentAsync(CancellationToken.None);
        Assert.Equal(expected, await knowledge.IsCleanAsync(CancellationToken.None));
        Assert.Equal(expected, await knowledge.UncleanAsync(CancellationToken.None) is null);
    }
}
