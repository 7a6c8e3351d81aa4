using LinuxPatchApi.Http.Connections.Streams;
using LinuxPatchApi.Http.Limits;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Http.Tests.Connections.Streams;

public sealed class ConnectionOutputTests : IDisposable
{
    private const int Piece = 16 * 1024;
    private static readonly HttpLimits Limits = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SlowReader _reader = new();
    private readonly Deadline _deadline;
    private readonly ConnectionOutput _output;
    private int _cut;

    public ConnectionOutputTests()
    {
        _deadline = new Deadline(_time, _ => _cut++);
        _output = new ConnectionOutput(_reader, _deadline, Limits, _time);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _reader.Dispose();
    }

    [Fact]
    public void Case35_A_reader_that_never_reads_is_cut_after_the_grace()
    {
        _output.Begin();
        _ = _output.WriteAsync(new byte[Piece]);
        _time.Advance(Limits.AnswerRateGrace - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _cut);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _cut);
    }

    [Fact]
    public async Task Case35_A_reader_at_the_least_rate_is_served_for_as_long_as_it_takes()
    {
        Assert.Equal(0, await ReadAsync(pieces: 1000, TimeSpan.FromSeconds((double)Piece / Limits.AnswerBytesPerSecond)));
    }

    [Fact]
    public async Task Case35_A_reader_just_below_the_least_rate_is_cut()
    {
        Assert.NotEqual(0, await ReadAsync(pieces: 1000, TimeSpan.FromSeconds(1.02 * Piece / Limits.AnswerBytesPerSecond)));
    }

    [Fact]
    public async Task Events_now_and_then_are_not_one_slow_answer()
    {
        for (var i = 0; i < 100; i++)
        {
            var write = _output.WriteAsync(new byte[10]).AsTask();
            _time.Advance(TimeSpan.FromSeconds(1));
            _reader.Take();
            await write;
            _time.Advance(Limits.AnswerRateGrace + TimeSpan.FromSeconds(1));
        }
        Assert.Equal(0, _cut);
    }

    private async Task<int> ReadAsync(int pieces, TimeSpan each)
    {
        _output.Begin();
        for (var i = 0; i < pieces && _cut == 0; i++)
        {
            var write = _output.WriteAsync(new byte[Piece]).AsTask();
            _time.Advance(each);
            _reader.Take();
            await write;
        }
        return _cut;
    }

    /// <summary>Each write waits until its data is taken.</summary>
    private sealed class SlowReader : MemoryStream
    {
        private TaskCompletionSource _pending = new();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _pending = new TaskCompletionSource();
            await _pending.Task;
        }

        public void Take() => _pending.SetResult();
    }
}
