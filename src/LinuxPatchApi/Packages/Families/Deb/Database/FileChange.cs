using System.Runtime.InteropServices;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>When a file's inode last changed, which the framework does not tell (statx(2)).</summary>
internal static partial class FileChange
{
    private const int CurrentDirectory = -100;
    private const uint WantChange = 0x80;

    /// <summary>Offset and size of struct statx, the same on every architecture.</summary>
    private const int Size = 256;
    private const int SecondsAt = 96;
    private const int NanosecondsAt = 104;

    /// <summary>Null when there is no such file, it may not be looked at, or the C library is too old for the question.</summary>
    public static DateTimeOffset? At(string path)
    {
        Span<byte> buffer = stackalloc byte[Size];
        try
        {
            return Look(CurrentDirectory, path, 0, WantChange, ref MemoryMarshal.GetReference(buffer)) == 0
                ? DateTimeOffset.FromUnixTimeSeconds(MemoryMarshal.Read<long>(buffer[SecondsAt..]))
                    .AddTicks(MemoryMarshal.Read<uint>(buffer[NanosecondsAt..]) / TimeSpan.NanosecondsPerTick)
                : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int directory, string path, int flags, uint mask, ref byte result);
}
