using System.Buffers;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Fuzz;

/// <summary>The same bytes in several pieces, as a pipe gives them.</summary>
internal static class Segments
{
    /// <summary>Positions at which an input is cut, the same ones for the same input: a few spread over it, its last byte among
    /// them.</summary>
    public static IEnumerable<int> Cuts(byte[] input)
    {
        const int most = 8;
        var step = Math.Max(1, input.Length / most);
        for (var cut = 1; cut < input.Length; cut += step)
        {
            yield return cut;
        }
        if (input.Length > 1)
        {
            yield return input.Length - 1;
        }
    }

    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var start = new Piece(first, 0);
        var end = new Piece(second, first.Length);
        start.Append(end);
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public void Append(Piece next) => Next = next;
    }
}
