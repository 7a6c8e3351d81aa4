using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>What a search of the whole of /etc does not see is told.</summary>
public sealed class EtcScanTests : IDisposable
{
    private static readonly KeptEnding[] Endings = [new(".new")];
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(3, null)]
    [InlineData(2, "there are more than 2 files and directories in all places together")]
    public void Case21_A_search_that_ends_at_its_limit_says_so_each_time(int most, string? why)
    {
        foreach (var file in (string[])["a", "a.new", "b"])
        {
            Write($"etc/{file}");
        }

        var (before, after) = (Of(most), Of(most));
        var told = Scan(most).Report(before, after, []);
        if (why is null)
        {
            Assert.Empty(told);
            Assert.Equal("/etc/a.new", Assert.Single(after).Path);
        }
        else
        {
            Assert.Equal($"/etc was not searched to its end, so that configuration files may have been kept there: {why}", told[0]);
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Case21_Levels_below_those_that_are_searched_are_told(int below, bool isTold)
    {
        Write("etc/" + string.Concat(Enumerable.Repeat("d/", EtcScan.Depth + below)) + "a.new");
        Assert.Equal(isTold, Scan(100).Report([], Of(100), []).Any(w => w.Contains("more than 16 levels", StringComparison.Ordinal)));
        Assert.Equal(!isTold, Of(100).Any(f => f.Path.EndsWith("a.new", StringComparison.Ordinal)));
    }

    /// <summary>With many files to report the place that was not searched is not what is left out.</summary>
    [Fact]
    public void Case21_The_place_that_was_not_searched_is_told_first()
    {
        for (var i = 0; i < PackageLimits.KeptFilesReported + 5; i++)
        {
            Write($"etc/{i}.new");
        }

        Assert.Contains("was not searched to its end", Scan(PackageLimits.KeptFilesReported + 2).Report(
            [], Of(PackageLimits.KeptFilesReported + 2), [])[0], StringComparison.Ordinal);
    }

    private IKeptFiles Scan(int most) => new EtcScan(_root.Path, Endings, most);

    private IReadOnlyList<KeptFile> Of(int most) => Scan(most).Of(["web"], TestContext.Current.CancellationToken);

    private void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), "");
    }
}
