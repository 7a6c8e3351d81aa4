using LinuxPatchApi.Files;

namespace LinuxPatchApi.Pki.Bundles;

/// <summary>Writes the bundle of one host out of the files of a CA's directory.</summary>
internal static class HostBundle
{
    /// <summary>Bytes of one file. Origin: a revocation list with 10 000 entries; the others have a few KB.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Bytes of a bundle that is read back: its four files and the blocks between them.</summary>
    public const int MaxArchiveBytes = 5 * MaxBytes;

    /// <summary>Null when it is on the disk, with mode 0600 because of the key in it.</summary>
    public static FileProblem? Write(PkiFiles files, string host, string path, DateTimeOffset now)
    {
        FileProblem? problem = null;
        byte[] Read(string name)
        {
            var content = BoundedFile.Read(name, MaxBytes);
            problem ??= content.Problem;
            return content.Bytes ?? [];
        }
        var all = new HostFiles(
            Read(files.AuthorityCertificate), Read(files.Certificate(host)), Read(files.Key(host)), Read(files.RevocationList));
        return problem ?? PkiFiles.WritePrivate(path, all.ToArchive(now));
    }
}
