using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditFilesTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(-300)]
    public void Case61_Setting_the_clock_drops_no_file(int days)
    {
        var ends = Enumerable.Range(1, 20).Select(i => Now.AddDays(-i)).Reverse().ToList();
        Assert.Equal(20, AuditFiles.Kept(ends, Now.AddDays(days), TimeSpan.FromDays(30)));
    }

    /// <summary>One of the files was written while the clock was ahead.</summary>
    [Fact]
    public void Case61_A_file_written_while_the_clock_was_far_ahead_ages_no_other()
    {
        DateTime[] ends = [.. Enumerable.Range(1, 20).Select(i => Now.AddDays(-i)).Reverse(), Now.AddDays(300)];
        Assert.Equal(21, AuditFiles.Kept(ends, Now, TimeSpan.FromDays(30)));
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(31, 30)]
    [InlineData(300, 30)]
    public void Files_older_than_the_retention_are_dropped(int days, int kept)
    {
        var ends = Enumerable.Range(1, days).Select(i => Now.AddDays(-i)).Reverse().ToList();
        Assert.Equal(kept, AuditFiles.Kept(ends, Now, TimeSpan.FromDays(30)));
    }
}
