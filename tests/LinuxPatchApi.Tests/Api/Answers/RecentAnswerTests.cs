using LinuxPatchApi.Api.Answers;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Api.Answers;

public sealed class RecentAnswerTests
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(250);
    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<ApiAnswer>> _looks = [];
    private readonly RecentAnswer<int> _recent;

    public RecentAnswerTests() => _recent = new RecentAnswer<int>(_time, GoodFor);

    [Fact]
    public async Task Answer_is_reused_until_it_is_too_old()
    {
        var first = await FoundAsync(mark: 1);
        _time.Advance(GoodFor - TimeSpan.FromMilliseconds(1));
        Assert.Same(first, await _recent.GetAsync(1, NeverComputed, default));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotSame(first, await FoundAsync(mark: 1));
    }

    [Fact]
    public async Task Answer_is_not_reused_when_its_mark_has_changed()
    {
        var first = await FoundAsync(mark: 1);
        Assert.NotSame(first, await FoundAsync(mark: 2));
    }

    [Fact]
    public async Task Previous_answer_is_reused_while_a_new_one_is_computed()
    {
        var first = await FoundAsync(mark: 1);
        _time.Advance(GoodFor);
        var looking = _recent.GetAsync(1, ComputeAsync, default).AsTask();
        var burst = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _recent.GetAsync(1, NeverComputed, default).AsTask()));
        Assert.All(burst, answer => Assert.Same(first, answer));
        var second = new ApiAnswer.Empty();
        (await TheLookAsync(2)).SetResult(second);
        Assert.Same(second, await looking);
        Assert.Same(second, await _recent.GetAsync(1, NeverComputed, default));
    }

    [Fact]
    public async Task Previous_answer_is_not_reused_at_twice_the_age_or_with_another_mark()
    {
        var first = await FoundAsync(mark: 1);
        _time.Advance(GoodFor);
        var looking = _recent.GetAsync(1, ComputeAsync, default).AsTask();
        var changed = _recent.GetAsync(2, ComputeAsync, default).AsTask();
        _time.Advance(GoodFor);
        var late = _recent.GetAsync(1, ComputeAsync, default).AsTask();
        await TheLookAsync(4);
        _looks[1..].ForEach(look => look.SetResult(new ApiAnswer.Empty()));
        Assert.DoesNotContain(first, await Task.WhenAll(looking, changed, late), ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public async Task Failed_computation_is_repeated()
    {
        var failing = _recent.GetAsync(1, ComputeAsync, default).AsTask();
        (await TheLookAsync(1)).SetException(new IOException());
        await Assert.ThrowsAsync<IOException>(() => failing);
        await FoundAsync(mark: 1);
    }

    private static Task<ApiAnswer> NeverComputed(CancellationToken cancellationToken) => throw new InvalidOperationException("looked");

    private async Task<ApiAnswer> FoundAsync(int mark)
    {
        var count = _looks.Count;
        var pending = _recent.GetAsync(mark, ComputeAsync, default).AsTask();
        (await TheLookAsync(count + 1)).SetResult(new ApiAnswer.Empty());
        return await pending;
    }

    /// <summary>The computation of that number, which runs in the thread pool.</summary>
    private async Task<TaskCompletionSource<ApiAnswer>> TheLookAsync(int number)
    {
        while (true)
        {
            lock (_looks)
            {
                if (_looks.Count >= number)
                {
                    return _looks[number - 1];
                }
            }

            await Task.Yield();
        }
    }

    private Task<ApiAnswer> ComputeAsync(CancellationToken cancellationToken)
    {
        var look = new TaskCompletionSource<ApiAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_looks)
        {
            _looks.Add(look);
        }

        return look.Task;
    }
}
