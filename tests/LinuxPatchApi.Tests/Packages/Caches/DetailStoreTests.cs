using System.Text;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Caches;

public sealed class DetailStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Detail_is_there_after_a_restart()
    {
        Open().Add([Detail("a", "text")]);
        var again = Open();
        Assert.Empty(again.Missing(["a"]));
        Assert.Equal("text", again.Of(["a", "b"])["a"].Text);
        Assert.Equal(["b"], again.Missing(["a", "b"]));
    }

    [Fact]
    public void Empty_detail_is_asked_for_again_after_an_hour_and_not_kept_on_disk()
    {
        var store = Open();
        store.Add([Detail("a", "")]);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(store.Missing(["a"]));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["a"], store.Missing(["a"]));
        Assert.Equal(["a"], Open().Missing(["a"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Broken_file_is_an_empty_store(string content)
    {
        _directory.Write("details.json", content);
        Assert.Equal(["a"], Open().Missing(["a"]));
    }

    /// <summary>Of another release: JSON of the right kind, without what this one counts on.</summary>
    [Theory]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"id":"a;1;all;r","text":"t","changelog":"c","advisory_urls":[],"bug_urls":[],"cve_urls":[null],"restart":"none"}]""")]
    public void Case62_Entry_that_is_not_whole_is_left_out_and_asked_for_again(string content)
    {
        File.WriteAllText(_directory.File("details.json"), content);
        Assert.Equal(["a;1;all;r"], Open().Missing(["a;1;all;r"]));
    }

    [Fact]
    public void Oldest_falls_out_above_the_limit()
    {
        var store = Open();
        store.Add([Detail("old", "x")]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        store.Add(Enumerable.Range(0, PackageLimits.DetailsKept - 1).Select(i => Detail($"d{i}", "x")));
        Assert.Empty(store.Missing(["old"]));
        _clock.Advance(TimeSpan.FromSeconds(1));
        store.Add([Detail("one more", "x")]);
        Assert.Equal(["old"], store.Missing(["old", "one more", "d0"]));
    }

    [Fact]
    public void Disk_that_refuses_costs_only_the_cache()
    {
        var store = new DetailStore(_directory.File("details.json"), (_, _) => throw new IOException("full"), _clock);
        store.Add([Detail("a", "text")]);
        Assert.Empty(store.Missing(["a"]));
    }

    private DetailStore Open() =>
        new(_directory.File("details.json"), (path, bytes) => File.WriteAllText(path, Encoding.UTF8.GetString(bytes)), _clock);

    private static UpdateDetail Detail(string id, string text) => new(id, text, "", [], [], [], "none", null);
}
