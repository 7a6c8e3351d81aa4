using System.Buffers;
using LinuxPatchApi.Http.Messages;

namespace LinuxPatchApi.Http.Tests.Messages;

public sealed class SegmentedBufferTests
{
    [Fact]
    public void Bytes_come_out_as_they_went_in_with_the_front_first()
    {
        using var buffer = new SegmentedBuffer();
        var bytes = new byte[100_000];
        Random.Shared.NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i += 777)
        {
            buffer.Write(bytes.AsSpan(i, Math.Min(777, bytes.Length - i)));
        }
        Assert.True(buffer.TryPrepend("head"u8));
        Assert.Equal(bytes.Length + 4, buffer.Length);
        Assert.Equal([.. "head"u8.ToArray(), .. bytes], Collect(buffer));
    }

    [Fact]
    public void Small_answer_is_one_piece()
    {
        using var buffer = new SegmentedBuffer();
        buffer.Write(new byte[3000]);
        Assert.True(buffer.TryPrepend(new byte[SegmentedBuffer.HeadSpace]));
        Assert.Equal(1, buffer.PieceCount);
        Assert.False(buffer.TryPrepend([0]));
    }

    [Fact]
    public void Large_hint_is_met_and_clearing_starts_anew()
    {
        using var buffer = new SegmentedBuffer();
        Assert.True(buffer.GetSpan(50_000).Length >= 50_000);
        buffer.Advance(50_000);
        Assert.True(buffer.GetSpan(70_000).Length >= 70_000);
        buffer.Clear();
        Assert.Equal((0, 0), (buffer.Length, buffer.PieceCount));
        buffer.Write("x"u8);
        Assert.Equal("x"u8.ToArray(), Collect(buffer));
    }

    [Fact]
    public void Advance_beyond_what_was_given_throws()
    {
        using var buffer = new SegmentedBuffer();
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(1));
        var given = buffer.GetSpan().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(given + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    private static byte[] Collect(SegmentedBuffer buffer) =>
        [.. Enumerable.Range(0, buffer.PieceCount).SelectMany(index => buffer.PieceAt(index).ToArray())];
}
