namespace LinuxPatchApi.Files;

/// <summary>Reads small files completely without trusting their reported size.</summary>
internal static class BoundedFile
{
    public static FileContent Read(string path, int maxBytes) => Read(path, maxBytes, UnixFileMode.None);

    /// <summary>Refuses a file that has any of the bits of <paramref name="forbidden"/> set. Checks the open file.</summary>
    public static FileContent Read(string path, int maxBytes, UnixFileMode forbidden)
    {
        try
        {
            if (RegularFile.Problem(path) is { } other)
            {
                return Fail(FileFailure.InputOutput, path, other);
            }
            using var stream = RegularFile.Open(path);
            var mode = File.GetUnixFileMode(stream.SafeFileHandle);
            if ((mode & forbidden) != 0)
            {
                return Fail(FileFailure.TooOpen, path,
                    $"mode {Octal(mode)} lets others read or change it, at most 0600 is accepted; chmod 0600");
            }
            return ReadToEnd(stream, maxBytes) is { } bytes
                ? new FileContent(bytes, null)
                : Fail(FileFailure.TooLarge, path, $"is larger than the {maxBytes} bytes that are read");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileContent(null, FileProblem.From(path, error));
        }
    }

    /// <summary>
    /// Null when there are more than <paramref name="maxBytes"/> bytes. The length is only a hint: it is 0 in /proc, and a file may grow.
    /// </summary>
    private static byte[]? ReadToEnd(FileStream stream, int maxBytes)
    {
        var buffer = new byte[Math.Min(stream.Length, maxBytes) + 1];
        var length = 0;
        while (true)
        {
            length += stream.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
            if (length < buffer.Length)
            {
                return buffer[..length];
            }
            if (length > maxBytes)
            {
                return null;
            }
            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
        }
    }

    private static FileContent Fail(FileFailure reason, string path, string detail) => new(null, new FileProblem(reason, path, detail));

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}


/// <summary>Exactly one of the two is set.</summary>
internal sealed record FileContent(byte[]? Bytes, FileProblem? Problem);
