using System.Buffers;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Bodies;

/// <summary>
/// A contiguous request body. Grows with received bytes, never with announced ones. Small buffers come from the pool, large ones do not,
/// because the pool would keep them: bodies of 1 MiB from twelve clients left 65 to 94 MB allocated for good.
/// </summary>
/// <param name="most">Bytes that the body may have: doubling stops there, because a client's share of the budget does too.</param>
internal sealed class PooledBody(int most = int.MaxValue) : IDisposable
{
    /// <summary>Size that is not counted against the budget: 4 MB at the limit of connections.</summary>
    private const int FirstSize = 4 * 1024;

    /// <summary>Largest pooled buffer; the pool may keep some dozens of each size. Origin: package lists in requests stay below.</summary>
    private const int LargestPooled = 16 * 1024;

    private byte[] _bytes = [];
    private int _length;
    private ClientBudget? _budget;
    private ClientIdentity? _client;
    private long _counted;

    /// <summary>The appended bytes.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Reserves room for more bytes. False when the budget does not allow it.</summary>
    /// <param name="client">Whose share of the budget this body takes.</param>
    public bool TryMakeSpace(long more, ClientBudget budget, ClientIdentity client)
    {
        if (_bytes.Length - _length >= more)
        {
            return true;
        }
        var size = SizeFor(checked((int)more));
        var uncounted = size <= FirstSize ? 0 : size - _counted;
        if (uncounted > 0 && !budget.TryTake(uncounted, client))
        {
            return false;
        }
        (_budget, _client, _counted) = (budget, client, _counted + uncounted);
        Grow(size);
        return true;
    }

    /// <summary>Appends bytes.</summary>
    public void Append(in ReadOnlySequence<byte> more)
    {
        var length = checked((int)more.Length);
        if (_bytes.Length - _length < length)
        {
            Grow(SizeFor(length));
        }
        more.CopyTo(_bytes.AsSpan(_length));
        _length += length;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _length = 0;
        ReturnToPool(_bytes);
        _bytes = [];
        _budget?.Return(_counted, _client!);
        _counted = 0;
    }

    private int SizeFor(int more) => Math.Max(_length + more, (int)Math.Clamp(_bytes.Length * 2L, FirstSize, Math.Max(most, FirstSize)));

    private void Grow(int size)
    {
        var larger = size <= LargestPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
        Written.Span.CopyTo(larger);
        ReturnToPool(_bytes);
        _bytes = larger;
    }

    private static void ReturnToPool(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
