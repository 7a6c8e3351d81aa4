using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Memory;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Daemon.Memory;

public sealed class QuietTrimTests : IDisposable
{
    private const long Much = 100_000_000;

    private readonly FakeTimeProvider _clock = new();
    private readonly QuietTrim _trim;
    private long _allocated;
    private int _trims;
    private int _releases;

    public QuietTrimTests() => _trim = new QuietTrim(_clock, () => _allocated, () => _releases++, () => _trims++);

    public void Dispose() => _trim.Dispose();

    [Fact]
    public void WithoutWorkNothingHappens()
    {
        _allocated = Much;
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0, 0), (_trims, _releases));
    }

    [Fact]
    public void AfterALittleWorkOnlyMappedCodeIsLetGoOf()
    {
        Work(1);
        Pass(60);
        Work(1);
        Pass(60);
        Assert.Equal((0, 2), (_trims, _releases));
    }

    [Fact]
    public void Case48_AfterMuchWorkMemoryIsGivenBackAndOnceMoreWhenThePoolsThreadsHaveEnded()
    {
        Work(Much);
        Pass(20);
        Assert.Equal((1, 1), (_trims, _releases));
        Pass(10);
        Assert.Equal((2, 2), (_trims, _releases));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((2, 2), (_trims, _releases));
    }

    [Fact]
    public void Case48_ALittleWorkMeanwhilePutsTheSecondTimeOff()
    {
        Work(Much);
        Pass(20);
        Work(1);
        Pass(20);
        Assert.Equal((1, 2), (_trims, _releases));
        Pass(20);
        Assert.Equal((2, 3), (_trims, _releases));
        Work(1);
        Pass(60);
        Assert.Equal((2, 4), (_trims, _releases));
    }

    [Fact]
    public void WhileThereIsWorkItWaits()
    {
        for (var i = 0; i < 100; i++)
        {
            Work(Much);
            _clock.Advance(TimeSpan.FromMilliseconds(500));
        }
        Assert.Equal(0, _trims);
        Pass(3);
        Assert.Equal(1, _trims);
    }

    [Fact]
    public void LittleWorkIsNotWorthIt()
    {
        for (var i = 0; i < 10; i++)
        {
            Work(100_000);
            Pass(10);
        }
        Assert.Equal(0, _trims);
    }

    [Fact]
    public void LittleWorkAddsUp()
    {
        for (var i = 0; i < 100; i++)
        {
            Work(100_000);
            Pass(10);
        }
        Assert.InRange(_trims, 5, 10);
    }

    [Theory]
    [InlineData(49, 0)]
    [InlineData(50, 2)]
    [InlineData(500, 2)]
    public void ConnectionsThatEndedAreWorthItWhateverTheyAllocated(int connections, int trims)
    {
        for (var i = 0; i < connections; i++)
        {
            _trim.Closed();
        }

        Pass(60);
        Assert.Equal(trims, _trims);
        _trim.Closed();
        Pass(60);
        Assert.Equal(2, _trims);
    }

    private void Work(long bytes)
    {
        _allocated += bytes;
        _trim.Touch();
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
