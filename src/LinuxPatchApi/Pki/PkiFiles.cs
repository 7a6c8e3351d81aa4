using LinuxPatchApi.Files;

namespace LinuxPatchApi.Pki;

/// <summary>Names and modes of the files of one certificate authority.</summary>
internal sealed class PkiFiles(string directory)
{
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PublicMode = PrivateMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Directory => directory;

    public string AuthorityCertificate => Path.Combine(directory, "ca.pem");

    public string AuthorityKey => Path.Combine(directory, "ca.key.pem");

    public string RevocationList => Path.Combine(directory, "crl.pem");

    /// <summary>The last CRL number used, in decimal.</summary>
    public string RevocationListNumber => Path.Combine(directory, "crlnumber");

    /// <summary>Every certificate ever issued, one JSON object per line.</summary>
    public string Index => Path.Combine(directory, "index.jsonl");

    public string Lock => Path.Combine(directory, ".lock");

    public string Certificate(string name) => Path.Combine(directory, $"{name}.pem");

    /// <summary>Everything that the host of that name needs.</summary>
    public string Bundle(string name) => Path.Combine(directory, $"{name}.tar");

    public string Key(string name) => Path.Combine(directory, $"{name}.key.pem");

    /// <summary>
    /// True when <paramref name="name"/> can name files here: letters, digits, dot, hyphen and underscore, and not the name of a CA file.
    /// </summary>
    public static bool IsUsableName(string name) =>
        name.Length is > 0 and <= PkiLimits.MaxCommonName && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && name is not ("ca" or "crl") && !name.EndsWith(".key", StringComparison.Ordinal);

    /// <summary>A file that others may read, to be written together with others.</summary>
    public static NewFile Public(string path, byte[] content) => new(path, content, PublicMode);

    /// <summary>A file with a key.</summary>
    public static NewFile Private(string path, byte[] content) => new(path, content, PrivateMode);

    public static FileProblem? WritePublic(string path, ReadOnlySpan<byte> content) => AtomicFile.Write(path, content, PublicMode);

    public static FileProblem? WritePrivate(string path, ReadOnlySpan<byte> content) => AtomicFile.Write(path, content, PrivateMode);
}
