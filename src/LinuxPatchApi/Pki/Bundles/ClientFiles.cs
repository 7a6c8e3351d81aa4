using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Pki.Bundles;

/// <summary>
/// What a client needs, in one private directory: the PEM files for curl and the client verb, the same as one tar file to carry away, and
/// a PKCS#12 file for browsers.
/// </summary>
internal sealed class ClientFiles(string directory)
{
    public const string AuthorityName = "ca.pem";
    public const string CertificateName = "client.pem";
    public const string KeyName = "client.key.pem";
    public const string HostsName = "hosts.txt";
    private const string ArchiveName = "client.tar";
    private const string BrowserName = "client.p12";

    /// <summary>Origin: 100 bits, out of 32 letters and digits that are not mistaken for each other.</summary>
    private const int PasswordLength = 20;
    private const string PasswordLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    private const UnixFileMode PrivateDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Authority => Path.Combine(directory, AuthorityName);

    public string Certificate => Path.Combine(directory, CertificateName);

    public string Key => Path.Combine(directory, KeyName);

    public string Archive => Path.Combine(directory, ArchiveName);

    public string Browser => Path.Combine(directory, BrowserName);

    /// <summary>
    /// Creates the directory with mode 0700. Leaves the mode of an existing one alone, because it may serve another purpose too (/tmp), and
    /// refuses one where everybody can exchange the CA that the client is to trust. Null on success.
    /// </summary>
    public FileProblem? Prepare()
    {
        try
        {
            if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory, PrivateDirectory);
                return null;
            }
            return (File.GetUnixFileMode(directory) & UnixFileMode.OtherWrite) == 0
                ? null
                : new FileProblem(FileFailure.TooOpen, directory, "everybody can write there");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(directory, error);
        }
    }

    /// <summary>Writes all of them. Returns the password of the PKCS#12 file, which is kept nowhere.</summary>
    /// <param name="name">Shown by the browser.</param>
    /// <param name="host">Where the client finds the agent, HOST or HOST:PORT.</param>
    public (string Password, FileProblem? Problem) Write(
        byte[] authority, IssuedCertificate client, string name, string host, DateTimeOffset now)
    {
        var password = RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);
        var hosts = Encoding.UTF8.GetBytes(host + "\n");
        if (Prepare() is { } unusable)
        {
            return ("", unusable);
        }
        var archive = TarArchive.Write(
            [new(AuthorityName, authority, false), new(CertificateName, client.Certificate, false), new(KeyName, client.Key, true),
                new(HostsName, hosts, false)], now);
        var (_, problem) = AtomicFile.WriteAll([
            PkiFiles.Private(Key, client.Key),
            PkiFiles.Public(Authority, authority),
            PkiFiles.Public(Certificate, client.Certificate),
            PkiFiles.Private(Archive, archive),
            PkiFiles.Private(Browser, Pkcs12(authority, client, name, password))]);
        return (password, problem);
    }

    private static byte[] Pkcs12(byte[] authority, IssuedCertificate client, string name, string password)
    {
        using var own = PemAuthorities.Of(client.Certificate)[0];
        using var issuer = PemAuthorities.Of(authority)[0];
        var block = PemReader.Read(client.Key).Blocks[0];
        using var key = ServerKey.ReadElliptic(block)!; // It was generated as one a moment ago.
        block.Clear();
        return Pkcs12Writer.Write(own, key.ExportPkcs8PrivateKey(), issuer, name, password);
    }
}
