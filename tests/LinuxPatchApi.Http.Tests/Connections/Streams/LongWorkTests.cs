using LinuxPatchApi.Http.Connections.Streams;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

public sealed class LongWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_than_the_limit_work_at_once_and_all_get_their_turns(int most)
    {
        var work = new LongWork(most);
        var (working, tooMany, turns) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var i = 0; i < 50; i++)
            {
                await work.Next();
                tooMany += Interlocked.Increment(ref working) > most ? 1 : 0;
                Thread.SpinWait(100);
                Interlocked.Increment(ref turns);
                Interlocked.Decrement(ref working);
            }
        }));
        Assert.Equal((0, 16 * 50), (tooMany, turns));
    }

    [Fact]
    public async Task Turns_are_in_the_order_in_which_they_were_asked_for()
    {
        var work = new LongWork(1);
        var order = new List<int>();
        using var held = new ManualResetEventSlim();
        var first = HoldAsync();
        var rest = Enumerable.Range(0, 8).Select(AddAsync).ToArray();
        Assert.Empty(order);
        held.Set();
        await first;
        await Task.WhenAll(rest);
        Assert.Equal(Enumerable.Range(0, 8), order);

        async Task HoldAsync()
        {
            await work.Next();
            held.Wait(TestContext.Current.CancellationToken);
        }

        async Task AddAsync(int i)
        {
            await work.Next();
            order.Add(i);
        }
    }
}
