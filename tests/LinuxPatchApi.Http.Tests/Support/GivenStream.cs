namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>A connection in memory: all input is available at once, output is recorded. Never waits.</summary>
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
