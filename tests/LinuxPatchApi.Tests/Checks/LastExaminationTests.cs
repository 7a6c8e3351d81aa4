using LinuxPatchApi.Checks;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Checks;

/// <summary>The metrics have the checks that call other services, and wait for none of them.</summary>
public sealed class LastExaminationTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly OneCheck _slow = new("polkit");
    private readonly LastExamination _examination;

    public LastExaminationTests() => _examination = new LastExamination(
        new CheckTable([new(new OneCheck("config"), HealthMember.Config), new(_slow)], NullLogger.Instance), _time);

    [Fact]
    public async Task Scrape_waits_for_no_check_and_the_next_one_has_the_result()
    {
        Assert.Null(_examination.Latest());
        Assert.Null(_examination.Latest());
        _slow.Answer.SetResult(CheckResult.Ok("polkit", "running"));
        await Eventually.TrueAsync(() => _examination.Latest() is not null, "the first results");
        Assert.Equal(1, _slow.Runs);
        Assert.Equal("polkit", Assert.Single(_examination.Latest()!.Results).Name); // Those of health are of the scrape itself.
        Assert.Equal(_time.GetUtcNow(), _examination.Latest()!.At);
    }

    [Fact]
    public async Task Results_are_made_anew_when_they_are_old_and_not_before()
    {
        _slow.Answer.SetResult(CheckResult.Ok("polkit", "running"));
        await Eventually.TrueAsync(() => _examination.Latest() is not null, "the first results");
        var first = _examination.Latest()!;
        _time.Advance(LastExamination.Period - TimeSpan.FromSeconds(1));
        Assert.Same(first, _examination.Latest());
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _examination.Latest()!.At > first.At, "the next results");
        Assert.Equal(2, _slow.Runs);
    }

    [Fact]
    public async Task Bug_of_a_check_is_its_finding_and_the_next_scrapes_go_on()
    {
        _slow.Answer.SetException(new OverflowException());
        await Eventually.TrueAsync(() => _examination.Latest() is not null, "the first results");
        Assert.Equal(CheckStatus.Failed, Assert.Single(_examination.Latest()!.Results).Status);
    }

    private sealed class OneCheck(string id) : ICheck
    {
        private int _runs;

        public TaskCompletionSource<CheckResult> Answer { get; } = new();

        public int Runs => Volatile.Read(ref _runs);

        public string Id => id;

        public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            return await Answer.Task;
        }
    }
}
