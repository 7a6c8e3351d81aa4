using System.Net;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Access;

public sealed class AllowListMonitorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeResolver _resolver = new();
    private readonly AllowListMonitor _monitor;

    public AllowListMonitorTests() => _monitor = new AllowListMonitor(_resolver, _clock);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Allows_nobody_without_a_file_and_reports_it()
    {
        _monitor.Reload(_directory.File("none.yaml"));

        Assert.True(_monitor.Current.IsEmpty);
        Assert.EndsWith("the file does not exist", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);
        Assert.StartsWith("allow-list: nobody may connect", _monitor.DegradedReasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_first_file_allows_nobody()
    {
        Load("entries: [10.0.0.0/8, nonsense/9]\n");

        Assert.False(_monitor.Current.Allows(IPAddress.Parse("10.0.0.1")));
        Assert.Single(_monitor.DegradedReasons);
    }

    [Theory]
    [InlineData("entries: [10.0.0.0/99]\n")]
    [InlineData(null)]
    public void Invalid_or_missing_new_version_keeps_the_previous_one_and_reports_it(string? next)
    {
        Load("entries: [10.0.0.0/8]\n");
        Assert.Empty(_monitor.DegradedReasons);

        if (next is null)
        {
            File.Delete(_directory.File("w.yaml"));
            _monitor.Reload(_directory.File("w.yaml"));
        }
        else
        {
            Load(next);
        }

        Assert.True(_monitor.Current.Allows(IPAddress.Parse("10.0.0.1")));
        Assert.Contains("the previous one stays in force", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);
        Load("entries: [11.0.0.0/8]\n");
        Assert.False(_monitor.Current.Allows(IPAddress.Parse("10.0.0.1")));
        Assert.Empty(_monitor.DegradedReasons);
    }

    [Fact]
    public void Empty_new_version_allows_nobody_and_reports_it()
    {
        Load("entries: [10.0.0.0/8]\n");
        Load("entries: []\n");

        Assert.True(_monitor.Current.IsEmpty);
        Assert.Contains("nobody may connect", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_of_both_families_of_a_resolved_host_are_allowed()
    {
        _resolver.Answer("a.example", "192.0.2.1", "2001:db8::1");
        Load("entries: [a.example]\n");
        Assert.True(_monitor.Current.IsEmpty);

        Assert.Equal(AllowListLimits.ResolveInterval, await _monitor.ResolveAsync(CancellationToken.None));

        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.True(_monitor.Current.Allows(IPAddress.Parse("2001:db8::1")));
    }

    [Fact]
    public async Task Failure_keeps_the_last_good_answer_and_reports_it()
    {
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example, b.example]\n");
        await _monitor.ResolveAsync(CancellationToken.None);
        _resolver.Fail("a.example");
        _clock.Advance(AllowListLimits.ResolveInterval);
        await _monitor.ResolveAsync(CancellationToken.None);

        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(
            [
                "allow-list: b.example cannot be resolved (unknown), it lets nobody in",
                "allow-list: a.example cannot be resolved (unknown), its addresses of 2000-01-01T00:00:00Z stay in force",
            ], _monitor.DegradedReasons);

        Load("entries: [10.0.0.1]\n");
        Assert.False(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.Empty(_monitor.DegradedReasons);
    }

    /// <summary>The address may be somebody else's by then. A name server that is silent says nothing about the name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case39_Addresses_of_a_name_that_is_gone_expire_and_those_nobody_answers_for_stay(bool isGone)
    {
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example]\n");
        await _monitor.ResolveAsync(CancellationToken.None);
        _clock.Advance(AllowListLimits.ResolveInterval);
        if (isGone)
        {
            _resolver.Remove("a.example");
        }
        else
        {
            _resolver.Fail("a.example");
        }
        await _monitor.ResolveAsync(CancellationToken.None);
        _clock.Advance(AllowListLimits.GoneLifetime - TimeSpan.FromSeconds(1));
        await _monitor.ResolveAsync(CancellationToken.None);
        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.EndsWith(
            isGone ? "stay in force for 60 minutes" : "stay in force", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);

        var changes = 0;
        _monitor.Changed += () => changes++;
        _clock.Advance(AllowListLimits.MinLifetime);
        await _monitor.ResolveAsync(CancellationToken.None);
        Assert.Equal(!isGone, _monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(isGone ? 1 : 0, changes);
        if (isGone)
        {
            Assert.EndsWith("it lets nobody in", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case39_Name_that_is_back_begins_anew()
    {
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example]\n");
        await _monitor.ResolveAsync(CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            _resolver.Remove("a.example");
            _clock.Advance(AllowListLimits.GoneLifetime / 2);
            await _monitor.ResolveAsync(CancellationToken.None);
            _resolver.Answer("a.example", "192.0.2.1");
            _clock.Advance(AllowListLimits.GoneLifetime / 2);
            await _monitor.ResolveAsync(CancellationToken.None);
        }
        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
    }

    [Theory]
    [InlineData(System.Net.Sockets.SocketError.HostNotFound, true)]
    [InlineData(System.Net.Sockets.SocketError.NoData, true)]
    [InlineData(System.Net.Sockets.SocketError.TryAgain, false)]
    [InlineData(System.Net.Sockets.SocketError.NoRecovery, false)]
    public void Case39_Only_an_answer_says_that_a_name_is_gone(System.Net.Sockets.SocketError error, bool expected) =>
        Assert.Equal(expected, DnsHostResolver.Failed(error).IsGone);

    [Theory]
    [InlineData(System.Net.Sockets.SocketError.NoRecovery, "the name server refuses to answer")]
    [InlineData(System.Net.Sockets.SocketError.InvalidArgument, "resolver error: Invalid argument")]
    public void Case39_Failure_of_the_resolver_is_said_in_words(System.Net.Sockets.SocketError error, string words) =>
        Assert.Equal(words, DnsHostResolver.Failed(error).Failure);

    [Theory]
    [InlineData(null, 300)]
    [InlineData(120, 120)]
    [InlineData(0, 30)]
    [InlineData(29, 30)]
    [InlineData(3600, 3600)]
    [InlineData(86400, 3600)]
    public async Task Name_is_resolved_again_when_its_answer_expires_within_limits(int? lifetime, int expected)
    {
        _resolver.Answer("a.example", "192.0.2.1");
        if (lifetime is { } seconds)
        {
            _resolver.Answer("a.example", TimeSpan.FromSeconds(seconds), "192.0.2.1");
        }
        Load("entries: [a.example]\n");
        Assert.Equal(TimeSpan.FromSeconds(expected), await _monitor.ResolveAsync(CancellationToken.None));
        _resolver.Answer("a.example", TimeSpan.FromSeconds(60), "192.0.2.2");
        _clock.Advance(TimeSpan.FromSeconds(expected - 1));
        Assert.Equal(TimeSpan.FromSeconds(1), await _monitor.ResolveAsync(CancellationToken.None));
        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(60), await _monitor.ResolveAsync(CancellationToken.None));
        Assert.False(_monitor.Current.Allows(IPAddress.Parse("192.0.2.1")));
        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public async Task Failed_name_is_resolved_again_soon_and_the_others_not_before_they_expire()
    {
        _resolver.Answer("a.example", TimeSpan.FromSeconds(600), "192.0.2.1");
        Load("entries: [a.example, b.example]\n");
        Assert.Equal(AllowListLimits.MinLifetime, await _monitor.ResolveAsync(CancellationToken.None));
        _resolver.Answer("b.example", "192.0.2.2");
        _resolver.Answer("a.example", "192.0.2.3");
        _clock.Advance(AllowListLimits.MinLifetime);
        Assert.Equal(AllowListLimits.ResolveInterval, await _monitor.ResolveAsync(CancellationToken.None));
        Assert.True(_monitor.Current.Allows(IPAddress.Parse("192.0.2.2")));
        Assert.False(_monitor.Current.Allows(IPAddress.Parse("192.0.2.3")));
    }

    [Fact]
    public async Task Changed_is_raised_for_other_addresses_or_another_failure_and_not_for_the_same_answer()
    {
        var raised = 0;
        _monitor.Changed += () => raised++;
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example]\n");
        foreach (var address in new[] { "192.0.2.1", "192.0.2.1", null, "192.0.2.2" })
        {
            _resolver.Fail("a.example");
            if (address is not null)
            {
                _resolver.Answer("a.example", address);
            }
            await _monitor.ResolveAsync(CancellationToken.None);
            _clock.Advance(AllowListLimits.ResolveInterval);
        }
        Assert.Equal(3, raised);
    }

    [Fact]
    public async Task Resolves_at_the_start_after_a_reload_and_when_answers_expire()
    {
        using var stop = new CancellationTokenSource();
        _resolver.Answer("a.example", "192.0.2.1");
        Load("entries: [a.example]\n");
        var run = _monitor.RunAsync(stop.Token);
        await _resolver.AskedAsync();
        var second = _resolver.AskedAsync();
        while (!second.IsCompleted)
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
        var resolver = new DnsHostResolver(new DnsLifetimes(() => [], TimeProvider.System), TimeProvider.System);

        Assert.Contains((await resolver.ResolveAsync("localhost", CancellationToken.None)).Addresses, IPAddress.IsLoopback);
        Assert.NotNull((await resolver.ResolveAsync("does-not-exist.invalid", CancellationToken.None)).Failure);
    }

    private void Load(string content) => _monitor.Reload(_directory.Write("w.yaml", content));
}
