using System.Net;
using LinuxPatchApi.Access;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Access;

public sealed class AllowListKeeperTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeResolver _resolver = new();
    private readonly AllowListKeeper _keeper;

    public AllowListKeeperTests() => _keeper = new AllowListKeeper(_resolver, _clock);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Lets_nobody_in_without_a_file_and_says_so()
    {
        _keeper.Reload(_directory.File("none.yaml"));

        Assert.True(_keeper.Current.IsEmpty);
        Assert.EndsWith("the file does not exist", Assert.Single(_keeper.DegradedReasons), StringComparison.Ordinal);
        Assert.StartsWith("allow-list: nobody may connect", _keeper.DegradedReasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_first_file_lets_nobody_in()
    {
        Load("entries: [10.0.0.0/8, nonsense/9]\n");

        Assert.False(_keeper.Current.Allows(IPAddress.Parse("10.0.0.1")));
        Assert.Single(_keeper.DegradedReasons);
    }

    [Theory]
    [InlineData("entries: [10.0.0.0/99]\n")]
    [InlineData(null)]
    public void Broken_or_missing_new_version_keeps_the_old_one_and_says_so(string? next)
    {
        Load("entries: [10.0.0.0/8]\n");
        Assert.Empty(_keeper.DegradedReasons);

        if (next is null)
        {
            File.Delete(_directory.File("w.yaml"));
            _keeper.Reload(_directory.File("w.yaml"));
        }
        else
        {
            Load(next);
        }

        Assert.True(_keeper.Current.Allows(IPAddress.Parse("10.0.0.1")));
        Assert.Contains("the former one stays in force", Assert.Single(_keeper.DegradedReasons), StringComparison.Ordinal);
        Load("entries: [11.0.0.0/8]\n");
        Assert.False(_keeper.Current.Allows(IPAddress.Parse("10.0.0.1")));
        Assert.Empty(_keeper.DegradedReasons);
    }

    [Fact]
    public void Empty_new_version_takes_everybody_out_and_says_so()
    {
        Load("entries: [10.0.0.0/8]\n");
        Load("entries: []\n");

        Assert.True(_keeper.Current.IsEmpty);
        Assert.Contains("nobody may connect", Assert.Single(_keeper.DegradedReasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolved_host_is_let_in_by_both_families()
    {
        _resolver.Answer("a.example", "192.0.2.1", "2001:db8::1");
        Load("entries: [a.example]\n");
        Assert.True(_keeper.Current.IsEmpty);

        Assert.True(await _keeper.ResolveAsync(CancellationToken.None));

        Assert.True(_keeper.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.True(_keeper.Current.Allows(IPAddress.Parse("2001:db8::1")));
    }

    [Fact]
    public async Task Failure_keeps_the_last_good_answer_and_says_so()
    {
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example, b.example]\n");
        await _keeper.ResolveAsync(CancellationToken.None);
        _resolver.Fail("a.example");
        await _keeper.ResolveAsync(CancellationToken.None);

        Assert.True(_keeper.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(
            [
                "allow-list: b.example cannot be resolved (unknown), it lets nobody in",
                "allow-list: a.example cannot be resolved (unknown), its last known addresses stay in force",
            ], _keeper.DegradedReasons);

        Load("entries: [10.0.0.1]\n");
        Assert.False(_keeper.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.Empty(_keeper.DegradedReasons);
    }

    [Fact]
    public async Task Asks_again_after_five_minutes_and_at_once_after_a_reload()
    {
        using var stop = new CancellationTokenSource();
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example]\n");
        Task run = _keeper.RunAsync(stop.Token);
        await _resolver.AskedAsync();

        // The reload above left a wake-up behind, so a second round follows at once.
        await _resolver.AskedAsync();
        _resolver.Answer("a.example", "192.0.2.2");
        Task<bool> third = _resolver.AskedAsync();
        Assert.False(third.IsCompleted);
        while (!third.IsCompleted)
        {
            _clock.Advance(AllowListLimits.ResolveInterval);
            await Task.Yield();
        }
        Load("entries: [b.example]\n");
        await _resolver.AskedAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task System_resolver_knows_localhost_and_reports_a_name_that_cannot_exist()
    {
        var resolver = new DnsHostResolver(TimeProvider.System);

        Assert.Contains((await resolver.ResolveAsync("localhost", CancellationToken.None)).Addresses, IPAddress.IsLoopback);
        Assert.NotNull((await resolver.ResolveAsync("does-not-exist.invalid", CancellationToken.None)).Failure);
    }

    private void Load(string content) => _keeper.Reload(_directory.Write("w.yaml", content));
}
