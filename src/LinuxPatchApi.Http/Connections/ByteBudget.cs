namespace LinuxPatchApi.Http.Connections;

/// <summary>A limit on the bytes that all connections of a server hold together for one purpose. Thread-safe.</summary>
internal sealed class ByteBudget(long most)
{
    private long _taken;

    /// <summary>Bytes currently held.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Reserves bytes. False, with nothing reserved, when not enough are left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= most)
        {
            return true;
        }
        Return(bytes);
        return false;
    }

    /// <summary>Releases reserved bytes.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
