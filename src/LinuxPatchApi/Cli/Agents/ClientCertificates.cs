using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Pki.Bundles;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>The files with which a client shows who it is: options, or the bundle in <c>~/.config/linux-patch-api</c>.</summary>
internal sealed record ClientCertificates(X509Certificate2Collection Authorities, X509Certificate2 Own)
{
    private const string Folder = "linux-patch-api";

    /// <summary>Where the bundle of a client is unpacked (XDG Base Directory Specification).</summary>
    public static string Directory
    {
        get
        {
            var set = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            return Path.Combine(set is { Length: > 0 } ? set : Path.Combine(Home, ".config"), Folder);
        }
    }

    /// <summary>Where <c>setup</c> leaves the bundle of a client.</summary>
    public static string OfSetup => Path.Combine(Home, "linux-patch-api-client");

    private static string Home => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : "/root";

    /// <summary>Exactly one of the results is set.</summary>
    public static (ClientCertificates? Certificates, string? Problem) Load(string? ca, string? certificate, string? key, DateTimeOffset now)
    {
        ca ??= Path.Combine(Directory, ClientFiles.AuthorityName);
        certificate ??= Path.Combine(Directory, ClientFiles.CertificateName);
        key ??= Path.Combine(Directory, ClientFiles.KeyName);
        foreach (var file in (string[])[ca, certificate, key])
        {
            if (!File.Exists(file))
            {
                return (null, $"{file} does not exist; unpack the client.tar of 'linux-patch-api setup' into {Directory}, "
                    + "or name the files with --ca, --cert and --key");
            }
        }
        var problems = new List<TlsProblem>();
        var authorities = AuthorityFile.Load(ca, now, TlsLimits.ExpiresSoon, problems, out _);
        if (authorities is null)
        {
            return (null, $"{ca}: {problems[0].Detail}");
        }
        var (own, problem) = OwnClient.Read(certificate, key, now);
        return own is null ? (null, problem) : (new ClientCertificates(authorities, own), null);
    }
}
