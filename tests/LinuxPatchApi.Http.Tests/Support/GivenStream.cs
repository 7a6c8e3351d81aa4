namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A connection in memory: all bytes are there at once, answers are kept. Nothing of it ever waits.</summary>
internal sealed class GivenStream(byte[] input) : MemoryStream(input, writable: false)
{
    public MemoryStream Written { get; } = new();

    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Written.Write(buffer.Span);
        return default;
    }
}
