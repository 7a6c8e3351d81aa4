using LinuxPatchApi.Files;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Files;

/// <summary>Uses the real kernel; where only mtimes are polled, the clock is the test's own.</summary>
public sealed class FileWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("in place")]
    [InlineData("renamed over")]
    [InlineData("deleted and created")]
    [InlineData("mode changed")]
    [InlineData("deleted")]
    public async Task Every_way_to_save_is_seen_again_and_again(string how)
    {
        var path = _directory.Write("f", "0");
        using var watch = new FileWatch([path], TimeProvider.System);
        Assert.True(watch.IsEventDriven);

        for (var round = 1; round <= 2; round++)
        {
            Save(how, path, round);
            await ChangeAsync(watch);
            if (how == "deleted")
            {
                File.WriteAllText(path, "again");
                await ChangeAsync(watch);
            }
        }
    }

    [Fact]
    public async Task Target_of_a_link_in_another_directory_is_watched()
    {
        Directory.CreateDirectory(_directory.File("real"));
        var target = _directory.Write("real/f", "0");
        Directory.CreateDirectory(_directory.File("links"));
        File.CreateSymbolicLink(_directory.File("links/f"), target);
        using var watch = new FileWatch([_directory.File("links/f")], TimeProvider.System);

        File.WriteAllText(target, "1");
        await ChangeAsync(watch);
    }

    /// <summary>The layout of mounted secrets and some renewal tools: ca.pem -> ..data/ca.pem, and ..data is replaced.</summary>
    [Fact]
    public async Task Case40_A_directory_that_is_a_link_on_the_way_to_the_file_is_seen_when_it_is_exchanged()
    {
        Directory.CreateDirectory(_directory.File("one"));
        Directory.CreateDirectory(_directory.File("two"));
        _directory.Write("one/ca.pem", "1");
        _directory.Write("two/ca.pem", "2");
        Directory.CreateSymbolicLink(_directory.File("..data"), "one");
        File.CreateSymbolicLink(_directory.File("ca.pem"), "..data/ca.pem");
        using var watch = new FileWatch([_directory.File("ca.pem")], TimeProvider.System);
        Directory.Delete(_directory.File("..data"));
        Directory.CreateSymbolicLink(_directory.File("..data"), "two");
        await ChangeAsync(watch);
    }

    /// <summary>Where the kernel tells nothing, the stamps must: a copy that keeps times and length, and a file whose owner or mode changed.</summary>
    [Theory]
    [InlineData("replaced")]
    [InlineData("written in place")]
    [InlineData("mode changed")]
    public void Case40_A_change_that_keeps_time_and_length_is_seen_by_the_stamp(string how)
    {
        var path = _directory.Write("ca.pem", "one");
        var time = File.GetLastWriteTimeUtc(path);
        var before = FileStamp.Of(path);
        Assert.Equal(before, FileStamp.Of(path));
        if (how == "replaced")
        {
            File.SetLastWriteTimeUtc(_directory.Write("new", "two"), time);
            File.Move(_directory.File("new"), path, overwrite: true);
        }
        else if (how == "mode changed")
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }
        else
        {
            File.WriteAllText(path, "two");
            File.SetLastWriteTimeUtc(path, time);
        }

        Assert.NotEqual(before, FileStamp.Of(path));
    }

    [Theory]
    [InlineData("/a/b/f", true)]
    [InlineData("/a/b", true)]
    [InlineData("/a/b/f2", false)]
    [InlineData("/a/b/.f.swp", false)]
    [InlineData("/a/bc", false)]
    public void Only_the_file_and_the_way_to_it_concern_a_watch(string name, bool expected) =>
        Assert.Equal(expected, FileWatch.Concerns(["/a/b/f"], name));

    [Fact]
    public void Missing_directory_is_looked_for_and_watched_once_it_is_there()
    {
        var clock = new FakeTimeProvider();
        var path = _directory.File("certs/f");
        using var watch = new FileWatch([path], clock);
        Assert.False(watch.IsEventDriven);

        clock.Advance(FileWatchTiming.Fallback);
        Assert.False(watch.Changes.TryRead(out _));
        Directory.CreateDirectory(_directory.File("certs"));
        File.WriteAllText(path, "1");
        clock.Advance(FileWatchTiming.Fallback);

        Assert.True(watch.Changes.TryRead(out _));
        Assert.True(watch.IsEventDriven);
    }

    [Fact]
    public void Replaced_directory_is_found_by_the_safety_net()
    {
        var clock = new FakeTimeProvider();
        Directory.CreateDirectory(_directory.File("certs"));
        var path = _directory.Write("certs/f", "1");
        using var watch = new FileWatch([path], clock);
        Directory.Move(_directory.File("certs"), _directory.File("certs.old"));
        Directory.CreateDirectory(_directory.File("certs"));
        File.WriteAllText(path, "other");

        clock.Advance(FileWatchTiming.SafetyNet);

        Assert.True(watch.Changes.TryRead(out _));
    }

    [Fact]
    public void Disposed_watch_ends_its_changes()
    {
        var clock = new FakeTimeProvider();
        var watch = new FileWatch([_directory.Write("f", "0")], clock);
        watch.Dispose();

        Assert.True(watch.Changes.Completion.IsCompleted);
        clock.Advance(FileWatchTiming.SafetyNet);
    }

    private static void Save(string how, string path, int round)
    {
        switch (how)
        {
            case "in place":
                File.WriteAllText(path, $"{round}");
                break;
            case "renamed over":
                File.WriteAllText(path + "~", $"{round}");
                File.Move(path + "~", path, overwrite: true);
                break;
            case "deleted and created":
                File.Delete(path);
                File.WriteAllText(path, $"{round}");
                break;
            case "mode changed":
                File.SetUnixFileMode(path, round % 2 == 0 ? UnixFileMode.UserRead : UnixFileMode.UserRead | UnixFileMode.UserWrite);
                break;
            case "deleted":
                File.Delete(path);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }
    }

    private static async Task ChangeAsync(FileWatch watch)
    {
        using var patience = new CancellationTokenSource(Patience);
        await watch.Changes.ReadAsync(patience.Token);
    }
}
